import { Failure, realmPath, Secret, type SignIn } from '../../../model/index.js';
import { openAdminClient, type KeycloakAdminClient } from './admin-client.js';
import {
  DISCOVERY_ASKED,
  refusalOf,
  requestFailure,
  withCleanBody,
  type Asked,
  type Method,
  type Refusal,
  type RequestSite,
} from './errors.js';
import { createBreaker } from './breaker.js';
import { checkIssuer, discoveryPath } from './check-issuer.js';
import { createRedaction, type Redaction } from './redaction.js';
import { createLine } from './line.js';
import { createOutage } from './outage.js';
import { firstContact, RETRY_LIMITS, withRetry, type RetryLimits } from './retry.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { askToken, type AskTokenOptions } from './ask-token.js';
import type { SignInEdges } from './sign-in-form.js';
import { createTokenSource, TOKEN_ASKED, tokenPath, type TokenSource } from './sign-in.js';
import { tokenFacts, type TokenFacts } from './token-facts.js';
import { openTransport, requireTransport, type Transport } from './transport.js';
import type { ConnectionOptions } from './wire.js';

export interface SessionOptions extends SignInEdges {
  /** Base URL without a trailing slash. */
  readonly server: string;
  readonly realm: string;
  readonly signIn: SignIn;
  /** The issuer of the realm that is signed in to; `<server>/realms/<realm>` when absent. */
  readonly issuer?: string;
  /** Connections at most; 16 when absent. */
  readonly connectionsMax?: number;
  /** How long one request may take with its whole answer, in milliseconds; 120 s when absent: a cold list of clients takes many seconds. */
  readonly answerMs?: number;
  /** Certificates, headers and the proxy of the connections; the usual where absent. */
  readonly connection?: ConnectionOptions;
  /** How long to wait for a server that starts, in milliseconds: until its discovery answers. A few seconds when absent. */
  readonly startMs?: number;
  readonly retry?: RetryLimits;
  /** Told about each attempt that ended. Must not throw. */
  readonly onRequest?: (event: RequestEvent) => void;
  /** Told of each credential, assertion and token before it is used, so that a log can mask it. Must not throw. */
  readonly onSecret?: (secret: Secret) => void;
  /** Told before a request is repeated, in words for people. Must not throw. */
  readonly onWait?: (text: string) => void;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
}

/** One attempt that ended, for `--verbose`. */
export interface RequestEvent {
  readonly asked: Asked;
  readonly tookMs: number;
  /** Absent when it succeeded. */
  readonly refusal?: Refusal;
}

