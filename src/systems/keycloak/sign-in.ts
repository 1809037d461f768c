import { fetchWithError } from '@keycloak/keycloak-admin-client';
import { Failure, Secret, type CredentialSource, type SignIn } from '../../model/index.js';
import { refusalOf, requestFailure, type Asked, type RequestSite } from './errors.js';

/** Gives the credential behind a source; called again for each sign-in, so that a rotated one is picked up. */
export type CredentialReader = (source: CredentialSource) => Promise<Secret>;

/** An access token and when it must be renewed, on the clock of `now`. */
interface Token {
  readonly value: Secret;
  readonly renewAtMs: number;
  /** Counts the tokens of this session, so that a late 401 does not throw away a newer one. */
  readonly generation: number;
}

export interface TokenSource {
  /** The token to use now; signs in when there is none or it is about to end. Callers at the same time share one sign-in. */
  current(): Promise<{ readonly value: Secret; readonly generation: number }>;
  /** Says that the server no longer takes the token of this generation. */
  rejected(generation: number): void;
}

export interface TokenOptions {
  readonly signIn: SignIn;
  readonly readCredential: CredentialReader;
  /** Sends the form to the token endpoint and gives the parsed answer. */
  readonly send: (form: URLSearchParams) => Promise<unknown>;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

/** Makes a source of tokens for one identity. Nothing is sent until the first token is asked for. */
export function createTokenSource(options: TokenOptions): TokenSource {
  let token: Token | undefined;
  let pending: Promise<Token> | undefined;
  let generation = 0;
  const renew = async (): Promise<Token> => {
    const startedMs = options.now();
    const form = await signInForm(options.signIn, options.readCredential);
    const answer = parseTokenAnswer(await options.send(form));
    generation += 1;
    token = { value: answer.value, renewAtMs: startedMs + answer.lifeMs - marginMs(answer.lifeMs), generation };
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

/** How the sign-in of a realm is named in errors. */
export const TOKEN_ASKED: Asked = 'POST /realms/{realm}/protocol/openid-connect/token';

/** Path of a realm's token endpoint below the server's base URL. */
export function tokenPath(realm: string): string {
  return `/realms/${encodeURIComponent(realm)}/protocol/openid-connect/token`;
}

/** Sends a sign-in; a refusal becomes a failure that names the identity and never its credential. */
export async function sendSignIn(url: string, request: RequestInit, site: RequestSite): Promise<unknown> {
  const response = await fetchWithError(url, { ...request, method: 'POST' }).catch((cause: unknown) => {
    const refusal = refusalOf(cause);
    if (refusal?.type !== 'answer' || ![400, 401, 403].includes(refusal.status)) throw cause;
    throw new Failure(
      'sign-in-refused',
      `sign-in as ${site.readAs} in realm ${site.realm} on ${site.server} was refused (${refusal.words})`,
      {
        hint: 'Check the client id, the credential and that the client is enabled and has a service account.',
        cause,
      },
    );
  });
  return response.json();
}

/** The failure of a sign-in that got no usable answer. */
export function signInFailure(site: RequestSite, cause: unknown): Failure {
  return cause instanceof Failure ? cause : requestFailure(TOKEN_ASKED, site, cause);
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

/** Renewed this long before it ends: time for a request that is about to be sent, but never more than half of a short life. */
function marginMs(lifeMs: number): number {
  return Math.min(30_000, lifeMs / 4);
}

function parseTokenAnswer(answer: unknown): { readonly value: Secret; readonly lifeMs: number } {
  if (
    typeof answer === 'object' &&
    answer !== null &&
    'access_token' in answer &&
    typeof answer.access_token === 'string'
  ) {
    const seconds = 'expires_in' in answer && typeof answer.expires_in === 'number' ? answer.expires_in : 60;
    return { value: new Secret(answer.access_token), lifeMs: seconds * 1000 };
  }
  throw new Failure('sign-in-refused', 'the token endpoint answered without a token', {
    hint: 'Check that server and realm of the target name a Keycloak.',
  });
}
