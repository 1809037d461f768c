import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startLocalServer } from '../../src/systems/local-server/index.js';
import { readServerVersion } from './keycloak.js';
import { projectRoot } from './project-files.js';
import { writeCertificates } from './rigs/certificates.js';
import { SERVER_LOG_VARIABLE } from './server-log-reporter.js';

/** Names the folder of certificates that a given server trusts: ca.pem, server.pem and server.key. */
const CERTIFICATES_VARIABLE = 'KEYPLAN_TEST_CERTIFICATES';

/** Builds the program and starts the one Keycloak of a run of the server tests before any of them, and ends it after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  execFileSync(process.execPath, [join(projectRoot, 'bin', 'keyplan.js'), '--version'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const version = process.env['KEYPLAN_TEST_KEYCLOAK_VERSION'];
  const folder = mkdtempSync(join(tmpdir(), 'keyplan-certificates-'));
  const { ca, certificate, key } = writeCertificates(folder);
  const server = await startLocalServer({
    environment: process.env,
    onProgress: (text) => process.stderr.write(`${text}\n`),
    trustedCertificates: ca,
    certificate: { certificate, key },
    ...(version ? { version } : {}),
  });
  if (server.logFile !== undefined) process.env[SERVER_LOG_VARIABLE] = server.logFile;
  const found = await readServerVersion(server.url, server.admin);
  if (version && version !== found) {
    await server.stop();
    throw new Error(`the tests were to run on Keycloak ${version}, and the server is ${found}`);
  }
  project.provide('keycloak', { url: server.url, ...server.admin, version: found });
  project.provide('certificates', trustedBy(server.how, folder));
  const noTls = `a Keycloak that is ${server.how === 'given' ? 'given' : 'in a container'} has no address of TLS that the tests know`;
  project.provide('tls', server.tlsUrl === undefined ? { reason: noTls } : { url: server.tlsUrl });
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** The certificates that the server trusts: what it was started with, which only a server on this machine sees. */
function trustedBy(
  how: Awaited<ReturnType<typeof startLocalServer>>['how'],
  made: string,
): { readonly folder: string } | { readonly reason: string } {
  if (how === 'docker') return { reason: 'a Keycloak in a container does not see the certificates of this run' };
  if (how !== 'given') return { folder: made };
  const folder = process.env[CERTIFICATES_VARIABLE];
  return folder
    ? { folder }
    : { reason: `the given Keycloak trusts no certificates that ${CERTIFICATES_VARIABLE} names` };
}
