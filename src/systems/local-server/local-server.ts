// A real Keycloak on this machine, for `keyplan demo`, the tests and the benchmark. It is found or fetched, built once
// into a cache, started on a free loopback port with an in-memory database, and gone when it is stopped. Nothing here
// is used when keyplan works on a server that people named in their settings.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { findCacheFolder } from './cache-folder.js';
import {
  copyHome,
  type DistributionRequest,
  distributionFolder,
  fetchByMaven,
  isBuilt,
  knownVersion,
  readHomeVersion,
} from './distribution.js';
import { dockerCommand, pullImage, whyNoDocker } from './docker-server.js';
import { findJava, javaNeed } from './java-runtime.js';
import {
  adminVariables,
  type Environment,
  javaVariables,
  type ServerAdmin,
  serverEnvironment,
  startArguments,
  startTlsArguments,
  type ServerCertificate,
} from './server-options.js';
import { findFreePort, isReady, startServerProcess } from './server-process.js';
import { DEFAULT_SERVER_VERSION } from './server-version.js';
import { LocalServerError, orderServerWays, renderUnavailable, type ServerWay } from './server-ways.js';

export interface LocalServerOptions {
  /** Such as 26.7.4, which is also the default; a given server or home has the version that it has. */
  readonly version?: string;
  readonly environment: Environment;
  /** A file of certificates that the server is to trust besides the usual ones. A server in a container, or a given one, does not see it. */
  readonly trustedCertificates?: string;
  /** By which the server listens for TLS too, as `trustedCertificates` not in a container. */
  readonly certificate?: ServerCertificate;
  /** Told of each step that takes long, in words for people. */
  readonly onProgress: (text: string) => void;
}

export interface LocalServer {
  /** The address without a slash at the end. */
  readonly url: string;
  /** Its address for TLS; absent where it has none that we know. */
  readonly tlsUrl?: string;
  /** Signs in at realm master through client admin-cli. The password is never printed, and new with each start. */
  readonly admin: ServerAdmin;
  /** The server's version; undefined for a given server, which is not asked. */
  readonly version: string | undefined;
  readonly how: ServerWay['type'];
  /** Takes all that the server says, and is there until the server is stopped; absent for a given one. */
  readonly logFile?: string;
  /** Ends the server; a given one is left alone. May be called more than once. */
  stop(): Promise<void>;
}

/** A server that can be started without any further download or build. */
export type PreparedServer =
  | { readonly how: 'given'; readonly way: ServerWay & { readonly type: 'given' } }
  | { readonly how: 'docker'; readonly version: string; readonly cacheDir: string }
  | {
      readonly how: 'home' | 'cache' | 'maven';
      readonly version: string;
      readonly cacheDir: string;
      readonly folder: string;
      readonly javaHome: string;
    };

/**
 * Does all that needs the network or takes long, and starts nothing. Throws a LocalServerError whose `isUnavailable` is
 * true when this machine has no way to a server; its message says what was tried and what to install.
 */
export async function prepareLocalServer(options: LocalServerOptions): Promise<PreparedServer> {
  const { environment, onProgress } = options;
  const version = options.version ?? DEFAULT_SERVER_VERSION;
  knownVersion(version);
  const request = { version, environment, onProgress, cacheDir: findCacheFolder(environment) };
  const tried: string[] = [];
  for (const way of orderServerWays(environment)) {
    const result = await prepareWay(way, request);
    if ('how' in result) return result;
    tried.push(result.reason);
  }
  throw new LocalServerError(renderUnavailable(version, tried), { code: 'unreachable', isUnavailable: true });
}

/** Prepares a server where needed, starts it, and returns when it answers. Throws a LocalServerError. */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  return startPrepared(await prepareLocalServer(options), options);
}

async function prepareWay(
  way: ServerWay,
  request: DistributionRequest,
): Promise<PreparedServer | { readonly reason: string }> {
  switch (way.type) {
    case 'given':
      return { how: 'given', way };
    case 'docker':
      return prepareDocker(request);
    case 'home':
    case 'cache':
    case 'maven':
      return prepareFolder(way, request);
  }
}

