import { Failure, realmPath, Secret } from '../../../model/index.js';
import type { Asked } from './errors.js';

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
  /** Asks the token endpoint and gives the parsed answer. */
  readonly ask: () => Promise<unknown>;
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
    const { value, lifeMs } = parseTokenAnswer(await options.ask());
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
  return `${realmPath(realm)}/protocol/openid-connect/token`;
}

/** Renewed this long before it ends: time for requests that wait for a connection, but never most of a short life. */
function marginMs(lifeMs: number): number {
  return Math.min(30_000, lifeMs / 4);
}

/** What a header can hold (RFC 6750 allows less). */
const SENDABLE = /^[\x21-\x7e]+$/;

function parseTokenAnswer(answer: unknown): { readonly value: Secret; readonly lifeMs: number } {
  if (typeof answer === 'object' && answer !== null && 'access_token' in answer) {
    const seconds = 'expires_in' in answer && typeof answer.expires_in === 'number' ? answer.expires_in : 60;
    if (typeof answer.access_token === 'string' && SENDABLE.test(answer.access_token)) {
      return { value: new Secret(answer.access_token), lifeMs: seconds * 1000 };
    }
  }
  throw new Failure('sign-in-refused', 'the token endpoint answered without a token', {
    hint: 'Check that server and realm of the target name a Keycloak.',
  });
}
