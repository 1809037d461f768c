// The raw floor: the fewest requests that create or read the workload completely, sent by plain Node, nothing compared or
// planned but a check that every managed fact was seen. What keyplan needs beyond this is the price of the product.
//   node --import ./scripts/typescript.mjs bench/floor.ts MODE --url U --realm R --n N [--concurrency 16] [--pages 1] [--changed K]
// The identity comes from KEYPLAN_BENCH_CLIENT and KEYPLAN_BENCH_SECRET. MODE is one of
//   create  shared parts, then for each identity: POST client, two role POSTs, one group PUT
//   read-d  role-mappings of each service account, members of each group: complete with view rights
//   read-e  users of each role, members of each group, all client roles listed in bulk: complete, wants manage-users
//   change  read-e, then one PUT for each client whose mapper differs
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { clientSignIn, openRawClient, type RawClient } from './raw-client.js';
import {
  API_REQUEST,
  clientRequest,
  scopeRequest,
  workloadModel,
  type Identity,
  type WorkloadModel,
} from './workload.js';

const MODES = ['create', 'read-d', 'read-e', 'change'] as const;
export type FloorMode = (typeof MODES)[number];

/** What a floor printed: seconds without the start of the process, and how many identities it did not find as they should be. */
export interface FloorResult {
  readonly seconds: number;
  readonly requests: number;
  readonly missing: number;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

interface Client {
  readonly id: string;
  readonly clientId: string;
  readonly enabled: boolean;
  readonly serviceAccountsEnabled: boolean;
  readonly protocolMappers?: readonly { readonly name: string; readonly config: Record<string, string> }[];
  readonly defaultClientScopes: readonly string[];
  readonly optionalClientScopes: readonly string[];
}

interface User {
  readonly id: string;
  readonly username: string;
}

/** What one service account holds; `api` are its roles of the client of that name. */
interface Grants {
  readonly realm: Set<string>;
  readonly api: Set<string>;
  readonly other: Set<string>;
  readonly groups: Set<string>;
}

interface Read {
  readonly clients: readonly Client[];
  readonly grants: ReadonlyMap<string, Grants>;
}

/** The client and the path of its realm, for every function here. */
interface Session {
  readonly raw: RawClient;
  readonly realm: string;
}

async function create({ raw, realm }: Session, model: WorkloadModel): Promise<void> {
  const shared = [
    ...model.realmRoles.map((name) => ['roles', { name }] as const),
    ...model.groups.map((name) => ['groups', { name }] as const),
    ...model.scopes.map((name) => ['client-scopes', scopeRequest(name)] as const),
    ['clients', API_REQUEST] as const,
  ];
  await raw.each(shared, ([path, body]) => raw.call('POST', `${realm}/${path}`, body));
  const [api] = (await raw.call('GET', `${realm}/clients?clientId=api`)).json as readonly Client[];
  if (api === undefined) throw new Error('the client "api" was not created');
  await raw.each(model.apiRoles, (name) => raw.call('POST', `${realm}/clients/${api.id}/roles`, { name }));
  const [realmRoles, apiRoles, groups] = await Promise.all([
    byName(raw, `${realm}/roles`),
    byName(raw, `${realm}/clients/${api.id}/roles`),
    byName(raw, `${realm}/groups`),
  ]);
  await raw.each(model.identities, (one) => raw.call('POST', `${realm}/clients`, clientRequest(one)));
  const accounts = await serviceAccounts({ raw, realm });
  await raw.each(model.identities, async (one) => {
    const user = `${realm}/users/${accounts.get(accountName(one))}`;
    await raw.call(
      'POST',
      `${user}/role-mappings/realm`,
      one.realmRoles.map((name) => realmRoles.get(name)),
    );
    await raw.call('POST', `${user}/role-mappings/clients/${api.id}`, [apiRoles.get(one.apiRole)]);
    await raw.call('PUT', `${user}/groups/${groups.get(one.group)?.id}`, {});
  });
}

async function readPerAccount({ raw, realm }: Session): Promise<Read> {
  const [clients, groups, accounts] = await Promise.all([
    raw.paged<Client>(`${realm}/clients`),
    raw.paged<Named>(`${realm}/groups?briefRepresentation=true`),
    serviceAccounts({ raw, realm }),
  ]);
  const grants = noGrants(accounts);
  const perAccount = [...accounts].map(([username, id]) => async () => {
    const { json } = await raw.call('GET', `${realm}/users/${id}/role-mappings`);
    addMappings(grants.get(username), json as RoleMappings);
  });
  const perGroup = groups.map((group) => async () => {
    const members = await raw.paged<User>(`${realm}/groups/${group.id}/members?briefRepresentation=true`);
    for (const user of members) grants.get(user.username)?.groups.add(group.name);
  });
  await raw.each([...perAccount, ...perGroup], (read) => read());
  return { clients, grants };
}

async function readPerRole({ raw, realm }: Session): Promise<Read> {
  const [clients, realmRoles, groups, accounts] = await Promise.all([
    raw.paged<Client>(`${realm}/clients`),
    raw.paged<Named>(`${realm}/roles`),
    raw.paged<Named>(`${realm}/groups?briefRepresentation=true`),
    serviceAccounts({ raw, realm }),
  ]);
  const [account] = accounts.values();
  const clientRoles = account === undefined ? [] : await allClientRoles({ raw, realm }, account);
  const grants = noGrants(accounts);
  const holders = (path: string, add: (of: Grants) => void) => async () => {
    const users = await raw.paged<User>(`${path}?briefRepresentation=true`);
    for (const user of users) {
      const of = grants.get(user.username);
      if (of !== undefined) add(of);
    }
  };
  await raw.each(
    [
      ...realmRoles
        .filter(({ name }) => !name.startsWith('default-roles-'))
        .map(({ name }) => holders(`${realm}/roles/${name}/users`, (of) => of.realm.add(name))),
      ...clientRoles.map(({ id, client, name }) =>
        holders(`${realm}/clients/${id}/roles/${name}/users`, (of) => (client === 'api' ? of.api : of.other).add(name)),
      ),
      ...groups.map((group) => holders(`${realm}/groups/${group.id}/members`, (of) => of.groups.add(group.name))),
    ],
    (read) => read(),
  );
  return { clients, grants };
}

/** The client roles that an account could still get and those that it has: together all of the realm. */
async function allClientRoles({ raw, realm }: Session, account: string) {
  const [free, held] = await Promise.all([
    raw.call('GET', `${realm}/ui-ext/available-roles/users/${account}?first=0&max=100000`),
    raw.call('GET', `${realm}/users/${account}/role-mappings`),
  ]);
  const available = free.json as readonly {
    readonly clientId: string;
    readonly client: string;
    readonly role: string;
  }[];
  const own = Object.values((held.json as RoleMappings).clientMappings ?? {});
  return [
    ...available.map(({ clientId: id, client, role: name }) => ({ id, client, name })),
    ...own.flatMap(({ id, client, mappings }) => mappings.map(({ name }) => ({ id, client, name }))),
  ];
}

async function change(session: Session, model: WorkloadModel): Promise<void> {
  const { clients } = await readPerRole(session);
  const wanted = new Map(model.identities.map((one) => [one.clientId, one.tenant]));
  const changed = clients.filter((client) => {
    const tenant = wanted.get(client.clientId);
    return tenant !== undefined && tenantOf(client) !== tenant;
  });
  await session.raw.each(changed, (client) => {
    const protocolMappers = client.protocolMappers?.map((mapper) =>
      mapper.name === 'tenant'
        ? { ...mapper, config: { ...mapper.config, 'claim.value': wanted.get(client.clientId) } }
        : mapper,
    );
    return session.raw.call('PUT', `${session.realm}/clients/${client.id}`, { ...client, protocolMappers });
  });
}

/** How many identities are not there with every managed fact. Secrets are left out: keyplan lets the server make them. */
function countMissing({ clients, grants }: Read, model: WorkloadModel): number {
  const byId = new Map(clients.map((client) => [client.clientId, client]));
  return model.identities.filter((one) => !isComplete(one, byId.get(one.clientId), grants.get(accountName(one))))
    .length;
}

function isComplete(one: Identity, client: Client | undefined, held: Grants | undefined): boolean {
  if (client === undefined || held === undefined) return false;
  return (
    client.enabled &&
    tenantOf(client) === one.tenant &&
    client.protocolMappers?.some((mapper) => mapper.name === 'aud-api') === true &&
    client.defaultClientScopes.includes(one.defaultScope) &&
    client.optionalClientScopes.includes(one.optionalScope) &&
    one.realmRoles.every((role) => held.realm.has(role)) &&
    held.api.has(one.apiRole) &&
    held.groups.has(one.group)
  );
}

function tenantOf(client: Client): string | undefined {
  return client.protocolMappers?.find((mapper) => mapper.name === 'tenant')?.config['claim.value'];
}

interface RoleMappings {
  readonly realmMappings?: readonly Named[];
  readonly clientMappings?: Readonly<
    Record<string, { readonly id: string; readonly client: string; readonly mappings: readonly Named[] }>
  >;
}

function addMappings(held: Grants | undefined, { realmMappings = [], clientMappings = {} }: RoleMappings): void {
  for (const role of realmMappings) held?.realm.add(role.name);
  for (const [client, { mappings }] of Object.entries(clientMappings)) {
    for (const role of mappings) (client === 'api' ? held?.api : held?.other)?.add(role.name);
  }
}

function noGrants(accounts: ReadonlyMap<string, string>): ReadonlyMap<string, Grants> {
  return new Map(
    [...accounts.keys()].map((username) => [
      username,
      { realm: new Set<string>(), api: new Set<string>(), other: new Set<string>(), groups: new Set<string>() },
    ]),
  );
}

function accountName(one: Identity): string {
  return `service-account-${one.clientId}`;
}

async function serviceAccounts({ raw, realm }: Session): Promise<ReadonlyMap<string, string>> {
  const path = `${realm}/users?username=service-account-&briefRepresentation=true`;
  return new Map((await raw.paged<User>(path)).map((user) => [user.username, user.id]));
}

async function byName(raw: RawClient, path: string): Promise<ReadonlyMap<string, Named>> {
  return new Map((await raw.paged<Named>(path)).map((named) => [named.name, named]));
}

async function runMode(mode: FloorMode, session: Session, model: WorkloadModel): Promise<number> {
  switch (mode) {
    case 'create':
      await create(session, model);
      return 0;
    case 'change':
      await change(session, model);
      return 0;
    case 'read-d':
      return countMissing(await readPerAccount(session), model);
    case 'read-e':
      return countMissing(await readPerRole(session), model);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8080' },
      realm: { type: 'string', default: 'bench' },
      n: { type: 'string', default: '10' },
      concurrency: { type: 'string', default: '16' },
      pages: { type: 'string', default: '1' },
      changed: { type: 'string', default: '0' },
    },
  });
  const mode = MODES.find((one) => one === positionals[0]);
  if (mode === undefined) throw new Error(`a mode is needed: ${MODES.join(', ')}`);
  const model = workloadModel(Number(values.n), Number(values.changed));
  const { KEYPLAN_BENCH_CLIENT: clientId = '', KEYPLAN_BENCH_SECRET: secret = '' } = process.env;
  const start = performance.now();
  const raw = openRawClient({
    url: values.url,
    concurrency: Number(values.concurrency),
    pagesAtATime: Number(values.pages),
    signIn: clientSignIn(values.realm, clientId, secret),
  });
  const missing = await runMode(mode, { raw, realm: `/admin/realms/${values.realm}` }, model);
  const result: FloorResult = { seconds: (performance.now() - start) / 1000, requests: raw.requests(), missing };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  raw.close();
}

await main();
