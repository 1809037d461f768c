// From a realm that grew by hand to files, hand changes of what they say, and the files that follow these changes.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aroundAll, describe, expect, it } from 'vitest';
import { repositoryIn, type GitRepository } from '../support/git-repository.js';
import { findClientId } from '../support/keycloak.js';
import { asPersonOf } from '../support/person.js';
import { accountId, addUndeclaredObjects, changeClient, declaredFiles, HAND_CHANGES } from './hand-changes.js';
import { EVENTS_ON, expectExit, jsonOf, type PlanDocument, withWorkplace, type Workplace } from './workplace.js';

type Texts = Readonly<Record<string, string>>;

const UNTOLD = 'agent-disabled';
const BY_STRANGER = 'agent-flow';

describe('files that follow the realm', () => {
  let place: Workplace;
  let repository: GitRepository;

  aroundAll(async (runTests) => {
    await withWorkplace(
      'follow',
      async (made) => {
        place = made;
        repository = repositoryIn(place.folder);
        repository.git('init', '-q', '-b', 'main');
        await exportWhatGrew();
        await runTests();
      },
      { representation: EVENTS_ON },
    );
  });

  /** Files as an export writes them, looked through, committed and applied. */
  async function exportWhatGrew(): Promise<void> {
    await addUndeclaredObjects(place.realm);
    place.write(declaredFiles());
    expectExit(await place.run(['apply', '--yes']), 0);
    rmSync(join(place.folder, 'realm'), { recursive: true });
    expectExit(await place.run(['export', '--out', 'realm']), 0);
    addRemarks();
    repository.commit();
    expectExit(await place.run(['apply', '--yes']), 0);
    expect(await changesFound(0)).toEqual([]);
  }

  function texts(): Texts {
    const names = readdirSync(join(place.folder, 'realm'), { recursive: true, encoding: 'utf8' }).toSorted();
    const files = names.filter((name) => name.endsWith('.yaml'));
    return Object.fromEntries(files.map((name) => [name, readFileSync(join(place.folder, 'realm', name), 'utf8')]));
  }

  /** What a person writes beside what an export says: a remark over each file, and one behind some of its lines. */
  function addRemarks(): void {
    for (const [name, text] of Object.entries(texts())) {
      const lines = text
        .split('\n')
        .map((line) => (/^ {4}(?:extends|type):/.test(line) ? `${line}   # a machine` : line));
      writeFileSync(join(place.folder, 'realm', name), ['# looked through', ...lines].join('\n'));
    }
  }

  /** The changes that a plan shows; marks are none. */
  async function changesFound(exitCode: number): Promise<readonly (readonly [string, string, ...string[]])[]> {
    const run = expectExit(await place.run(['plan', '--detailed-exitcode', '--json']), exitCode);
    const { changes } = jsonOf<PlanDocument>(run);
    return changes
      .filter(({ action }) => action !== 'mark')
      .map(({ address, origin, fields }) => [address, origin, ...fields.map(({ path }) => path)]);
  }

  /** The twelve: one that no event tells of, one by the administrator of the server, the others by a person of the realm. */
  async function changeByHand(): Promise<void> {
    const person = await asPersonOf(place.realm, 'ops-person');
    await place.realm.admin.put('', { adminEventsEnabled: false });
    for (const { clientId, seed } of HAND_CHANGES) if (clientId === UNTOLD) await seed(place.realm, clientId);
    await place.realm.admin.put('', EVENTS_ON);
    for (const { clientId, seed } of HAND_CHANGES) {
      if (clientId !== UNTOLD) await seed(clientId === BY_STRANGER ? place.realm : person, clientId);
    }
  }

  async function expectDriftWithNames(): Promise<void> {
    const { changes, notes } = jsonOf<PlanDocument>(expectExit(await place.run(['drift', '--json']), 2));
    const told = changes.map(({ address, origin, fields, changedBy = [] }) => ({
      address,
      origin,
      paths: fields.map(({ path }) => path),
      by: [...new Set(changedBy.map(({ user, isOfOtherRealm }) => (isOfOtherRealm ? 'a stranger' : user)))],
    }));
    const expected = HAND_CHANGES.map(({ clientId, fields }) => ({
      address: `client/${clientId}`,
      origin: 'drift',
      paths: fields.map(({ path }) => path),
      by: clientId === UNTOLD ? [] : [clientId === BY_STRANGER ? 'a stranger' : 'ops-person'],
    }));
    expect(told).toEqual(expected.toSorted((a, b) => (a.address < b.address ? -1 : 1)));
    const untold = notes.filter(({ text }) => text === 'no admin event tells who changed it');
    expect(untold.map(({ address }) => address)).toEqual([`client/${UNTOLD}`]);

    const { stdout } = expectExit(await place.run(['drift']), 2);
    expect(stdout).toMatch(/client portal +changed outside git by ops-person, \d+ \w+ \d\d:\d\d, admin-cli/);
    expect(stdout).toMatch(new RegExp(`client ${BY_STRANGER} +changed outside git by a user of another realm`));
    expect(stdout).toMatch(/no\s+admin\s+event\s+tells\s+who\s+changed\s+it/);
  }

  const changeValue = (value: string): Promise<void> =>
    changeClient(place.realm, 'agent-mapper-value', ({ protocolMappers = [] }) => ({
      protocolMappers: protocolMappers.map((mapper) =>
        mapper.name === 'tenant' ? { ...mapper, config: { ...mapper.config, 'claim.value': value } } : mapper,
      ),
    }));
  const VALUE = ['client/agent-mapper-value', 'drift', 'protocolMappers/tenant/config/claim.value'];
  const changeFlow = (isOn: boolean): Promise<void> =>
    changeClient(place.realm, 'agent-mapper-value', () => ({ standardFlowEnabled: isOn }));
  const FLOW = ['client/agent-mapper-value', 'drift', 'standardFlowEnabled'];

  /** A further change of what the files follow already, and one of something else in the same entry. */
  async function expectNextIsDrift(value: string): Promise<void> {
    await changeValue(value);
    expect(await changesFound(2)).toEqual([VALUE]);
    expectExit(await place.run(['drift']), 2);
    await changeValue('other');
    await changeFlow(true);
    expect(await changesFound(2)).toEqual([FLOW]);
    await changeFlow(false);
    expect(await changesFound(0)).toEqual([]);
  }

  it('show the twelve hand changes with who made them, change in their lines alone, and call the next ones drift', async () => {
    await changeByHand();
    await expectDriftWithNames();
    const before = texts();
    place.proxy.reset();
    const dry = expectExit(await place.run(['export', '--drift', '--stdout']), 0);
    expect(dry.stdout).toContain('nothing was written');
    expect(texts()).toEqual(before);
    const { stdout } = expectExit(await place.run(['export', '--drift']), 0);
    const writes = place.proxy.log().filter(({ class: what, method }) => what !== 'token' && method !== 'GET');
    expect(writes).toEqual([]);
    const after = texts();
    expect(lineChanges(before, after)).toEqual(FOLLOWED);
    for (const name of Object.keys(FOLLOWED)) expect(stdout).toContain(`realm/${name}`);
    expectExit(await place.run(['validate']), 0);
    expect(await changesFound(0)).toEqual([]);
    expect(expectExit(await place.run(['export', '--drift']), 0).stdout).toContain('nothing to write');
    expect(texts()).toEqual(after);

    await expectNextIsDrift('before the commit');
    repository.commit();
    await expectNextIsDrift('after the commit');
    // What was applied last, and is no longer wanted: only marks tell whether it was ever otherwise.
    await changeValue('acme');
    expect(await changesFound(2)).toEqual([VALUE.with(1, 'pending')]);
    await changeValue('other');
    expectExit(await place.run(['apply', '--mark-only', '--yes']), 0);
    await expectNextIsDrift('acme');
  });

  it('let go of what was deleted, and leave what no file can say', async () => {
    const { admin } = place.realm;
    expectExit(await place.run(['apply', '--yes']), 0);
    const before = texts();
    await admin.delete(`/clients/${await findClientId(place.realm, 'orders')}/roles/cancel`);
    await changeClient(place.realm, 'agent-flow', () => ({ directAccessGrantsEnabled: false }));
    await admin.delete(`/users/${await accountId(place.realm, 'agent-flow')}`);
    const { stdout } = expectExit(await place.run(['export', '--drift']), 2);
    expect(stdout).toMatch(/client agent-flow, .*: no file can say that the service account is missing/);
    expect(lineChanges(before, texts())).toMatchObject({
      'clients/agent-flow.yaml': { come: ['    directAccessGrantsEnabled: false'] },
      'clients/orders.yaml': { come: [expect.stringContaining('submit')] },
    });
    expect(await changesFound(2)).toEqual([expect.arrayContaining(['client/agent-flow', 'serviceAccount/present'])]);
    expectExit(await place.run(['apply', '--yes']), 0);
    expect(await changesFound(0)).toEqual([]);
  });

  it('follow again', async () => {
    await changeValue('yet another');
    const { stdout } = expectExit(await place.run(['export', '--drift']), 0);
    expect(stdout).toContain('yet another');
    expect(await changesFound(0)).toEqual([]);
  });
});

