import { Failure, type FailureCode } from '../../../model/index.js';

/** How reading a realm's discovery is named in errors: the first request to a server. */
export const DISCOVERY_ASKED: Asked = 'GET /realms/{realm}/.well-known/openid-configuration';

/** A request as errors and logs name it: the method and the path template, never values of the query or the body. */
export type Asked = `${Method} /${string}`;
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What a request came back with, when it did not succeed. */
export type Refusal =
  | { readonly type: 'answer'; readonly status: number; readonly words: string; readonly retryAfterMs?: number }
  | { readonly type: 'lost'; readonly words: string }
  | { readonly type: 'timed-out'; readonly words: string };

/**
 * A request to Keycloak that failed for good. `status` is what the server answered; absent when no answer came, so that
 * nobody knows whether the request was carried out.
 */
export class RequestFailure extends Failure {
  readonly asked: Asked;
  readonly status?: number;
  /** The server's own words, shortened; empty when it said nothing. */
  readonly words: string;

  constructor(code: FailureCode, message: string, options: RequestFailureOptions) {
    super(code, message, { hint: options.hint, cause: options.cause });
    this.asked = options.asked;
    this.words = options.refusal.words;
    if (options.refusal.type === 'answer') this.status = options.refusal.status;
  }
}

interface RequestFailureOptions {
  readonly asked: Asked;
  readonly refusal: Refusal;
  readonly hint: string;
  readonly cause: unknown;
}

/** Whether an error is the server's answer with this status. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): error is RequestFailure {
  return error instanceof RequestFailure && error.status !== undefined && statuses.includes(error.status);
}

/** An answer; undefined where the server refuses it or has no such thing, which to somebody without the right is the same. */
export async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (hasStatus(error, 403, 404)) return undefined;
    throw error;
  }
}

/** Whether no answer came, so that the request may or may not have been carried out. */
export function isUnanswered(error: unknown): error is RequestFailure {
  return error instanceof RequestFailure && error.status === undefined;
}

/** An answer that is not a success, as our own requests throw it; the admin client's `NetworkError` has the same parts. */
export class AnswerError extends Error {
  readonly response: { readonly status: number; readonly headers: { readonly get: (name: string) => string | null } };
  readonly responseData: unknown;

  constructor(status: number, headers: AnswerHeaders, responseData: unknown) {
    super(`status ${status}`);
    this.response = { status, headers: { get: (name) => firstOf(headers[name as keyof AnswerHeaders]) ?? null } };
    this.responseData = responseData;
  }
}

/** The headers of an answer that are looked at; a list where one came more than once. */
export interface AnswerHeaders {
  readonly 'retry-after'?: HeaderValue;
  /** By the clock of the server, or of the gateway before it. */
  readonly date?: HeaderValue;
}

type HeaderValue = string | readonly string[] | null | undefined;

function firstOf(value: HeaderValue): string | null | undefined {
  return typeof value === 'object' ? value?.[0] : value;
}

/** The same error with another body, as an error of ours; errors that are no answer stay what they are. */
export function withCleanBody(error: unknown, clean: (body: unknown) => unknown): unknown {
  if (!isAnswer(error)) return error;
  const { status, headers } = error.response;
  const kept = { 'retry-after': headers.get('retry-after'), date: headers.get('date') };
  return new AnswerError(status, kept, clean(error.responseData));
}

/** When the server says that it answered, in milliseconds since 1970; undefined when it does not. */
export function answerTimeMs(error: unknown): number | undefined {
  const at = isAnswer(error) ? Date.parse(error.response.headers.get('date') ?? '') : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** What an error of a request says about it, ours or the admin client's; undefined for errors that are bugs. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Failure) return undefined;
  if (isAnswer(error)) {
    const retryAfterMs = retryAfter(error.response.headers.get('retry-after'));
    const answer = { type: 'answer', status: error.response.status, words: serverWords(error.responseData) } as const;
    return retryAfterMs === undefined ? answer : { ...answer, retryAfterMs };
  }
  const code = codeOf(error);
  if (code === undefined || MISUSE.test(code)) return undefined;
  return { type: code === TIMEOUT ? 'timed-out' : 'lost', words: code };
}

