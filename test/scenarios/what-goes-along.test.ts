import { describe, expect, test } from 'vitest';
import { planTarget } from '../../src/commands/plan-target.js';
import { readNeeds } from '../../src/desired/index.js';
import { DEFAULT_POLICY, type OrphanPolicy } from '../../src/model/index.js';
import { planJson, planText } from '../../src/render/index.js';
import { fakeReader, type FakeRealm } from '../support/fake-reader.js';
import { resolveText, testTarget } from '../support/realm-files.js';
import { valueOf } from '../support/resolved.js';
import { OWNER } from '../support/states.js';

interface Planned {
  readonly text: string;
  readonly refusals: readonly string[];
  readonly orphans: readonly (readonly [address: string, kept: string | undefined])[];
  readonly deleted: readonly string[];
  readonly loses: unknown;
}

/** From files and a realm to the plan, as a run does it. */
async function planned(files: string, realm: FakeRealm, then: OrphanPolicy['then'] = 'report'): Promise<Planned> {
  const target = testTarget({ policy: { ...DEFAULT_POLICY, orphans: { then } } });
  const desired = valueOf(resolveText(files, target));
  const edges = {
    reading: { reader: fakeReader({ clients: [MANAGEMENT], ...realm }).reader, readAs: 'keyplan-plan' },
    today: '2026-11-27',
    due: false,
    given: [],
    onProgress: () => undefined,
    readHistory: () => Promise.resolve({ applied: new Map() }),
  };
  const loaded = { target, commit: 'none', desired, needs: readNeeds(desired), diagnostics: [] };
  const { plan, verdict, diagnostics } = await planTarget(edges, loaded);
  if (plan === undefined || verdict === undefined) throw new Error(JSON.stringify(diagnostics));
  const style = { style: 'plain', width: 100, verbose: false, showUnmanaged: false } as const;
  const { changes } = planJson(plan, verdict) as { readonly changes: readonly { readonly loses?: unknown }[] };
  return {
    text: planText(plan, verdict, style),
    refusals: verdict.refusals.map(({ rule, detail }) => `${rule}: ${detail}`),
    orphans: plan.orphans.map(({ address, kept }) => [address, kept]),
    deleted: plan.steps.filter(({ operation }) => operation === 'delete').map(({ address }) => address),
    loses: changes.flatMap(({ loses }) => loses ?? []),
  };
}

const marked = (owner: string = OWNER): Readonly<Record<string, string>> => ({
  'keyplan.owner': owner,
  'keyplan.applied': 'none:1:00',
});
const listed = (more: Readonly<Record<string, string>> = {}, owner?: string): Record<string, string[]> =>
  Object.fromEntries(Object.entries({ ...marked(owner), ...more }).map(([key, value]) => [key, [value]]));

const MANAGEMENT = { id: 'uuid-management', clientId: 'realm-management' };
const account = (clientId: string, owner?: string): NonNullable<FakeRealm['clients']>[number] => ({
  id: `uuid-${clientId}`,
  clientId,
  serviceAccountsEnabled: true,
  attributes: marked(owner),
});

/** `/agents` with `eu` below it and `north` below that. */
function groups(eu: object, north: object = { attributes: listed() }): Pick<FakeRealm, 'groups' | 'subgroups'> {
  return {
    groups: [{ id: 'g', name: 'agents', path: '/agents', subGroupCount: 1, attributes: listed() }],
    subgroups: {
      g: [{ id: 'g-eu', name: 'eu', path: '/agents/eu', subGroupCount: 1, attributes: listed(), ...eu }],
      'g-eu': [{ id: 'g-north', name: 'north', path: '/agents/eu/north', subGroupCount: 0, ...north }],
    },
  };
}

const REMOVED = 'removed: { groups: { /agents: { then: delete } } }\n';

