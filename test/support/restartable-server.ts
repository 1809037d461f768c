import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareLocalServer } from '../../src/systems/local-server/index.js';
import {
  adminVariables,
  javaVariables,
  type ServerAdmin,
  serverEnvironment,
  startArguments,
} from '../../src/systems/local-server/server-options.js';
import { findFreePort, startServerProcess } from '../../src/systems/local-server/server-process.js';
import { knownVersion } from '../../src/systems/local-server/distribution.js';

/** A Keycloak of one's own that keeps its realms when it is stopped, and comes back at the same address. */
export interface RestartableServer {
  readonly url: string;
  readonly admin: ServerAdmin;
  /** Stops it, and returns when nothing answers any more. */
  readonly stop: () => Promise<void>;
  /** Starts it again, and returns when it answers. */
  readonly start: () => Promise<void>;
  /** Stops it and takes its data away. */
  readonly remove: () => Promise<void>;
}

/** Starts one from an unpacked distribution; a container and a server that somebody else runs are not stopped by tests. */
export async function startRestartableServer(): Promise<RestartableServer> {
  const { KEYPLAN_KEYCLOAK_URL: _given, ...rest } = process.env;
  const environment = { ...rest, DOCKER_HOST: 'tcp://127.0.0.1:9' };
  const prepared = await prepareLocalServer({ environment, onProgress: () => undefined });
  if (!('folder' in prepared)) throw new Error(`a server from ${prepared.how} cannot be started again`);
  const admin = { username: 'admin', password: randomBytes(24).toString('base64url') };
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const data = mkdtempSync(join(tmpdir(), 'keyplan-server-'));
  const version = knownVersion(prepared.version);
  const start = async (): Promise<() => Promise<void>> => {
    const started = await startServerProcess({
      url,
      program: join(prepared.folder, 'bin', 'kc.sh'),
      args: startArguments(version, port),
      cwd: prepared.folder,
      logFile: join(data, 'server.log'),
      environment: {
        ...serverEnvironment(environment),
        ...adminVariables(version, admin),
        ...javaVariables(version, prepared.javaHome),
        KC_DB_URL: `jdbc:h2:file:${join(data, 'database')};NON_KEYWORDS=VALUE;DB_CLOSE_ON_EXIT=FALSE`,
      },
    });
    return started.stop;
  };
  let stop = await start();
  return {
    url,
    admin,
    stop: () => stop(),
    async start() {
      stop = await start();
    },
    async remove() {
      await stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
