/** token: sign-in; read: looks only; write: may change the server; other: everything outside the admin API. */
export type RequestClass = 'token' | 'read' | 'write' | 'other';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LONG_SEGMENT_MAX = 40;

export function classifyRequest(method: string, url: string): RequestClass {
  if (url.includes('/protocol/openid-connect/')) return 'token';
  const isAdmin = url.startsWith('/admin/');
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return isAdmin ? 'read' : 'other';
  if (method === 'POST' && url.includes('/partial-export')) return 'read';
  return isAdmin ? 'write' : 'other';
}

/**
 * The route of a request: identifiers and names become placeholders, query values are left out. For example
 * `/admin/realms/x/roles/foo?max=100` is `/admin/realms/{realm}/roles/{name}?max`.
 */
export function routeOf(url: string): string {
  const [path, query] = splitOnce(url, '?');
  const segments = path.split('/');
  const route: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const previous = segments[index - 1];
    if (previous === 'group-by-path') {
      route.push('{path}');
      break;
    }
    route.push(placeholder(segment, previous));
  }
  const names = new Set((query ?? '').split('&').map((pair) => splitOnce(pair, '=')[0]));
  names.delete('');
  return route.join('/') + (query === undefined ? '' : `?${[...names].sort().join('&')}`);
}

function placeholder(segment: string, previous: string | undefined): string {
  if (segment === '') return segment;
  if (UUID.test(segment) || previous === 'roles-by-id') return '{id}';
  if (previous === 'realms') return '{realm}';
  if (previous === 'roles' && segment !== 'composites') return '{name}';
  if (previous === 'instances' || previous === 'flows' || previous === 'localization') return '{name}';
  return segment.length > LONG_SEGMENT_MAX ? '{x}' : segment;
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
