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
  keptPassword: canary('kept-attribute'),
  roleToken: canary('role-attribute'),
  sentToken: canary('sent-attribute'),
  groupToken: canary('group-attribute'),
  mapperPassword: canary('mapper'),
  mapperKey: canary('mapper-key'),
  scopePassword: canary('scope-mapper'),
  movedPassword: canary('moved-mapper'),
  driftedPassword: canary('drifted-mapper'),
  adminPassword: canary('admin-password'),
  wrongPassword: canary('wrong-password'),
  literal: canary('literal'),
};

const FILES = {
  'realm.yaml': {
    roles: { reader: { attributes: { 'vendor.token': ['another one'] } } },
    groups: { '/team': { attributes: { 'vendor.token': ['another one'] } } },
    clients: {
      created: { type: 'service', serviceAccount: { realmRoles: ['reader'] } },
      adopted: { name: 'Adopted', attributes: { 'vendor.api.password': 'another one' } },
      rotated: { name: 'Rotated' },
      'saml-app': { name: 'SAML', attributes: { 'vendor.note': 'kept' } },
    },
  },
};

const REMOTE = 'oidc-hardcoded-claim-mapper';
const remote = (value: string): object => ({
  protocolMapper: REMOTE,
  config: { 'claim.name': 'remote', 'claim.value': value, 'access.token.claim': true },
});

