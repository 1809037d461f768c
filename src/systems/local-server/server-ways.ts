import type { Environment } from './server-options.js';

/** How a server comes about: one that runs already, or one that we start from a distribution or an image. */
export type ServerWay =
  | { readonly type: 'given'; readonly url: string; readonly username: string; readonly password: string }
  | { readonly type: 'home'; readonly folder: string }
  | { readonly type: 'cache' }
  | { readonly type: 'docker' }
  | { readonly type: 'maven' };

/** A failure to get a server; the message says what was tried and how to go on. */
export class LocalServerError extends Error {
  override readonly name = 'LocalServerError';
  /** True where nothing is broken: this machine has none of the things that a server can come from. */
  readonly isUnavailable: boolean;

  constructor(message: string, options: { readonly cause?: unknown; readonly isUnavailable?: boolean } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.isUnavailable = options.isUnavailable ?? false;
  }
}

/**
 * The ways to try, best first. What the environment names is the only way: when it fails, another server than the one
 * that was asked for is no help. The cache comes before Docker, as it needs no download and starts fastest.
 */
export function orderServerWays(environment: Environment): readonly ServerWay[] {
  const url = environment['KEYPLAN_KEYCLOAK_URL'];
  const folder = environment['KEYPLAN_KEYCLOAK_HOME'];
  if (url) return [givenServer(url, environment)];
  if (folder) return [{ type: 'home', folder }];
  return [{ type: 'cache' }, { type: 'docker' }, { type: 'maven' }];
}

/** The error when every way failed. `tried` has one sentence a way, in the order they were tried. */
export function renderUnavailable(version: string, tried: readonly string[]): string {
  return [
    `No Keycloak ${version} can be had on this machine:`,
    ...tried.map((reason) => `  - ${reason}`),
    'Do one of these and run it again: start Docker; install Maven and Java 21 or newer; or name a server by',
    'KEYPLAN_KEYCLOAK_URL, KEYPLAN_KEYCLOAK_ADMIN and KEYPLAN_KEYCLOAK_ADMIN_PASSWORD, or an unpacked one by KEYPLAN_KEYCLOAK_HOME.',
  ].join('\n');
}

function givenServer(url: string, environment: Environment): ServerWay {
  const username = environment['KEYPLAN_KEYCLOAK_ADMIN'];
  const password = environment['KEYPLAN_KEYCLOAK_ADMIN_PASSWORD'];
  if (!username || !password) {
    throw new LocalServerError(
      'KEYPLAN_KEYCLOAK_URL names a server, so KEYPLAN_KEYCLOAK_ADMIN and KEYPLAN_KEYCLOAK_ADMIN_PASSWORD must name its administrator.',
    );
  }
  return { type: 'given', url: url.replace(/\/+$/, ''), username, password };
}