/** The failure that ends a request, in words for people. */
export function requestFailure(asked: Asked, on: RequestSite, cause: unknown): Failure {
  const refusal = refusalOf(cause);
  if (refusal === undefined) return new Failure('bug', `${asked} failed inside keyplan`, { hint: BUG_HINT, cause });
  const fail = (code: FailureCode, what: string, hint: string): RequestFailure =>
    new RequestFailure(code, `${namedRealm(asked, on)} on ${on.server}: ${what}`, { asked, refusal, hint, cause });
  if (refusal.type === 'lost') return fail('unreachable', lostWords(refusal.words), reachHint(refusal.words, on));
  if (refusal.type === 'timed-out')
    return fail('timed-out', `no answer in time (${refusal.words})`, reachHint(refusal.words, on));
  const said = refusal.words === '' ? `status ${refusal.status}` : `status ${refusal.status}, "${refusal.words}"`;
  // It is asked without a token, so that none of these speaks of an identity.
  if (asked === DISCOVERY_ASKED && [401, 403, 404].includes(refusal.status) && !REALM_MISSING.test(refusal.words))
    return fail('realm-not-found', `nothing answers there for realm ${on.realm} (${said})`, WRONG_BASE_HINT);
  if (refusal.status === 401)
    return fail('sign-in-refused', `the server does not accept the token of ${on.readAs} (${said})`, TOKEN_HINT);
  if (refusal.status === 403)
    return fail('missing-right', `${on.readAs} may not do this (${said})${rightWords(asked)}`, RIGHTS_HINT);
  if (refusal.status === 404 && REALM_MISSING.test(refusal.words)) {
    const message = `there is no realm "${on.realm}" on ${on.server}`;
    return new RequestFailure('realm-not-found', message, { asked, refusal, hint: missingRealmHint(on), cause });
  }
  // A Keycloak would say that it has no such realm, or answer; a gateway that lets the admin API through to nobody says this.
  if (refusal.status === 404 && asked === 'GET /admin/realms/{realm}') {
    return fail(
      'realm-not-found',
      `${said}: there is no admin API at this address`,
      'Write the address in "server" under which /admin/realms can be called; a public address often lets only /realms through.',
    );
  }
  if (UNAVAILABLE.has(refusal.status))
    return fail('server-failing', said, 'Look at the server and what is before it, then run again.');
  if (refusal.status >= 300 && refusal.status < 400)
    return fail(
      'server-refused',
      `${said}, which sends us elsewhere`,
      'Write the address in "server" to which it sends; keyplan follows no redirect.',
    );
  if (refusal.status >= 500) return fail('server-error', said, 'See the log of the server, then run it again.');
  return fail('server-refused', said, 'The server says why; correct that and run it again.');
}

/** A request by the name of its realm, as the settings have it: what else is in its path stays a template. */
function namedRealm(asked: Asked, { realm }: RequestSite): string {
  return asked.replace('{realm}', () => encodeURIComponent(realm));
}

function missingRealmHint({ isIdentitysOwn }: RequestSite): string {
  const setting =
    isIdentitysOwn === true ? '"realm" below "auth", where the identity is known,' : '"realm" of the target';
  return `Correct ${setting} in keyplan.yaml, or "server" if the realm is on another one; names are case-sensitive, and keyplan makes no realms.`;
}

/** The right that a refused write, or a question about identity providers, lacks (26.7.4, probed). */
function rightWords(asked: Asked): string {
  if (asked.includes('/identity-provider/'))
    return `; it needs the client role realm-management/${asked.startsWith('GET ') ? 'view' : 'manage'}-identity-providers`;
  if (asked.startsWith('GET ')) return '';
  if (asked.includes('/role-mappings/')) {
    return '; it needs realm-management/manage-users, and may give and take only those roles of realm-management that it holds itself';
  }
  if (asked.includes('/roles-by-id/'))
    return '; it needs manage-realm for a realm role, manage-clients for a client role';
  const right = /\/(users|groups)/.test(asked)
    ? 'manage-users'
    : /\/scope-mappings\/realm| \/roles/.test(asked)
      ? 'manage-realm'
      : 'manage-clients';
  return `; it needs the client role realm-management/${right}`;
}

/** Where a request went and in whose name. */
export interface RequestSite {
  readonly server: string;
  readonly realm: string;
  /** Whether the realm is the identity's own and not the managed one. */
  readonly isIdentitysOwn?: boolean;
  readonly readAs: string;
  /** The proxy that requests go through, and the variable that names it. */
  readonly through?: string;
}

