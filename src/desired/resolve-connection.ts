import { durationSeconds } from '../kinds/index.js';
import type { ClientCertificate, Connection, Diagnostic, SourceEntry, SourceMap } from '../model/index.js';
import { problem, warning } from './problem.js';
import { entriesOf, optionalText, valueOf } from './read-nodes.js';
import { credentialOf, partOf } from './resolve-sign-ins.js';

/** How the connections of a target are made; with nothing written, as usual. */
export function resolveConnection(entry: SourceEntry | undefined, found: Diagnostic[]): Connection {
  if (entry?.value.type !== 'map') return { headers: {}, insecureSkipTlsVerify: false };
  const map = entry.value;
  const caFile = optionalText(map, 'caFile', found);
  const clientCertificate = resolveCertificate(map, found);
  const timeoutSeconds = resolveTimeout(map, found);
  const most = map.entries.get('maxConnections')?.value;
  const connectionsMax = most === undefined ? undefined : valueOf(most, 'number', found);
  return {
    headers: resolveHeaders(map.entries.get('headers'), found),
    insecureSkipTlsVerify: resolveInsecure(map, found),
    ...(caFile === undefined ? {} : { caFile }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(connectionsMax === undefined ? {} : { connectionsMax }),
  };
}

function resolveCertificate(map: SourceMap, found: Diagnostic[]): ClientCertificate | undefined {
  const part = partOf(map, 'clientCertificate');
  const certificate = part === undefined ? undefined : credentialOf(part, 'certificate', found);
  const key = part === undefined ? undefined : credentialOf(part, 'key', found);
  return certificate === undefined || key === undefined ? undefined : { certificate, key };
}

/** Longer ones are no limit any more. */
const TIMEOUT_SECONDS_MAX = 3600;

function resolveTimeout(map: SourceMap, found: Diagnostic[]): number | undefined {
  const text = optionalText(map, 'timeout', found);
  const place = map.entries.get('timeout')?.value.place ?? map.place;
  const seconds = text === undefined ? undefined : durationSeconds(text);
  if (seconds === undefined || (seconds >= 1 && seconds <= TIMEOUT_SECONDS_MAX)) return seconds;
  found.push(
    problem('invalid-value', place, 'the timeout is 1 second to 1 hour', 'Write a duration such as 30s or 2m'),
  );
  return undefined;
}

function resolveInsecure(map: SourceMap, found: Diagnostic[]): boolean {
  const entry = map.entries.get('insecureSkipTlsVerify');
  if (entry === undefined || valueOf(entry.value, 'boolean', found) !== true) return false;
  const message = 'the certificate of the server is not looked at, so that anybody in between can read and change all';
  const hint = 'Write caFile with the certificate of the authority that signed the server’s, and remove this';
  found.push(warning('insecure-tls', entry.place, message, hint));
  return true;
}

function resolveHeaders(entry: SourceEntry | undefined, found: Diagnostic[]): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, { place, value }] of entriesOf(entry?.value, found)) {
    const text = valueOf(value, 'string', found);
    if (!HEADER_NAME.test(name)) {
      found.push(
        problem('invalid-value', place, 'this is no name of a header', 'Write a name such as X-Forwarded-Proto'),
      );
    } else if (OURS.test(name)) {
      found.push(problem('header-refused', place, `the header ${name} is written by keyplan itself`, 'Leave it out'));
    } else if (SECRET.test(name)) {
      const hint =
        'Take it out of the file; "auth" says how to sign in, and a proxy that asks for a password is named in HTTPS_PROXY';
      found.push(problem('header-refused', place, `the header ${name} would hold a secret in the file`, hint));
    } else if (text !== undefined && !HEADER_TEXT.test(text)) {
      const hint = 'Write one line of plain ASCII characters, without blanks around it';
      found.push(problem('invalid-value', value.place, `the text of the header ${name} cannot be sent`, hint));
    } else if (text !== undefined) headers[name] = text;
  }
  return headers;
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_TEXT = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/;
/** What belongs to the request or to the connection itself. */
const OURS =
  /^(?:accept(?:-encoding)?|connection|content-.*|expect|host|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i;
const SECRET = /auth|cookie|credential|passw|secret|session|signature|token|api-?key/i;