describe('a group that goes', () => {
  test('is told with every group below it, and with who is a member there', async () => {
    const realm: FakeRealm = {
      ...groups({}),
      clients: [MANAGEMENT, account('ours')],
      grants: { ours: ['/agents/eu/north'] },
      people: { '/agents/eu': 2 },
    };
    const found = await planned(`clients: { ours: {} }\n${REMOVED}`, realm);
    expect(found.refusals).toEqual([]);
    expect(found.deleted).toEqual(['group/agents']);
    expect(found.orphans).toEqual([]);
    expect(found.text).toContain('goes with it: groups /agents/eu, /agents/eu/north');
    expect(found.loses).toContain('groups /agents/eu, /agents/eu/north');
    expect(found.loses).toContain('the membership of 2 people (group /agents/eu)');
  });

  test('stays while a group below it is protected, however deep', async () => {
    const realm = groups({}, { attributes: listed({ 'keyplan.protected': 'true' }) });
    expect((await planned(REMOVED, realm)).refusals).toEqual([
      'protected: group /agents/eu/north is protected, and would go with group /agents',
    ]);
    const left = await planned('roles: { kept: {} }\n', realm, 'delete');
    expect(left.deleted).toEqual([]);
    expect(left.orphans).toEqual([
      ['group/agents', 'a part of it is protected'],
      ['group/agents/eu', 'a part of it is protected'],
      ['group/agents/eu/north', 'it is protected'],
    ]);
  });

  test('stays while a group below it is of somebody else or of nobody, and the others of the plan do not wait for it', async () => {
    for (const attributes of [{}, listed({}, 'else')]) {
      const realm = groups({}, { attributes });
      const whose = 'keyplan.owner' in attributes ? 'of else' : 'nobody marked it';
      expect((await planned(REMOVED, realm)).refusals).toEqual([
        `in-use: group /agents is used by group /agents/eu/north (${whose})`,
      ]);
      const other = { id: 'o', name: 'other', path: '/other', subGroupCount: 0, attributes: listed() };
      const left = await planned(
        'groups: { /kept: {} }\n',
        {
          ...realm,
          groups: [...(realm.groups ?? []), other, { ...other, id: 'k', name: 'kept', path: '/kept' }],
        },
        'delete',
      );
      expect(left.refusals).toEqual([]);
      expect(left.deleted).toEqual(['group/other']);
      expect(left.orphans).toEqual([
        ['group/agents', 'a group below it is not ours'],
        ['group/agents/eu', 'a group below it is not ours'],
      ]);
    }
  });

  test('stays while a group below it is only forgotten', async () => {
    const forget = '/agents/eu/north: { then: forget }';
    const both = await planned(`removed: { groups: { /agents: { then: delete }, ${forget} } }\n`, groups({}));
    expect(both.refusals).toEqual([
      'in-use: group /agents/eu/north is only forgotten, and would go with group /agents',
    ]);
    const left = await planned(`removed: { groups: { ${forget} } }\nroles: { kept: {} }\n`, groups({}), 'delete');
    expect([left.deleted, left.orphans.map(([, kept]) => kept)]).toEqual([
      [],
      ['a group below it is only forgotten', 'a group below it is only forgotten'],
    ]);
  });

  test('stays while the account of somebody else is a member below it', async () => {
    const realm: FakeRealm = {
      ...groups({}),
      clients: [MANAGEMENT, account('foreign', 'else')],
      grants: { foreign: ['/agents/eu/north'] },
    };
    expect((await planned(REMOVED, realm)).refusals).toEqual([
      'in-use: group /agents is used by client foreign (of else)',
    ]);
  });

  test('counts for the guards with all that goes along', async () => {
    const below = Array.from({ length: 6 }, (_, index) => ({
      id: `g-${index}`,
      name: `${index}`,
      path: `/agents/${index}`,
      subGroupCount: 0,
      attributes: listed(),
    }));
    const realm = { ...groups({}), subgroups: { g: below } };
    expect((await planned(REMOVED, realm)).refusals).toEqual([
      'mass-delete: 7 of 7 objects would be deleted or disabled; the limit is 5 and 20 %',
    ]);
  });
});

describe('a group that left the files below one that stays', () => {
  test('is reported, and goes under delete or by its name, after those below it', async () => {
    const files = 'groups: { /agents: {} }\n';
    expect((await planned(files, groups({}))).orphans).toEqual([
      ['group/agents/eu', undefined],
      ['group/agents/eu/north', undefined],
    ]);
    const left = await planned(files, groups({}), 'delete');
    expect([left.orphans, left.deleted]).toEqual([[], ['group/agents/eu/north', 'group/agents/eu']]);
    const named = await planned(`${files}removed: { groups: { /agents/eu: { then: delete } } }\n`, groups({}));
    expect([named.orphans, named.deleted, named.loses]).toEqual([[], ['group/agents/eu'], ['group /agents/eu/north']]);
  });
});