async function prepareDocker(request: DistributionRequest): Promise<PreparedServer | { readonly reason: string }> {
  const { version, cacheDir, environment } = request;
  const noDocker = await whyNoDocker(environment);
  if (noDocker !== undefined) return { reason: noDocker };
  request.onProgress(`looking for the image of Keycloak ${version}`);
  const noImage = await pullImage(version, environment);
  return noImage === undefined ? { how: 'docker', version, cacheDir } : { reason: noImage };
}

async function prepareFolder(
  way: ServerWay & { readonly type: 'home' | 'cache' | 'maven' },
  request: DistributionRequest,
): Promise<PreparedServer | { readonly reason: string }> {
  const { cacheDir } = request;
  const cached = distributionFolder(cacheDir, request.version);
  if (way.type === 'cache' && !(await isBuilt(cached)))
    return { reason: `the cache: no Keycloak ${request.version} from an earlier run` };
  if (process.platform === 'win32')
    return { reason: `${way.type}: on Windows only a given server or Docker is supported` };
  const version = way.type === 'home' ? await readHomeVersion(way.folder) : request.version;
  const java = await findJava({ ...request, need: javaNeed(knownVersion(version)) });
  if ('reason' in java) return { reason: `${way.type}: ${java.reason}` };
  const shared = { how: way.type, version, cacheDir, javaHome: java.home };
  if (way.type === 'cache') return { ...shared, folder: cached };
  if (way.type === 'home') return { ...shared, folder: await copyHome({ ...request, version }, way.folder, java.home) };
  const fetched = await fetchByMaven(request, java.home);
  return 'reason' in fetched ? fetched : { ...shared, folder: fetched.folder };
}

async function startPrepared(prepared: PreparedServer, options: LocalServerOptions): Promise<LocalServer> {
  if (prepared.how === 'given') return openGiven(prepared.way);
  const { version, cacheDir } = prepared;
  const admin = { username: 'admin', password: randomBytes(24).toString('base64url') };
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(cacheDir, 'logs', `keycloak-${process.pid}-${port}.log`);
  const shared = { url, logFile };
  const parsed = knownVersion(version);
  options.onProgress(`starting Keycloak ${version}`);
  if (prepared.how === 'docker') {
    const { program, args, variables } = dockerCommand(version, parsed, admin, port);
    const { stop } = await startServerProcess({
      ...shared,
      program,
      args,
      environment: { ...options.environment, ...variables },
    });
    return { url, admin, version, how: 'docker', logFile, stop };
  }
  const environment = {
    ...serverEnvironment(options.environment),
    ...adminVariables(parsed, admin),
    ...javaVariables(parsed, prepared.javaHome),
  };
  const program = join(prepared.folder, 'bin', 'kc.sh');
  const { trustedCertificates, certificate } = options;
  const trust = trustedCertificates === undefined ? [] : [`--truststore-paths=${trustedCertificates}`];
  const tlsPort = certificate === undefined ? undefined : await findFreePort();
  const tls = certificate === undefined || tlsPort === undefined ? [] : startTlsArguments(certificate, tlsPort);
  const args = [...startArguments(parsed, port), ...trust, ...tls];
  const { stop } = await startServerProcess({ ...shared, program, args, environment, cwd: prepared.folder });
  const server = { url, admin, version, how: prepared.how, logFile, stop };
  return tlsPort === undefined ? server : { ...server, tlsUrl: `https://127.0.0.1:${tlsPort}` };
}

async function openGiven(way: ServerWay & { readonly type: 'given' }): Promise<LocalServer> {
  if (!(await isReady(way.url))) {
    throw new LocalServerError(`No Keycloak answers at KEYPLAN_KEYCLOAK_URL, ${way.url}`, {
      code: 'unreachable',
      hint: 'start it, or take the variable away',
    });
  }
  const admin = { username: way.username, password: way.password };
  return { url: way.url, admin, version: undefined, how: 'given', stop: () => Promise.resolve() };
}