/** A request in plain parts. */
export interface PlainRequest {
  /** Names it in errors. */
  readonly asked: Asked;
  /** The parts of the path below `/admin/realms/<realm>`, unencoded; absent parts mean the realm itself. */
  readonly path: readonly string[];
  /** A list repeats its key. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** A request that only looks. */
export type GetRequest = PlainRequest & { readonly asked: `GET /${string}` };

/** A session that can only look: it has no call that writes, and its transport refuses one. */
export interface ReadSession {
  readonly server: string;
  readonly realm: string;
  /** The identity in whose name it reads: a client id, or a user name. */
  readonly readAs: string;
  /** Gets and parses; throws a Failure, and a {@link RequestFailure} where the server refused or did not answer. */
  readonly get: (request: GetRequest) => Promise<unknown>;
  /** The server's own information, which belongs to no realm. */
  readonly getServerInfo: () => Promise<unknown>;
  /** What the token in use says; signs in where there is none. */
  readonly token: () => Promise<TokenFacts>;
  /** Requests sent so far, sign-in and repetitions included. */
  readonly requests: () => number;
  /** Drops all connections; requests under way fail. */
  readonly close: () => Promise<void>;
}

/** A session that can also write. */
export interface Session extends ReadSession {
  /**
   * Sends through the admin client. PUT and DELETE are repeated after troubles that pass; a POST is sent once, and only
   * the caller knows how to find out whether it arrived.
   */
  readonly write: <T>(asked: Asked, ask: (admin: KeycloakAdminClient) => Promise<T>) => Promise<T>;
  /** Sends what the admin client has no call for, or would drop a part of. Gives the parsed answer, `''` when there is none. */
  readonly send: (request: PlainRequest & { readonly body?: unknown }) => Promise<unknown>;
}

/** Opens a session that can only look. Nothing is sent until the first request. */
export function openReadSession(options: SessionOptions): ReadSession {
  return buildSession(options, false).session;
}

/** Opens a session that can also write. Nothing is sent until the first request; `installTransport` must have been called. */
export function openSession(options: SessionOptions): Session {
  requireTransport();
  const { session, tokens, sender, transport, plain } = buildSession(options, true);
  const { server, realm } = session;
  let opened: Promise<KeycloakAdminClient> | undefined;
  return {
    ...session,
    async write(asked, ask) {
      opened ??= openAdminClient({ server, realm, transport, tokens });
      const admin = await opened;
      return sender.send(asked, tokens, () => ask(admin));
    },
    send: plain,
  };
}

const ANSWER_MS = 120_000;
/** Discovery is small and asks no database that could be slow. */
const DISCOVERY_MS = 15_000;
/** As many small reads as a server of two cores answers without making each of them slower. */
const CONNECTIONS_MAX = 16;

interface BuiltSession {
  readonly session: ReadSession;
  readonly transport: Transport;
  readonly tokens: TokenSource;
  readonly sender: Sender;
  readonly plain: Session['send'];
}

function buildSession(given: SessionOptions, mayWrite: boolean): BuiltSession {
  const options = withToldSecrets(given);
  const { server, realm, signIn } = options;
  const site = siteOf(options);
  const redaction = createRedaction();
  const transport = openTransport({
    server,
    realm,
    connectionsMax: options.connectionsMax ?? CONNECTIONS_MAX,
    answerMs: options.answerMs ?? ANSWER_MS,
    connection: options.connection ?? {},
    readCredential: options.readCredential,
    tokenPath: tokenPath(signIn.realm),
    mayWrite,
    onRefusedBody: redaction.keepSecretsOf,
  });
  const sender = createSender(options, site, redaction);
  const signInSite = { ...site, realm: signIn.realm, isIdentitysOwn: signIn.realm !== realm };
  const asking = { site: signInSite, redaction, sender, transport };
  const requireIssuer = onceDone(() => meetServer(options, asking));
  const tokens = createTokenSource({
    async ask() {
      await requireIssuer();
      return await askToken(askingFor(options, asking));
    },
    onToken(token) {
      options.onSecret?.(token);
      redaction.keep(token.reveal());
    },
    now: sender.now,
  });
  const ask = (asked: Asked, path: string, body?: unknown): Promise<unknown> =>
    sender.send(asked, tokens, (token) =>
      transport.send({ method: methodOf(asked), path, ...bodyAndHeaders(token.reveal(), body) }),
    );
  const pathOf = createPaths(realm);
  const plain: Session['send'] = (request) => ask(request.asked, pathOf(request), request.body);
  const session: ReadSession = {
    ...site,
    get: plain,
    token: async () => tokenFacts((await tokens.current()).value, realm, signIn.realm),
    getServerInfo: () => ask('GET /admin/serverinfo', '/admin/serverinfo'),
    requests: transport.requests,
    close: transport.close,
  };
  return { session, transport, tokens, sender, plain };
}

function siteOf({ server, realm, signIn, connection }: SessionOptions): RequestSite {
  const readAs = signIn.method === 'password' ? signIn.username : signIn.clientId;
  const { proxy } = connection ?? {};
  const named = { server, realm, readAs };
  return proxy === undefined ? named : { ...named, through: `${proxy.url.host} (${proxy.variable})` };
}

interface Asking {
  readonly site: RequestSite;
  readonly redaction: Redaction;
  readonly sender: Sender;
  readonly transport: Transport;
}

function expectedIssuer({ issuer, server, signIn }: SessionOptions): string {
  return issuer ?? `${server}${realmPath(signIn.realm)}`;
}

/** The first request of a session, and the only one that may go to a server that nobody knows yet: it carries no secret. */
async function meetServer(options: SessionOptions, { site, sender, transport }: Asking): Promise<void> {
  const request = {
    method: 'GET',
    path: discoveryPath(site.realm),
    headers: { accept: 'application/json' },
    answerMs: Math.min(options.answerMs ?? ANSWER_MS, DISCOVERY_MS),
  } as const;
  const limits = firstContact(options.retry ?? RETRY_LIMITS, options.startMs);
  try {
    const discovery = await sender.repeated(
      DISCOVERY_ASKED,
      'GET',
      () => sender.watched(DISCOVERY_ASKED, () => transport.send(request)),
      limits,
    );
    checkIssuer(site, expectedIssuer(options), discovery);
  } catch (error) {
    throw error instanceof Failure ? error : requestFailure(DISCOVERY_ASKED, site, error);
  }
}

/** Does something once it is needed; again only where it failed. */
function onceDone(work: () => Promise<void>): () => Promise<void> {
  let doing: Promise<void> | undefined;
  return () => {
    doing ??= work().catch((error: unknown) => {
      doing = undefined;
      throw error;
    });
    return doing;
  };
}

/** The same options, with whoever wants to be told of secrets told of what is read. */
function withToldSecrets(options: SessionOptions): SessionOptions {
  const { onSecret, readCredential, readAssertion } = options;
  if (onSecret === undefined) return options;
  const told = (secret: Secret): Secret => {
    onSecret(secret);
    return secret;
  };
  return {
    ...options,
    readCredential: async (source) => told(await readCredential(source)),
    ...(readAssertion === undefined
      ? {}
      : { readAssertion: async (source, audience) => told(await readAssertion(source, audience)) }),
  };
}

function askingFor(options: SessionOptions, { site, redaction, sender, transport }: Asking): AskTokenOptions {
  const { signIn, readCredential, readAssertion } = options;
  return {
    site,
    signIn,
    audience: expectedIssuer(options),
    edges: {
      async readCredential(source) {
        const credential = await readCredential(source);
        redaction.keep(credential.reveal());
        return credential;
      },
      ...(readAssertion === undefined ? {} : { readAssertion }),
    },
    send({ fields, certificate }) {
      if (certificate !== undefined) transport.showCertificate(certificate);
      return sender.watched(TOKEN_ASKED, () => transport.send(signInRequest(signIn, fields)));
    },
    // Signing in twice does no harm, so it is repeated like a read.
    repeated: (attempt) => sender.repeated(TOKEN_ASKED, 'GET', attempt),
    onShown(text) {
      options.onSecret?.(new Secret(text));
      redaction.keep(text);
    },
    async wait(why, waitMs) {
      options.onWait?.(`${TOKEN_ASKED}: ${why}, trying again in ${(waitMs / 1000).toFixed(1)} s`);
      await sleep(waitMs);
    },
    wallClockMs: Date.now,
  };
}

interface Sender {
  readonly now: () => number;
  readonly send: <T>(asked: Asked, tokens: TokenSource, attempt: (token: Secret) => Promise<T>) => Promise<T>;
  /** Sends once and tells whoever watches. */
  readonly watched: <T>(asked: Asked, attempt: () => Promise<T>) => Promise<T>;
  readonly repeated: <T>(asked: Asked, method: Method, attempt: () => Promise<T>, limits?: RetryLimits) => Promise<T>;
}

/** Sends with repetitions, with one renewal of the token after a 401, and with failures in words. */
function createSender(options: SessionOptions, site: RequestSite, redaction: Redaction): Sender {
  const now = options.now ?? ((): number => performance.now());
  const usual = options.retry ?? RETRY_LIMITS;
  const outage = createOutage(now);
  const onWait = (asked: Asked) => (refusal: Refusal, waitMs: number) =>
    options.onWait?.(waitText(asked, refusal, waitMs));
  const watched = async <T>(asked: Asked, attempt: () => Promise<T>): Promise<T> => {
    const startedMs = now();
    try {
      const answer = await attempt();
      options.onRequest?.({ asked, tookMs: now() - startedMs });
      return answer;
    } catch (raw) {
      const error = withCleanBody(raw, redaction.clean);
      const refusal = refusalOf(error);
      if (refusal !== undefined) options.onRequest?.({ asked, tookMs: now() - startedMs, refusal });
      throw error;
    }
  };
  const repeated: Sender['repeated'] = (asked, method, attempt, limits = usual) =>
    withRetry({ method, limits, now, outage, onWait: onWait(asked) }, attempt);
  const unlessDying = createBreaker(site, outage);
  // Requests that wait for a connection are cheaper unmade, and their time then counts from when they are sent. A sign-in
  // does not wait in line: all those in front of it wait for its token.
  const inLine = createLine(options.connectionsMax ?? CONNECTIONS_MAX);
  return {
    now,
    async send(asked, tokens, attempt) {
      try {
        return await unlessDying(asked, () =>
          repeated(asked, methodOf(asked), () => inLine(() => watched(asked, () => withFreshToken(tokens, attempt)))),
        );
      } catch (error) {
        throw error instanceof Failure ? error : requestFailure(asked, site, error);
      }
    },
    watched,
    repeated,
  };
}

/** A token may end early: the client that signs in was changed, or the server was restarted. One new one is tried. */
async function withFreshToken<T>(tokens: TokenSource, attempt: (token: Secret) => Promise<T>): Promise<T> {
  const { value, generation } = await tokens.current();
  try {
    return await attempt(value);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal?.type !== 'answer' || refusal.status !== 401) throw error;
    tokens.rejected(generation);
    return attempt((await tokens.current()).value);
  }
}

