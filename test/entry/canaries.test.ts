import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aroundAll, describe, expect, it } from 'vitest';
import { findClientId, type TestRealm } from '../support/keycloak.js';
import { type EchoServer, startEchoServer } from './echo-server.js';
import { withWorkplace, type Run, type Workplace } from './workplace.js';

const canary = (what: string): string => `canary-${what}-${randomBytes(12).toString('hex')}`;

const CANARIES = {
  adoptedSecret: canary('adopted-secret'),
  undeclaredSecret: canary('undeclared-secret'),
  rotatedSecret: canary('rotated-secret'),
  signingKey: canary('signing-key'),
  encryptionKey: canary('encryption-key'),
  livePassword: canary('live-attribute'),
  adminPassword: canary('admin-password'),
  wrongPassword: canary('wrong-password'),
  literal: canary('literal'),
};

const FILES = {
  'realm.yaml': {
    roles: { reader: {} },
    clients: {
      created: { type: 'service', serviceAccount: { realmRoles: ['reader'] } },
      adopted: { name: 'Adopted', attributes: { 'vendor.api.password': 'another one' } },
      rotated: { name: 'Rotated' },
      'saml-app': { name: 'SAML', attributes: { 'vendor.note': 'kept' } },
    },
  },
};

describe('a secret', () => {
  let place: Workplace;
  let echoing: EchoServer;
  const outputs: { readonly args: readonly string[]; readonly text: string }[] = [];
  const secrets = new Set<string>(Object.values(CANARIES));

  aroundAll(async (runTests) => {
    await withWorkplace('canaries', async (made) => {
      place = made;
      await fillRealm(place.realm);
      place.write(FILES);
      echoing = await startEchoServer(place.realm.server.url);
      try {
        await runTests();
      } finally {
        await echoing.close();
      }
    });
  });

  /** Signs in as the realm's operator, whose password is a canary. */
  const signIn = (server: string): void =>
    place.writeSettings({
      server,
      auth: {
        realm: place.realm.name,
        clientId: 'admin-cli',
        username: 'operator',
        password: { env: 'OPERATOR_PASSWORD' },
      },
    });

  async function run(args: readonly string[], password: string): Promise<Run> {
    const ended = await place.run(args, { OPERATOR_PASSWORD: password });
    outputs.push({ args, text: `${ended.stdout}\n${ended.stderr}` });
    return ended;
  }

  /** Runs each command line, side by side, and expects its exit code among those given. */
  async function runAll(
    commandLines: readonly string[],
    exitCodes: readonly number[],
    password = CANARIES.adminPassword,
  ): Promise<void> {
    const runOne = async (line: string): Promise<void> => {
      const { exitCode, stdout, stderr } = await run(line.split(' '), password);
      expect(exitCodes, `${line}:\n${stdout}\n${stderr}`).toContain(exitCode);
    };
    await Promise.all(commandLines.map(runOne));
  }

  /** What of the secrets stands in any output so far, or in any file that keyplan wrote. */
  function leaks(): readonly string[] {
    const written = readdirSync(place.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map(({ parentPath, name }) => ({ args: [name], text: readFileSync(join(parentPath, name), 'utf8') }));
    return [...outputs, ...written].flatMap(({ args, text }) => [
      ...[...secrets].filter((secret) => holds(text, secret)).map((secret) => `${args.join(' ')}: ${secret}`),
      ...(text.match(/eyJ[\w-]{8,}\.[^\s]*/g) ?? []).map((token) => `${args.join(' ')}: ${token.slice(0, 12)}…`),
    ]);
  }

  it('is in nothing that a run prints or writes', async () => {
    signIn(place.proxy.url);
    await runAll(['--version', '--help', 'explain', 'explain literal-secret', 'completion bash'], [0]);
    await runAll(['validate', 'validate --json', 'validate --verbose'], [0]);
    const allow = '--allow adopt --verbose';
    await runAll(
      [`plan ${allow}`, `plan --json ${allow}`, `plan --markdown --show-unmanaged ${allow}`, 'plan'],
      [0, 5],
    );
    await runAll([`plan --out plan.json ${allow}`], [0]);
    await runAll([`apply plan.json ${allow}`], [0]);
    const id = await findClientId(place.realm, 'created');
    secrets.add((await place.realm.admin.get<{ value: string }>(`/clients/${id}/client-secret`)).value);
    await runAll(['plan --verbose', 'plan --json', 'apply --yes --json --verbose'], [0]);
    expect(leaks()).toEqual([]);
  });

  it('is in nothing that a failing run prints', async () => {
    signIn(place.proxy.url);
    await runAll(['plan --verbose', 'apply --yes --json --verbose', 'plan --markdown'], [3], CANARIES.wrongPassword);
    signIn('http://127.0.0.1:1');
    await runAll(['plan --verbose', 'plan --json --verbose', 'apply --yes --verbose'], [3]);
    signIn(place.proxy.url);
    place.write(changed(2));
    place.proxy.reset({ faults: [{ action: 'status', status: 500, class: 'write' }] });
    await runAll(['apply --yes --verbose', 'apply --yes --json --verbose'], [7]);
    place.proxy.reset({ faults: [{ action: 'status', status: 500, class: 'read', skip: 3 }] });
    await runAll(['plan --verbose', 'plan --json --verbose'], [1, 3]);
    place.proxy.reset({ faults: [] });
    expect(leaks()).toEqual([]);
  });

  it('is in nothing that is said of a server which repeats what it was sent', async () => {
    signIn(echoing.url);
    echoing.echo('sign-in');
    await runAll(['plan --verbose', 'plan --json --verbose', 'apply --yes --verbose'], [1, 3]);
    echoing.echo('reads');
    await runAll(['plan --verbose', 'plan --json --verbose', 'apply --yes --verbose'], [1, 3]);
    place.write(changed(3));
    echoing.echo('writes');
    await runAll(['apply --yes --verbose', 'apply --yes --json --verbose'], [7]);
    expect(echoing.tokens()).not.toEqual([]);
    for (const token of echoing.tokens()) secrets.add(token);
    expect(leaks()).toEqual([]);
  });

  it('that somebody wrote into a file is refused without being repeated', async () => {
    signIn(place.proxy.url);
    const literals: readonly Readonly<Record<string, unknown>>[] = [
      { secret: CANARIES.literal },
      { authentication: { secret: CANARIES.literal } },
      { authentication: { secret: { from: CANARIES.literal } } },
      { attributes: { 'client.secret.rotated': CANARIES.literal } },
      { attributes: { 'saml.signing.private.key': CANARIES.literal } },
      { registrationAccessToken: CANARIES.literal },
    ];
    for (const literal of literals) {
      place.write({ 'realm.yaml': { clients: { created: literal } } });
      await runAll(['validate', 'validate --json --verbose', 'plan --verbose'], [4]);
    }
    place.write(FILES);
    place.writeSettings({ auth: { clientId: 'a', clientSecret: CANARIES.literal } });
    await runAll(['validate --verbose', 'plan --json'], [4]);
    mkdirSync(join(place.folder, 'realm'), { recursive: true });
    writeFileSync(join(place.folder, 'realm', 'broken.yaml'), `clients:\n  created:\n\tsecret: ${CANARIES.literal}\n`);
    signIn(place.proxy.url);
    await runAll(['validate --verbose', 'validate --json'], [4]);
    expect(leaks()).toEqual([]);
  });
});

/** The files with something to write to every client. */
function changed(revision: number): Readonly<Record<string, unknown>> {
  const clients = Object.entries(FILES['realm.yaml'].clients).map(([clientId, entry]) => [
    clientId,
    { ...entry, description: `revision ${revision}` },
  ]);
  return { 'realm.yaml': { ...FILES['realm.yaml'], clients: Object.fromEntries(clients) } };
}

/** Whether a text has a secret as it is, or as it stands in a form or a header. */
function holds(text: string, secret: string): boolean {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1);
  return text.includes(secret) || text.includes(base64) || text.includes(encodeURIComponent(secret));
}

