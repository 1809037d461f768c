import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { RigCertificates } from './certificates.js';
import { freePorts, startRigProcess, until, type RigProcess } from './process.js';

/** A real SPIRE server with one agent on this machine. */
export interface Spire {
  /** @example 'spiffe://example.org' */
  readonly trustDomain: string;
  /** Where the keys of the trust domain are published. */
  readonly bundleEndpoint: string;
  /** The socket of the Workload API. */
  readonly socket: string;
  /** Lets every program of this user have an id, and returns when the agent gives it. */
  readonly addEntry: (path: string) => Promise<void>;
  /** A token of an id for these audiences. */
  readonly fetchToken: (path: string, ...audiences: readonly string[]) => Promise<string>;
}

const DOMAIN = 'example.org';
const run = promisify(execFile);

/** Starts SPIRE out of `folder`, gives it to `work`, and ends it whatever happens. */
export async function withSpire<T>(
  folder: string,
  certificates: RigCertificates,
  work: (spire: Spire) => Promise<T>,
): Promise<T> {
  // The path of a socket may have 107 bytes, so the folder is as near to the root as it gets.
  const data = mkdtempSync('/tmp/spire-');
  const [serverPort = 0, bundlePort = 0] = await freePorts(2);
  const started: RigProcess[] = [];
  const program = (name: string): string => join(folder, `spire-${name}`);
  const serverSocket = join(data, 'server.sock');
  const ask = async (...args: readonly string[]): Promise<string> =>
    (await run(program('server'), [...args, '-socketPath', serverSocket])).stdout;
  try {
    writeFileSync(join(data, 'server.conf'), serverConfig(data, { serverPort, bundlePort, certificates }));
    writeFileSync(join(data, 'agent.conf'), agentConfig(data, serverPort));
    const server = startRigProcess(
      program('server'),
      ['run', '-config', join(data, 'server.conf')],
      join(data, 'server.log'),
    );
    started.push(server);
    await until(server, () => succeeds(ask('healthcheck')));
    writeFileSync(join(data, 'bundle.pem'), await ask('bundle', 'show'));
    const host = `spiffe://${DOMAIN}/host`;
    const token = JSON.parse(await ask('token', 'generate', '-spiffeID', host, '-output', 'json')) as {
      readonly value: string;
    };
    const agentArgs = ['run', '-config', join(data, 'agent.conf'), '-joinToken', token.value];
    const agent = startRigProcess(program('agent'), agentArgs, join(data, 'agent.log'));
    started.push(agent);
    const socket = join(data, 'agent.sock');
    await until(agent, () => succeeds(run(program('agent'), ['healthcheck', '-socketPath', socket])));
    const fetchToken: Spire['fetchToken'] = async (path, ...audiences) => {
      const which = ['-audience', audiences.join(','), '-spiffeID', `spiffe://${DOMAIN}${path}`];
      const args = ['api', 'fetch', 'jwt', '-socketPath', socket, ...which, '-output', 'json'];
      const { stdout } = await run(program('agent'), args);
      const token = /"svid":\s*"([^"]+)"/.exec(stdout)?.[1];
      if (token === undefined) throw new Error('the agent of SPIRE gave no token');
      return token;
    };
    return await work({
      trustDomain: `spiffe://${DOMAIN}`,
      bundleEndpoint: `https://127.0.0.1:${bundlePort}/`,
      socket,
      async addEntry(path) {
        const id = `spiffe://${DOMAIN}${path}`;
        const selector = `unix:uid:${userInfo().uid}`;
        await ask('entry', 'create', '-parentID', host, '-spiffeID', id, '-selector', selector);
        // The agent asks the server for new entries every five seconds.
        await until(agent, async () => {
          await wait(200);
          return await succeeds(fetchToken(path, 'anybody'));
        });
      },
      fetchToken,
    });
  } finally {
    for (const process of started.reverse()) await process.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

async function succeeds(asked: Promise<unknown>): Promise<boolean> {
  return await asked.then(
    () => true,
    () => false,
  );
}

interface ServerPlace {
  readonly serverPort: number;
  readonly bundlePort: number;
  readonly certificates: RigCertificates;
}

/** `file_sync_interval` has a documented default, and the server does not start without it (1.15.3). */
function serverConfig(data: string, { serverPort, bundlePort, certificates }: ServerPlace): string {
  return `server {
  bind_address = "127.0.0.1"
  bind_port = "${serverPort}"
  socket_path = "${data}/server.sock"
  trust_domain = "${DOMAIN}"
  data_dir = "${data}/server"
  log_level = "WARN"
  jwt_issuer = "https://spire.example.org"
  default_jwt_svid_ttl = "5m"
  federation {
    bundle_endpoint {
      address = "127.0.0.1"
      port = ${bundlePort}
      refresh_hint = "1m"
      profile "https_web" {
        serving_cert_file {
          cert_file_path = "${certificates.certificate}"
          key_file_path = "${certificates.key}"
          file_sync_interval = "1m"
        }
      }
    }
  }
}
plugins {
  DataStore "sql" {
    plugin_data {
      database_type = "sqlite3"
      connection_string = "${data}/server.sqlite3"
    }
  }
  KeyManager "memory" { plugin_data {} }
  NodeAttestor "join_token" { plugin_data {} }
}
`;
}

function agentConfig(data: string, serverPort: number): string {
  return `agent {
  data_dir = "${data}/agent"
  log_level = "WARN"
  server_address = "127.0.0.1"
  server_port = "${serverPort}"
  socket_path = "${data}/agent.sock"
  trust_domain = "${DOMAIN}"
  trust_bundle_path = "${data}/bundle.pem"
}
plugins {
  KeyManager "memory" { plugin_data {} }
  NodeAttestor "join_token" { plugin_data {} }
  WorkloadAttestor "unix" { plugin_data {} }
}
`;
}