describe('a secret', () => {
  let place: Workplace;
  /** Runs once, when the server has given its next list of clients and before keyplan hears of it. */
  let meanwhile: (() => Promise<void>) | undefined;
  let echoing: EchoServer;
  const outputs: { readonly args: readonly string[]; readonly text: string }[] = [];
  const secrets = new Set<string>(Object.values(CANARIES));

  aroundAll(async (runTests) => {
    const onAnswer = async ({ method, url }: { readonly method: string; readonly url: string }): Promise<void> => {
      if (method !== 'GET' || !/\/clients(\?|$)/.test(url)) return;
      const act = meanwhile;
      meanwhile = undefined;
      await act?.();
    };
    await withWorkplace(
      'canaries',
      async (made) => {
        place = made;
        await fillRealm(place.realm);
        place.write(FILES);
        echoing = await startEchoServer(place.realm.server.url);
        try {
          await runTests();
        } finally {
          await echoing.close();
        }
      },
      { onAnswer },
    );
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
      .filter(({ parentPath, name }) => name.endsWith('.json') || parentPath.includes('exported'))
      .filter((entry) => entry.isFile())
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

  /** Sets a key of the config of the mapper `remote` by hand, on the client or on the client scope. */
  async function setByHand(of: 'clients' | 'client-scopes', key: string, text: string): Promise<void> {
    const path = await mappersPath(place.realm, of);
    const mappers = await place.realm.admin.get<{ id: string; name: string; config: object }[]>(path);
    const mapper = mappers.find(({ name }) => name === 'remote');
    await place.realm.admin.put(`${path}/${mapper?.id}`, { ...mapper, config: { ...mapper?.config, [key]: text } });
  }

  async function configOf(of: 'clients' | 'client-scopes'): Promise<object | undefined> {
    const mappers = await place.realm.admin.get<{ name: string; config: object }[]>(await mappersPath(place.realm, of));
    return mappers.find(({ name }) => name === 'remote')?.config;
  }

  /** Declares the client and the scope whose mappers hold secrets, without these. */
  const writeMappers = (value: string, more: object = {}): void => {
    const { clients, ...others } = FILES['realm.yaml'];
    const remotes = { 'remote-app': { protocolMappers: { remote: remote(value) } } };
    const clientScopes = { 'remote-scope': { protocolMappers: { remote: remote(value) } } };
    place.write({ 'realm.yaml': { ...others, clients: { ...clients, ...remotes }, clientScopes, ...more } });
  };

  it('of a mapper is in no plan, export or apply, also where it moved meanwhile, and stays where a rule leaves it', async () => {
    signIn(place.proxy.url);
    const allow = '--allow adopt --verbose';
    writeMappers('new');
    await runAll(
      [
        `plan ${allow}`,
        `plan --json ${allow}`,
        `plan --markdown --show-unmanaged ${allow}`,
        `plan --out old.json ${allow}`,
      ],
      [0],
    );
    await runAll(['export --out exported', 'export --out exported-one --single-file --json', 'export --stdout'], [0]);
    expect(outputs.map(({ text }) => text).join('\n')).toContain('protocolMappers.remote: it holds a secret');
    await setByHand('clients', 'claim.value', 'by hand');
    await setByHand('clients', 'remote.password', CANARIES.movedPassword);
    await runAll([`apply old.json ${allow}`, `apply old.json --json ${allow}`], [6]);

    for (const [json, more] of [
      ['', '-one'],
      [' --json', '-two'],
    ] as const) {
      meanwhile = () => setByHand('clients', 'remote.password', `${CANARIES.movedPassword}${more}`);
      await runAll([`apply --yes ${allow}${json}`], [6]);
      expect(meanwhile).toBeUndefined();
      expect(outputs.at(-1)?.text.replaceAll(/\s+/g, ' ')).toContain(
        'remote.password is another secret than when the plan was made',
      );
    }

    writeMappers('newer', {
      ignore: [
        { client: 'remote-app', field: 'protocolMappers/remote/config/remote.password' },
        { client: 'remote-app', field: 'protocolMappers/remote/config/vendor.privateKey' },
      ],
    });
    await runAll([`apply --yes ${allow}`, `plan --json ${allow}`], [0]);
    expect(await configOf('clients')).toMatchObject({
      'claim.value': 'newer',
      'remote.password': `${CANARIES.movedPassword}-two`,
      'vendor.privateKey': CANARIES.mapperKey,
    });
    expect(await configOf('client-scopes')).not.toHaveProperty(['remote.password']);
    expect(leaks()).toEqual([]);
  });

  it('of a mapper that was changed by hand is drift without its value, and does not come into the files', async () => {
    signIn(place.proxy.url);
    await setByHand('client-scopes', 'remote.password', CANARIES.driftedPassword);
    await runAll(['drift --verbose', 'drift --json', 'drift --markdown'], [2]);
    await runAll(['export --drift --stdout', 'export --drift --json', 'export --drift --verbose'], [0, 2]);
    expect(outputs.at(-1)?.text).toContain('it holds a secret');
    const files = readFileSync(join(place.folder, 'realm', 'realm.yaml'), 'utf8');
    outputs.push({ args: ['files that follow drift'], text: files });
    await runAll(['apply --yes --verbose'], [0]);
    expect(leaks()).toEqual([]);
    place.write(FILES);
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
    place.write(changed(3, { sent: { attributes: { 'a.token': [CANARIES.sentToken] } } }));
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
      { protocolMappers: { m: { protocolMapper: REMOTE, config: { 'vendor.privateKey': CANARIES.literal } } } },
      { protocolMappers: [{ name: 'm', protocolMapper: REMOTE, config: { 'vendor.privateKey': CANARIES.literal } }] },
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

/** The files with something to write to every client, and more roles. */
function changed(revision: number, more: object = {}): Readonly<Record<string, unknown>> {
  const clients = Object.entries(FILES['realm.yaml'].clients).map(([clientId, entry]) => [
    clientId,
    { ...entry, description: `revision ${revision}` },
  ]);
  const roles = { ...FILES['realm.yaml'].roles, ...more };
  return { 'realm.yaml': { ...FILES['realm.yaml'], roles, clients: Object.fromEntries(clients) } };
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
    attributes: { 'vendor.api.password': CANARIES.livePassword, 'vendor.kept.password': CANARIES.keptPassword },
  });
  const mappers = (password: string): object => ({
    protocol: 'openid-connect',
    protocolMappers: [
      {
        name: 'remote',
        protocol: 'openid-connect',
        protocolMapper: REMOTE,
        config: {
          'claim.name': 'remote',
          'claim.value': 'old',
          'access.token.claim': 'true',
          'remote.password': password,
          'vendor.privateKey': CANARIES.mapperKey,
        },
      },
    ],
  });
  await admin.post('/clients', { clientId: 'remote-app', ...mappers(CANARIES.mapperPassword) });
  await admin.post('/client-scopes', { name: 'remote-scope', ...mappers(CANARIES.scopePassword) });
  await admin.post('/roles', { name: 'reader' });
  const role = await admin.get<object>('/roles/reader');
  await admin.put('/roles/reader', {
    ...role,
    attributes: { 'vendor.token': [CANARIES.roleToken] },
  });
  await admin.post('/groups', { name: 'team', attributes: { 'vendor.token': [CANARIES.groupToken] } });
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

/** Where the mappers of the client or of the scope are that hold secrets. */
async function mappersPath(realm: TestRealm, of: 'clients' | 'client-scopes'): Promise<string> {
  const scopes = await realm.admin.get<{ id: string; name: string }[]>('/client-scopes');
  const scope = scopes.find(({ name }) => name === 'remote-scope');
  const id = of === 'clients' ? await findClientId(realm, 'remote-app') : scope?.id;
  return `/${of}/${id}/protocol-mappers/models`;
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