const come = (...lines: readonly string[]): unknown => ({ gone: [], come: lines });

/** The lines of each file that the twelve changes touch: where a template says the rest, the entry says this. */
const FOLLOWED: Readonly<Record<string, unknown>> = {
  'clients/agent-disabled.yaml': come('    enabled: false'),
  'clients/agent-extra-mapper.yaml': come(
    '    protocolMappers:',
    '      admin: { hardcodedClaim: { name: admin, value: "true" }, in: [access, introspection] }',
  ),
  'clients/agent-extra-role.yaml': come('    serviceAccount: { realmRoles: [reader, auditor] }'),
  'clients/agent-extra-scope.yaml': come('    defaultClientScopes: [profile, roles, everything]'),
  'clients/agent-flow.yaml': come('    directAccessGrantsEnabled: true'),
  'clients/agent-joined-admins.yaml': come('    serviceAccount: { groups: [/team, /admins] }'),
  'clients/agent-left-group.yaml': come('    serviceAccount: { groups: [] }'),
  'clients/agent-lost-client-role.yaml': come('    serviceAccount: { clientRoles: { orders: [] } }'),
  'clients/agent-lost-mapper.yaml': come('    protocolMappers: { tenant: null }'),
  'clients/agent-mapper-value.yaml': come(
    '    protocolMappers:',
    '      tenant: { hardcodedClaim: { name: tenant, value: other }, in: [access, introspection] }',
  ),
  'clients/agent-realm-admin.yaml': come('    serviceAccount: { clientRoles: { realm-management: [realm-admin] } }'),
  'clients/portal.yaml': {
    gone: ['    redirectUris: [https://a.example/back, https://b.example/back]'],
    come: ['    redirectUris: [https://a.example/back, https://b.example/back, https://c.example/back]'],
  },
};

/** Lines that went and came, file by file. Everything else is where it was, byte for byte. */
function lineChanges(before: Texts, after: Texts): unknown {
  expect(Object.keys(after)).toEqual(Object.keys(before));
  return Object.fromEntries(
    Object.entries(before).flatMap(([name, was]) => {
      const is = after[name] ?? '';
      if (was === is) return [];
      const [old, now] = [was.split('\n'), is.split('\n')];
      const gone = old.filter((line) => !now.includes(line));
      const added = now.filter((line) => !old.includes(line));
      expect(old.filter((line) => !gone.includes(line))).toEqual(now.filter((line) => !added.includes(line)));
      expect(gone.filter((line) => line.includes('#'))).toEqual([]);
      return [[name, { gone, come: added }]];
    }),
  );
}