describe('what our own objects lose with a delete', () => {
  const GOING = { r: listed(), all: listed() };
  const realm: FakeRealm = {
    clients: [
      MANAGEMENT,
      { ...account('app'), defaultClientScopes: ['aud'] },
      { ...account('narrow'), fullScopeAllowed: false, optionalClientScopes: ['aud'] },
      account('gateway'),
    ],
    scopes: [{ id: 's', name: 'aud', protocol: 'openid-connect', attributes: marked() }],
    realmRoles: ['default-roles-agents', 'r', 'all'],
    roleAttributes: GOING,
    clientRoles: { gateway: ['submit'] },
    composites: { 'role-all': [{ id: 'role-r', name: 'r' }] },
    roleScopes: { 'uuid-narrow': ['r'] },
    groups: [{ id: 'g', name: 'team', path: '/team', subGroupCount: 0, attributes: listed() }],
    groupRoles: { team: ['r'] },
    grants: { app: ['r', 'gateway/submit', '/team'], narrow: ['r'] },
    people: { 'gateway/submit': 2 },
  };
  const STAYING = 'clients: { app: {}, narrow: {}, gateway: {} }\nroles: { all: {} }\ngroups: { /team: {} }\n';
  const staying = (...left: readonly string[]): string =>
    STAYING.split('\n')
      .filter((line) => !left.some((kind) => line.startsWith(`${kind}:`)))
      .join('\n');
  const removing = (what: string): string => `removed: { ${what}: { then: delete } } }\n`;

  test('is told by who holds a role, contains it or lets it in', async () => {
    const found = await planned(`${STAYING}${removing('roles: { r')}`, realm);
    expect(found.refusals).toEqual([]);
    expect(found.loses).toEqual([
      'its place in role all',
      'the grant to group /team, client app, client narrow',
      'its place in the role scope of client narrow',
    ]);
    expect(found.text).toContain('the grant to group /team, client app, client narrow');
  });

  test('is told by who lists a scope, who is a member of a group, and who holds a role of a client', async () => {
    const scope = await planned(`${STAYING}${removing('clientScopes: { aud')}`, realm);
    expect(scope.loses).toEqual(['its place in the scope lists of client app, client narrow']);
    const group = await planned(`${staying('groups')}${removing('groups: { /team')}`, realm);
    expect(group.loses).toEqual(['the membership of client app']);
    const clients = 'clients: { app: {}, narrow: {} }\n';
    const client = await planned(`${staying('clients')}${clients}${removing('clients: { gateway')}`, realm);
    expect(client.loses).toEqual([
      'its service account',
      'client role submit',
      'what 2 people hold (client role gateway/submit)',
      'the grant to client app (client role gateway/submit)',
    ]);
  });

  test('is not told twice where the plan takes it away itself', async () => {
    const files = `${staying('clients')}clients:
  app: { serviceAccount: { realmRoles: [] } }
  narrow: { roleScope: {}, optionalClientScopes: [] }
  gateway: {}
`;
    const role = await planned(`${files}${removing('roles: { r')}`, realm);
    expect(role.loses).toEqual(['its place in role all', 'the grant to group /team, client narrow']);
    const scope = await planned(`${files}${removing('clientScopes: { aud')}`, realm);
    expect(scope.loses).toEqual(['its place in the scope lists of client app']);
  });

  test('names no more than twenty, and says how many more', async () => {
    const many = Array.from({ length: 23 }, (_, index) => `agent-${String(index).padStart(2, '0')}`);
    const clients = many.map((clientId) => ({ ...account(clientId), defaultClientScopes: ['aud'] }));
    const files = `clients: { ${many.map((clientId) => `${clientId}: {}`).join(', ')} }\n`;
    const found = await planned(`${files}${removing('clientScopes: { aud')}`, {
      ...realm,
      clients: [MANAGEMENT, ...clients],
    });
    expect(found.loses).toEqual([expect.stringMatching(/ client agent-19 and 3 more$/)]);
  });
});
