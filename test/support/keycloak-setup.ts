import type { TestProject } from 'vitest/node';
import { startLocalServer } from '../../src/systems/local-server/index.js';
import { readServerVersion } from './keycloak.js';

/** Starts the one Keycloak of a run of the server tests before any of them, and ends it after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const version = process.env['KEYPLAN_TEST_KEYCLOAK_VERSION'];
  const server = await startLocalServer({
    environment: process.env,
    onProgress: (text) => process.stderr.write(`${text}\n`),
    ...(version ? { version } : {}),
  });
  const found = await readServerVersion(server.url, server.admin);
  if (version && version !== found) {
    await server.stop();
    throw new Error(`the tests were to run on Keycloak ${version}, and the server is ${found}`);
  }
  project.provide('keycloak', { url: server.url, ...server.admin, version: found });
  return () => server.stop();
}
