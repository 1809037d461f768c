import { randomBytes } from 'node:crypto';
import { runProgram } from './run-program.js';
import { adminVariables, containerArguments, type Environment, type ServerAdmin } from './server-options.js';
import type { ServerVersion } from './server-version.js';

const IMAGE = 'quay.io/keycloak/keycloak';
// What the image's server listens on, inside the container only.
const CONTAINER_PORT = 8080;

/** Undefined where a Docker daemon answers; else why Docker is no way. The command alone says nothing: ask the daemon. */
export async function whyNoDocker(environment: Environment): Promise<string | undefined> {
  const result = await runProgram('docker', ['info'], { environment, timeoutMs: 15_000 });
  return result.code === 0 ? undefined : 'Docker: no daemon answers "docker info"';
}

/** Downloads the image of a version; undefined when it is there afterwards, else why not. */
export async function pullImage(version: string, environment: Environment): Promise<string | undefined> {
  const image = `${IMAGE}:${version}`;
  const present = await runProgram('docker', ['image', 'inspect', image], { environment, timeoutMs: 15_000 });
  if (present.code === 0) return undefined;
  const pulled = await runProgram('docker', ['pull', '--quiet', image], { environment, timeoutMs: 900_000 });
  return pulled.code === 0
    ? undefined
    : `Docker: ${image} could not be downloaded: ${pulled.stderr.trim().slice(0, 300)}`;
}

/**
 * The command that runs a server in a container in the foreground, so that it ends as the command does. The password is
 * named only, and taken from the command's environment: process lists show arguments.
 */
export function dockerCommand(
  version: string,
  parsed: ServerVersion,
  admin: ServerAdmin,
  port: number,
): {
  readonly program: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
} {
  const variables = adminVariables(parsed, admin);
  const names = Object.keys(variables).flatMap((name) => ['--env', name]);
  const publish = ['--publish', `127.0.0.1:${port}:${CONTAINER_PORT}`];
  const container = ['run', '--rm', '--name', `keyplan-${randomBytes(6).toString('hex')}`, ...publish, ...names];
  return { program: 'docker', args: [...container, `${IMAGE}:${version}`, ...containerArguments(parsed)], variables };
}
