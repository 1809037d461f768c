import { Failure, Secret, type CredentialSource, type SignIn } from '../../../model/index.js';
import { refusalOf, requestFailure, type Asked, type RequestSite } from './errors.js';

/** Gives the credential behind a source; called again for each sign-in, so that a rotated one is picked up. */
export type CredentialReader = (source: CredentialSource) => Promise<Secret>;

/** An access token. The generation counts the tokens of a session, so that a late 401 does not throw away a newer one. */
export interface Token {
  readonly value: Secret;
  readonly generation: number;
}

export interface TokenSource {
  /** The token to use now; signs in when there is none or it is about to end. Callers at the same time share one sign-in. */
  readonly current: () => Promise<Token>;
  /** Says that the server no longer takes the token of this generation. */
  readonly rejected: (generation: number) => void;
}

export interface TokenOptions {
  readonly signIn: SignIn;
  readonly readCredential: CredentialReader;
  /** Sends the form to the token endpoint and gives the parsed answer. */
  readonly send: (form: URLSearchParams) => Promise<unknown>;
  /** Told of each new token. */
  readonly onToken?: (token: Secret) => void;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

/** Makes a source of tokens for one identity. Nothing is sent until the first token is asked for. */
export function createTokenSource(options: TokenOptions): TokenSource {
  let token: (Token & { readonly renewAtMs: number }) | undefined;
  let pending: Promise<Token> | undefined;
  let generation = 0;
  const renew = async (): Promise<Token> => {
    const startedMs = options.now();
    const form = await signInForm(options.signIn, options.readCredential);
    const { value, lifeMs } = parseTokenAnswer(await options.send(form));
    options.onToken?.(value);
    generation += 1;
    token = { value, generation, renewAtMs: startedMs + lifeMs - marginMs(lifeMs) };
    return token;
  };
  return {
    async current() {
      if (token !== undefined && options.now() < token.renewAtMs) return token;
      pending ??= renew().finally(() => {
        pending = undefined;
      });
      return pending;
    },
    rejected(of) {
      if (token?.generation === of) token = undefined;
    },
  };
}

/** How a sign-in is named in errors. */
export const TOKEN_ASKED: Asked = 'POST /realms/{realm}/protocol/openid-connect/token';

/** Path of a realm's token endpoint below the server's base URL. */
export function tokenPath(realm: string): string {
  return `/realms/${encodeURIComponent(realm)}/protocol/openid-connect/token`;
}

/** The failure of a sign-in; it names the identity and never its credential. `site.realm` is the realm that signs in. */
export function signInFailure(site: RequestSite, cause: unknown): Failure {
  const refusal = refusalOf(cause);
  if (refusal?.type !== 'answer' || ![400, 401, 403].includes(refusal.status)) {
    return requestFailure(TOKEN_ASKED, site, cause);
  }
  const who = `${site.readAs} in realm ${site.realm} on ${site.server}`;
  return new Failure('sign-in-refused', `sign-in as ${who} was refused (${refusal.words})`, {
    hint: 'Check the client id and the credential, and that the client is enabled and has a service account.',
    cause,
  });
}

async function signInForm(signIn: SignIn, readCredential: CredentialReader): Promise<URLSearchParams> {
  if (signIn.method === 'client-secret') {
    const secret = await readCredential(signIn.clientSecret);
    return new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: signIn.clientId,
      client_secret: secret.reveal(),
    });
  }
  const password = await readCredential(signIn.password);
  return new URLSearchParams({
    grant_type: 'password',
    client_id: signIn.clientId,
    username: signIn.username,
    password: password.reveal(),
  });
}

/** Renewed this long before it ends: time for requests that wait for a connection, but never most of a short life. */
function marginMs(lifeMs: number): number {
  return Math.min(30_000, lifeMs / 4);
}

function parseTokenAnswer(answer: unknown): { readonly value: Secret; readonly lifeMs: number } {
  if (typeof answer === 'object' && answer !== null && 'access_token' in answer) {
    const seconds = 'expires_in' in answer && typeof answer.expires_in === 'number' ? answer.expires_in : 60;
    if (typeof answer.access_token === 'string') {
      return { value: new Secret(answer.access_token), lifeMs: seconds * 1000 };
    }
  }
  throw new Failure('sign-in-refused', 'the token endpoint answered without a token', {
    hint: 'Check that server and realm of the target name a Keycloak.',
  });
}