async function fillRealm(realm: TestRealm): Promise<void> {
  const { admin } = realm;
  await addOperator(realm);
  await admin.post('/clients', {
    clientId: 'adopted',
    secret: CANARIES.adoptedSecret,
    attributes: { 'vendor.api.password': CANARIES.livePassword },
  });
  await admin.post('/clients', { clientId: 'undeclared', secret: CANARIES.undeclaredSecret });
  const inAYear = String(Math.floor(Date.now() / 1000) + 31_536_000);
  await admin.post('/clients', {
    clientId: 'rotated',
    attributes: {
      'client.secret.rotated': CANARIES.rotatedSecret,
      'client.secret.rotated.creation.time': '1700000000',
      'client.secret.rotated.expiration.time': inAYear,
    },
  });
  await admin.post('/clients', {
    clientId: 'saml-app',
    protocol: 'saml',
    attributes: {
      'saml.signing.private.key': CANARIES.signingKey,
      'saml.encryption.private.key': CANARIES.encryptionKey,
    },
  });
}

/** A person who administers the realm, whose password is a canary. */
async function addOperator(realm: TestRealm): Promise<void> {
  const { admin } = realm;
  const user = await admin.post('/users', {
    username: 'operator',
    enabled: true,
    firstName: 'Realm',
    lastName: 'Operator',
    email: 'operator@example.org',
    emailVerified: true,
    credentials: [{ type: 'password', value: CANARIES.adminPassword, temporary: false }],
  });
  const management = await findClientId(realm, 'realm-management');
  const role = await admin.get(`/clients/${management}/roles/realm-admin`);
  await admin.post(`/users/${user}/role-mappings/clients/${management}`, [role]);
}
