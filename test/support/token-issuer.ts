// An issuer of tokens on loopback, as the service behind the runners of GitHub Actions is one: it publishes its keys, gives
// a job fresh id tokens for the audience that the job asks for, and changes its keys.
import { createPublicKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a token says, where it differs from a good one; `undefined` leaves a claim out. */
export interface TokenWish {
  readonly subject: string;
  readonly audience: string | readonly string[];
  /** Over the usual claims: `iat` now, `exp` in 300 s, a `jti` of its own, `iss` this issuer. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly kid?: string;
}

export interface TokenIssuer {
  readonly url: string;
  readonly jwksUrl: string;
  /** A trust bundle as SPIFFE has it, with the same keys. */
  readonly bundleUrl: string;
  readonly token: (wish: TokenWish) => string;
  /** What the runner gives to a job whose id tokens are about this subject. */
  readonly jobEnvironment: (subject: string) => Readonly<Record<string, string>>;
  /** Signs with a new key from now on. The old one stays published until it changes again. */
  readonly changeKey: () => void;
  /** Every token that was made. */
  readonly tokens: () => readonly string[];
  readonly close: () => Promise<void>;
}

interface Key {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

const BEARER = 'the-bearer-of-one-job';

/** Starts the issuer on a free port of loopback. */
export async function startTokenIssuer(): Promise<TokenIssuer> {
  let keys: readonly Key[] = [makeKey()];
  const made: string[] = [];
  const token = ({ subject, audience, claims = {}, kid }: TokenWish): string => {
    const [key] = keys;
    if (key === undefined) throw new Error('an issuer has a key');
    const now = Math.floor(Date.now() / 1000);
    const usual = {
      iss: url,
      sub: subject,
      aud: audience,
      iat: now,
      nbf: now - 600,
      exp: now + 300,
      jti: randomUUID(),
    };
    const text = signToken({ alg: 'RS256', kid: kid ?? key.kid, typ: 'JWT' }, { ...usual, ...claims }, key.privateKey);
    made.push(text);
    return text;
  };
  const server = createServer((request, response) => {
    answer(request, response, { keys, token });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    jwksUrl: `${url}/jwks`,
    bundleUrl: `${url}/bundle`,
    token,
    jobEnvironment: (subject) => ({
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/id-token?subject=${encodeURIComponent(subject)}`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: BEARER,
    }),
    changeKey: () => {
      keys = [makeKey(), ...keys.slice(0, 1)];
    },
    tokens: () => made,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A token with this header and these claims, signed by RS256. */
export function signToken(header: object, claims: object, key: KeyObject): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

function makeKey(): Key {
  return { kid: randomUUID(), privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey };
}

interface IssuerState {
  readonly keys: readonly Key[];
  readonly token: TokenIssuer['token'];
}

function answer(request: IncomingMessage, response: ServerResponse, { keys, token }: IssuerState): void {
  const asked = new URL(request.url ?? '/', 'http://127.0.0.1');
  const reply = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const published = (use: string): object[] =>
    keys.map(({ kid, privateKey }) => ({ ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, use }));
  if (asked.pathname === '/jwks') return reply(200, { keys: published('sig') });
  if (asked.pathname === '/.well-known/openid-configuration') {
    const url = `http://${request.headers.host ?? ''}`;
    return reply(200, { issuer: url, jwks_uri: `${url}/jwks`, id_token_signing_alg_values_supported: ['RS256'] });
  }
  if (asked.pathname === '/bundle') {
    return reply(200, { keys: published('jwt-svid'), spiffe_sequence: 1, spiffe_refresh_hint: 60 });
  }
  if (asked.pathname !== '/id-token') return reply(404, {});
  if (request.headers.authorization !== `Bearer ${BEARER}`) return reply(401, {});
  const [subject, audience] = [asked.searchParams.get('subject') ?? '', asked.searchParams.get('audience') ?? 'none'];
  reply(200, { value: token({ subject, audience }) });
}
