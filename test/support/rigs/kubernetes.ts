import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RigCertificates } from './certificates.js';
import { freePorts, startRigProcess, until } from './process.js';

/** A real API server of Kubernetes with nothing in it but what a test puts there. It runs no controllers. */
export interface Cluster {
  /** The issuer of its service accounts' tokens; it can be asked for its keys without a token. */
  readonly issuer: string;
  /** Asks as its administrator. Fails the test unless the server agrees. */
  readonly ask: (method: string, path: string, body?: unknown) => Promise<unknown>;
  /** Makes a service account with its namespace. */
  readonly addServiceAccount: (namespace: string, name: string) => Promise<void>;
  /** A token as a pod would find it projected into a file, for one audience. */
  readonly requestToken: (account: string, audience: string, seconds: number) => Promise<string>;
}

/** Starts the API server out of `folder`, gives it to `work`, and ends it whatever happens. */
export async function withCluster<T>(
  folder: string,
  certificates: RigCertificates,
  work: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const data = mkdtempSync(join(tmpdir(), 'keyplan-cluster-'));
  const [port = 0, etcdPort = 0, peerPort = 0] = await freePorts(3);
  const token = randomBytes(24).toString('hex');
  const etcd = startRigProcess(
    join(folder, 'testapi'),
    etcdArguments(data, etcdPort, peerPort),
    join(data, 'etcd.log'),
  );
  const server = startRigProcess(
    join(folder, 'testapi'),
    serverArguments(data, { port, etcdPort, token, certificates }),
    join(data, 'server.log'),
  );
  try {
    const cluster = clusterAt(port, token, certificates);
    await until(server, () => isReady(cluster));
    await publishKeys(cluster);
    return await work(cluster);
  } finally {
    await server.stop();
    await etcd.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

function etcdArguments(data: string, port: number, peerPort: number): readonly string[] {
  const url = `http://127.0.0.1:${port}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  return [
    'etcd',
    '--data-dir',
    join(data, 'etcd'),
    '--unsafe-no-fsync',
    '--log-level',
    'warn',
    '--listen-client-urls',
    url,
    '--advertise-client-urls',
    url,
    '--listen-peer-urls',
    peer,
    '--initial-advertise-peer-urls',
    peer,
    '--initial-cluster',
    `default=${peer}`,
  ];
}

interface ServerPlace {
  readonly port: number;
  readonly etcdPort: number;
  readonly token: string;
  readonly certificates: RigCertificates;
}

function serverArguments(data: string, { port, etcdPort, token, certificates }: ServerPlace): readonly string[] {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyFile = join(data, 'accounts.key');
  const tokenFile = join(data, 'tokens.csv');
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  writeFileSync(tokenFile, `${token},admin,admin,system:masters\n`, { mode: 0o600 });
  return [
    'apiserver',
    '--etcd-servers',
    `http://127.0.0.1:${etcdPort}`,
    '--cert-dir',
    join(data, 'certificates'),
    '--bind-address',
    '127.0.0.1',
    '--advertise-address',
    '127.0.0.1',
    '--secure-port',
    String(port),
    '--tls-cert-file',
    certificates.certificate,
    '--tls-private-key-file',
    certificates.key,
    '--service-account-issuer',
    `https://127.0.0.1:${port}`,
    '--service-account-key-file',
    keyFile,
    '--service-account-signing-key-file',
    keyFile,
    // Who has no token may ask, and may see nothing but what publishKeys gives.
    '--authorization-mode',
    'RBAC',
    '--token-auth-file',
    tokenFile,
    '--anonymous-auth=true',
    '--disable-admission-plugins',
    'ServiceAccount',
    '--service-cluster-ip-range',
    '10.0.0.0/24',
    '--endpoint-reconciler-type',
    'none',
    '--profiling=false',
  ];
}

function clusterAt(port: number, token: string, certificates: RigCertificates): Cluster {
  const ca = readFileSync(certificates.ca);
  const ask: Cluster['ask'] = (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const asked = request({ host: '127.0.0.1', port, path, method, headers, ca }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () => {
          const { statusCode = 0 } = answer;
          if (statusCode >= 300) reject(new Error(`${method} ${path}: ${statusCode} ${text}`));
          else resolve(text.startsWith('{') ? JSON.parse(text) : text);
        });
      });
      asked.on('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    issuer: `https://127.0.0.1:${port}`,
    ask,
    async addServiceAccount(namespace, name) {
      await ask('POST', '/api/v1/namespaces', { metadata: { name: namespace } }).catch((error: unknown) => {
        if (!String(error).includes(' 409 ')) throw error;
      });
      await ask('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name } });
    },
    async requestToken(account, audience, seconds) {
      const [namespace = '', name = ''] = account.split('/');
      const spec = { audiences: [audience], expirationSeconds: seconds };
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
      const answer = (await ask('POST', path, { spec })) as { readonly status: { readonly token: string } };
      return answer.status.token;
    },
  };
}

async function isReady(cluster: Cluster): Promise<boolean> {
  return await cluster.ask('GET', '/readyz').then(
    () => true,
    () => false,
  );
}

/** Lets everybody ask for the keys of the issuer, as a cluster must whose tokens another program is to check. */
async function publishKeys(cluster: Cluster): Promise<void> {
  const everybody = { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'system:unauthenticated' };
  await cluster.ask('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'everybody-sees-the-issuer' },
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'system:service-account-issuer-discovery',
    },
    subjects: [everybody],
  });
}
