import { Failure, type FailureCode } from '../../model/index.js';
import type { Environment } from './server-options.js';

// How to go on where this machine cannot start a server by itself.
const SERVER_HINT: string = [
  'start Docker, or install Maven and Java 21 or newer, and run it again;',
  'or name a running server by KEYPLAN_KEYCLOAK_URL, KEYPLAN_KEYCLOAK_ADMIN and KEYPLAN_KEYCLOAK_ADMIN_PASSWORD,',
  'or an unpacked one by KEYPLAN_KEYCLOAK_HOME',
].join(' ');

/** How a server comes about: one that runs already, or one that we start from a distribution or an image. */
export type ServerWay =
  | { readonly type: 'given'; readonly url: string; readonly username: string; readonly password: string }
  | { readonly type: 'home'; readonly folder: string }
  | { readonly type: 'cache' }
  | { readonly type: 'docker' }
  | { readonly type: 'maven' };

/** A failure to get or start a server of our own. */
export class LocalServerError extends Failure {
  /** True where nothing is broken: this machine has none of the things that a server can come from. */
  readonly isUnavailable: boolean;

  constructor(message: string, options: LocalServerErrorOptions = {}) {
    const { code = 'server-error', hint = SERVER_HINT, cause } = options;
    super(code, message, cause === undefined ? { hint } : { hint, cause });
    this.isUnavailable = options.isUnavailable ?? false;
  }
}

export interface LocalServerErrorOptions {
  /** Where absent: server-error. */
  readonly code?: FailureCode;
  /** Where absent: how to name a server instead. */
  readonly hint?: string;
  readonly cause?: unknown;
  readonly isUnavailable?: boolean;
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

/** The message when every way failed. `tried` has one sentence a way, in the order they were tried. */
export function renderUnavailable(version: string, tried: readonly string[]): string {
  return [`No Keycloak ${version} can be had on this machine:`, ...tried.map((reason) => `  - ${reason}`)].join('\n');
}

function givenServer(url: string, environment: Environment): ServerWay {
  const username = environment['KEYPLAN_KEYCLOAK_ADMIN'];
  const password = environment['KEYPLAN_KEYCLOAK_ADMIN_PASSWORD'];
  if (!username || !password) {
    throw new LocalServerError('KEYPLAN_KEYCLOAK_URL names a server, and its administrator is not named', {
      code: 'usage',
      hint: 'set KEYPLAN_KEYCLOAK_ADMIN and KEYPLAN_KEYCLOAK_ADMIN_PASSWORD too',
    });
  }
  return { type: 'given', url: url.replace(/\/+$/, ''), username, password };
}
