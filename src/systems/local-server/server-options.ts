import { isAtLeast, type ServerVersion } from './server-version.js';

/** Who may do everything on a server that we started: the user `username` in its realm master. */
export interface ServerAdmin {
  readonly username: string;
  readonly password: string;
}

/** The preview features that are switched on where the version has them. */
export function serverFeatures(version: ServerVersion): readonly string[] {
  return isAtLeast(version, 26, 4) ? ['client-secret-rotation', 'spiffe'] : ['client-secret-rotation'];
}

/** The arguments of `kc.sh build`, which fixes database and features for every later start. */
export function buildArguments(version: ServerVersion): readonly string[] {
  const cache = isCacheFixedAtBuild(version) ? ['--cache=local'] : [];
  // Asks who connects by TLS for a certificate, and lets in who has none; it counts only with startTlsArguments.
  const certificates = '--https-client-auth=request';
  return ['build', '--db=dev-mem', ...cache, certificates, `--features=${serverFeatures(version).join(',')}`];
}

/** The arguments of `kc.sh` that start a built server on one loopback port. */
export function startArguments(version: ServerVersion, port: number): readonly string[] {
  const cache = isCacheFixedAtBuild(version) ? [] : ['--cache=local'];
  const http = ['--http-enabled=true', '--http-host=127.0.0.1', `--http-port=${port}`];
  return ['start', '--optimized', '--hostname-strict=false', ...http, ...cache, ...hashingOptions(version)];
}

/** The files of a certificate for loopback and of its key, in PEM. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** The further arguments by which a built server listens for TLS too. It knows the clients whose authorities it trusts. */
export function startTlsArguments({ certificate, key }: ServerCertificate, port: number): readonly string[] {
  return [`--https-port=${port}`, `--https-certificate-file=${certificate}`, `--https-certificate-key-file=${key}`];
}

/**
 * Signing in with a password takes a fifth of a second of processor time by the server's own settings (26.7.4, measured).
 * The passwords of such a server are random and end with it, so they are hashed as cheaply as it can.
 */
function hashingOptions(version: ServerVersion): readonly string[] {
  const argon2 = '--spi-password-hashing--argon2--';
  return isAtLeast(version, 26, 6) ? [`${argon2}iterations=1`, `${argon2}memory=64`] : [];
}

/** The arguments of the server's container image, where build and start are one. */
export function containerArguments(version: ServerVersion): readonly string[] {
  return ['start-dev', '--db=dev-mem', '--cache=local', `--features=${serverFeatures(version).join(',')}`];
}

/** The environment variables from which a server takes its first administrator; 26.0 renamed them. */
export function adminVariables(version: ServerVersion, admin: ServerAdmin): Readonly<Record<string, string>> {
  return isAtLeast(version, 26, 0)
    ? { KC_BOOTSTRAP_ADMIN_USERNAME: admin.username, KC_BOOTSTRAP_ADMIN_PASSWORD: admin.password }
    : { KEYCLOAK_ADMIN: admin.username, KEYCLOAK_ADMIN_PASSWORD: admin.password };
}

/**
 * What a server inherits of our environment: everything but the variables that would configure it behind our back, its
 * own and the ones its start script reads (`DEBUG`, which many programs use, would open a debugger port).
 */
export function serverEnvironment(environment: Environment): Environment {
  const names = Object.keys(environment).filter((name) => !/^(KC_|KEYCLOAK_|KEYPLAN_|QUARKUS_|JAVA|DEBUG)/.test(name));
  return Object.fromEntries(names.map((name) => [name, environment[name]]));
}

/** The environment variables that choose the Java and its options, for build and start. */
export function javaVariables(version: ServerVersion, javaHome: string): Readonly<Record<string, string>> {
  // Java 25 is supported since 26.6; the class generator of 26.0.8 refuses it unless it is told to try.
  const tryNewJava = isAtLeast(version, 26, 6) ? {} : { JAVA_OPTS_APPEND: '-Dnet.bytebuddy.experimental=true' };
  return { JAVA_HOME: javaHome, JAVA_OPTS_KC_HEAP: '-Xms256m -Xmx1g', ...tryNewJava };
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

function isCacheFixedAtBuild(version: ServerVersion): boolean {
  return !isAtLeast(version, 26, 0);
}