function signInRequest(signIn: SignIn, form: URLSearchParams): Parameters<Transport['send']>[0] {
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', path: tokenPath(signIn.realm), headers, body: form.toString() };
}

function bodyAndHeaders(token: string, body: unknown): Pick<Parameters<Transport['send']>[0], 'headers' | 'body'> {
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
  if (body === undefined) return { headers };
  return { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Makes the paths of requests about a realm. */
function createPaths(realm: string): (request: PlainRequest) => string {
  const base = `/admin/realms/${encodeURIComponent(realm)}`;
  return ({ path, query }) => {
    let text = base;
    for (const part of path) text += `/${encodeURIComponent(part)}`;
    let separator = '?';
    for (const [key, value] of Object.entries(query ?? {})) {
      for (const one of typeof value === 'object' ? value : [value]) {
        text += `${separator}${key}=${encodeURIComponent(one)}`;
        separator = '&';
      }
    }
    return text;
  };
}

function methodOf(asked: Asked): Method {
  return asked.slice(0, asked.indexOf(' ')) as Method;
}

function waitText(asked: Asked, refusal: Refusal, waitMs: number): string {
  const what = refusal.type === 'answer' ? `status ${refusal.status}` : refusal.words;
  return `${asked}: ${what}, trying again in ${(waitMs / 1000).toFixed(1)} s`;
}