const TIMEOUT = 'ETIMEDOUT';
/** Codes that say that the request was malformed here, which is no trouble of the world. */
const MISUSE = /^ERR_(INVALID|UNESCAPED|HTTP_INVALID)/;
/** 26.7.4 says `Realm not found.` on the admin API and `Realm does not exist` at the token endpoint. */
const REALM_MISSING = /^realm (not found|does not exist)/i;
/** Answers by which a server, or a gateway before it, says that it cannot serve now. */
const UNAVAILABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const PROXY_ANSWER = /^PROXY_(\d+)$/;
/** What the server says of a certificate that it was shown, or was not. */
const UNSHOWN = /_ALERT_.*(?:CERTIFICATE|UNKNOWN_CA)/;
const UNTRUSTED = /CERT|SIGNATURE|ISSUER/;
/** OpenSSL's own words: most often what answers speaks no TLS. */
const NO_TLS = /^(?:EPROTO$|ERR_SSL_)/;

function lostWords(code: string): string {
  const [, status] = PROXY_ANSWER.exec(code) ?? [];
  return status === undefined ? `no answer (${code})` : `the proxy answered ${status}`;
}

function reachHint(code: string, { through }: RequestSite): string {
  if (code === 'PROXY_407')
    return `The proxy ${through ?? ''} wants user and password: write http://user:password@host:port into its variable.`;
  const proxied =
    through === undefined ? '' : ` Requests go through the proxy ${through}; NO_PROXY names the hosts that need none.`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `The certificate of the server is for other names than the one in "server": write one that it names, or have it made for this one.${proxied}`;
  if (/^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/.test(code))
    return `The certificate of the server is not valid at the time of this machine: have it renewed, or set the clock.${proxied}`;
  if (UNSHOWN.test(code))
    return `The server wants to see a certificate that it trusts: write connection: { clientCertificate: … } with one of an authority that it knows.${proxied}`;
  if (UNTRUSTED.test(code))
    return `The certificate of the server is not one that is trusted here: write connection: { caFile: … } with that of its authority.${proxied}`;
  if (NO_TLS.test(code))
    return `Check that the server speaks https at this port: "server" in keyplan.yaml says so.${proxied}`;
  return `Check that the server is running and that its address in keyplan.yaml can be reached from here; --wait 120s waits for one that starts.${proxied}`;
}
const WRONG_BASE_HINT =
  'Check "server" in keyplan.yaml: it is what stands before /realms/ in the addresses of Keycloak, with a path such as /auth where the server has one and without where it has none.';
// The scope: source is the server's notes on upgrading to 26.8.2; not measured.
const TOKEN_HINT =
  'Check that the client that signs in still exists and is enabled, and that the realm is the right one. From 26.8.2 on it also needs the client scope kc-admin-api among its default ones.';
const RIGHTS_HINT =
  'Give the identity the roles of realm-management that it needs: view-clients, view-users and view-realm for a plan; manage-clients, manage-users and view-realm for an apply (and manage-realm for realm roles).';
const BUG_HINT = 'This is a bug in keyplan: please report it.';
const WORDS_MAX = 300;

/** What the server says in an error's body: `errorMessage`, or `error` with `error_description`. */
function serverWords(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  const text = (key: string): string | undefined => {
    const value: unknown = Object.entries(body).find(([name]) => name === key)?.[1];
    return typeof value === 'string' ? value : undefined;
  };
  const words =
    text('errorMessage') ?? [text('error'), text('error_description')].filter((part) => part !== undefined).join(': ');
  const plain = words.replaceAll(/\p{Cc}+/gu, ' ').trim();
  return plain.length > WORDS_MAX ? `${plain.slice(0, WORDS_MAX)}…` : plain;
}

/** Milliseconds of a Retry-After header, which is a number of seconds or a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header.trim()) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** By its parts, because loading the admin client for its class would cost each plan a tenth of a second and 18 MB. */
function isAnswer(error: unknown): error is Pick<AnswerError, 'response' | 'responseData'> {
  return error instanceof Error && 'response' in error && 'responseData' in error;
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** A trouble of the connection that Node reports without an error, in the form in which it reports the others. */
export function troubled(code: string): Error {
  return Object.assign(new Error(code), { code });
}
