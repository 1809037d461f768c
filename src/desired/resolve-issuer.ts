import { realmPath, type Diagnostic, type SourceMap } from '../model/index.js';
import { problem } from './problem.js';
import { optionalText } from './read-nodes.js';
import { normaliseUrl } from './server-url.js';

/**
 * What the realm calls itself: what the settings say, else the realm's address below the server's. The server makes every
 * issuer of its own address and the realm's path (26.7.4), so that anything else could never be right.
 */
export function resolveIssuer(
  map: SourceMap,
  { server, realm }: { readonly server: string | undefined; readonly realm: string | undefined },
  found: Diagnostic[],
): string | undefined {
  if (server === undefined || realm === undefined) return undefined;
  const path = realmPath(realm);
  const text = optionalText(map, 'issuer', found);
  if (text === undefined) return `${server}${path}`;
  const place = map.entries.get('issuer')?.value.place ?? map.place;
  const issuer = normaliseUrl(text, place, found);
  if (issuer === undefined || issuer.endsWith(path)) return issuer;
  const hint = `Write issuer: ${issuer.replace(/\/realms\/.*$/, '')}${path}, as the realm's discovery says it`;
  found.push(problem('invalid-value', place, `the issuer of the realm ${realm} ends with ${path}`, hint));
  return undefined;
}
