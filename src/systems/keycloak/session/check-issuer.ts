import { Failure, realmPath } from '../../../model/index.js';
import type { RequestSite } from './errors.js';

/** Path of a realm's discovery below the server's base URL. */
export function discoveryPath(realm: string): string {
  return `${realmPath(realm)}/.well-known/openid-configuration`;
}

/**
 * Whether a realm's discovery names the issuer that the settings expect, before any credential is sent there: a server that
 * calls itself otherwise is another one, or its tokens and our assertions would be for somebody else.
 *
 * @throws Failure with both when it does not.
 */
export function checkIssuer({ server, realm }: RequestSite, expected: string, discovery: unknown): void {
  const named = issuerOf(discovery);
  if (named !== undefined && spelling(named) === spelling(expected)) return;
  const says = named === undefined ? 'names no issuer' : `names the issuer ${shown(named)}`;
  const message = `the discovery of realm ${realm} on ${server} ${says}, and the settings expect ${expected}`;
  throw new Failure('issuer-mismatch', `${message}; no credential was sent`, { hint: hintFor(expected, named) });
}

function hintFor(expected: string, named: string | undefined): string {
  if (named === undefined)
    return 'Check that "server" in keyplan.yaml is the base URL of a Keycloak, with its path prefix if it has one.';
  const [ours, theirs] = [URL.parse(expected), URL.parse(named)];
  const isScheme = ours !== null && theirs !== null && ours.protocol === 'https:' && ours.host === theirs.host;
  const mesh =
    isScheme || theirs?.protocol === 'http:'
      ? ' Where a mesh or gateway ends TLS before the server, write connection: { headers: { X-Forwarded-Proto: https } }.'
      : '';
  return `If this is the right server, and that is its public address, write issuer: ${shown(named)} in the target (its realm’s own path at the end); otherwise correct "server".${mesh}`;
}

function issuerOf(discovery: unknown): string | undefined {
  if (typeof discovery !== 'object' || discovery === null || !('issuer' in discovery)) return undefined;
  return typeof discovery.issuer === 'string' && discovery.issuer !== '' ? discovery.issuer : undefined;
}

/** One spelling for one URL: host in lower case, no usual port, escapes as a browser writes them, no slash at the end. */
function spelling(issuer: string): string {
  const url = URL.parse(issuer);
  if (url === null) return issuer;
  try {
    return `${url.origin}${decodeURIComponent(url.pathname).replace(/\/+$/, '')}${url.search}`;
  } catch {
    return url.href;
  }
}

const SHOWN_MAX = 300;

/** What a stranger says, without what could disturb a terminal. */
function shown(text: string): string {
  const plain = text.replaceAll(/\p{Cc}+/gu, ' ');
  return plain.length > SHOWN_MAX ? `${plain.slice(0, SHOWN_MAX)}…` : plain;
}
