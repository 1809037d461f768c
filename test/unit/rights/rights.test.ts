import { describe, expect, it } from 'vitest';
import { address, groupAddress, stepsBehind, type KnownRights, type NeededRight } from '../../../src/model/index.js';
import {
  excessRoles,
  joinRights,
  leastRoles,
  missingRights,
  rightRules,
  rightsOfSteps,
  rightsThatHelpToPlan,
  rightsToApply,
  rightsToPlan,
  standingOf,
} from '../../../src/rights/index.js';
import { created, planOf, removed, updated } from '../../support/builders.js';
import { needsOf } from '../../support/reading.js';
import { desired, removes, wants } from '../../support/states.js';

const AGENT = address('client', 'agent');
const REPORT = { orphans: { then: 'report' }, owned: [] } as const;

/** Each right with the texts of its reasons. */
function told(rights: readonly NeededRight[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(rights.map(({ role, reasons }) => [role, reasons.map(({ text }) => text)]));
}

/** Each right with its steps. */
function stepsOf(rights: readonly NeededRight[]): Readonly<Record<string, readonly (string | undefined)[]>> {
  return Object.fromEntries(rights.map(({ role, reasons }) => [role, reasons.map(({ step }) => step)]));
}

describe('the rights to plan', () => {
  it('are the three that show every list, whatever the files say', () => {
    expect(rightsToPlan(needsOf({})).map(({ role }) => role)).toEqual(['view-clients', 'view-realm', 'view-users']);
  });

  it('do not include what only tells more', () => {
    expect(rightsThatHelpToPlan().map(({ role }) => role)).toEqual(['view-events']);
  });

  it('say which objects of the files rest on each', () => {
    const needs = needsOf({
      clientRoles: ['api'],
      accounts: ['a1', 'a2', 'a3', 'a4', 'a5'],
      composites: ['role/reader'],
      flows: true,
    });
    const reasons = told(rightsToPlan(needs));
    expect(reasons['view-clients']).toContain('roles of api');
    expect(reasons['view-users']).toContain('service accounts of a1, a2, a3 and 2 more');
    expect(reasons['view-realm']).toEqual(
      expect.arrayContaining(['what is brought along by role reader', 'authentication flows']),
    );
  });
});

describe('the rights to apply', () => {
  it('follow from what the files declare', () => {
    const of = (...objects: Parameters<typeof wants>[]): readonly string[] =>
      rightsToApply(desired(objects.map((object) => wants(...object))), REPORT).map(({ role }) => role);
    expect(of()).toEqual([]);
    expect(of([AGENT])).toEqual(['manage-clients']);
    expect(of([address('client-scope', 'tenant')])).toEqual(['manage-clients']);
    expect(of([address('client-role', 'api', 'submit')])).toEqual(['manage-clients']);
    expect(of([address('role', 'reader')])).toEqual(['manage-realm']);
    expect(of([groupAddress('/team')])).toEqual(['manage-users']);
    expect(of([AGENT, [['serviceAccount/present', true]]])).toEqual(['manage-clients']);
    expect(of([AGENT, [['serviceAccount/realmRoles/reader', true]]])).toEqual(['manage-clients', 'manage-users']);
    expect(of([AGENT, [['roleScope/clientRoles/api/submit', true]]])).toEqual(['manage-clients']);
    expect(of([AGENT, [['roleScope/realmRoles/reader', true]]])).toEqual(['manage-clients', 'manage-realm']);
  });

  it('count a list of grants that must stay empty', () => {
    const agent = wants(AGENT, [], { exact: ['serviceAccount/realmRoles'] });
    expect(told(rightsToApply(desired([agent]), REPORT))['manage-users']).toEqual([
      'client agent: its service account',
    ]);
  });

  it('hold every role over the realm that the files give away', () => {
    const ops = wants(groupAddress('/ops'), [['clientRoles/realm-management/view-events', true]]);
    expect(told(rightsToApply(desired([ops]), REPORT))).toEqual({
      'manage-users': ['group /ops'],
      'view-events': ['group /ops: only who has view-events may give or take it'],
    });
  });

  it('count what is removed, and what left the files as far as the policy lets it go', () => {
    const state = desired([], [], { removals: [removes(groupAddress('/old'), 'delete')] });
    expect(told(rightsToApply(state, REPORT))).toEqual({
      'manage-users': ['group /old, which is named under removed'],
    });
    const owned = [address('role', 'gone'), AGENT];
    const rolesFor = (then: 'report' | 'disable' | 'delete'): readonly string[] =>
      rightsToApply(desired([]), { orphans: { then }, owned }).map(({ role }) => role);
    expect(rolesFor('report')).toEqual([]);
    expect(rolesFor('disable')).toEqual(['manage-clients']);
    expect(rolesFor('delete')).toEqual(['manage-clients', 'manage-realm']);
  });
});

describe('the rights of steps', () => {
  it('name each step that needs one', () => {
    const { steps } = planOf([
      created('client/agent', {
        at: 'a.yaml:1',
        facts: { enabled: true, 'serviceAccount/clientRoles/realm-management/view-users': true },
      }),
      created('role/reader', { at: 'a.yaml:9', facts: { 'composites/client/api/submit': true } }),
    ]);
    expect(stepsOf(rightsOfSteps(steps, 'agents'))).toEqual({
      'manage-clients': ['role/reader#link', 'client/agent#create'],
      'manage-realm': ['role/reader#create', 'role/reader#link'],
      'manage-users': ['client/agent#grant'],
      'view-users': ['client/agent#grant'],
    });
  });

  it('are none for what an object takes along when it goes', () => {
    const removal = { by: 'removed' } as const;
    const { steps } = planOf([removed('client/agent', 'delete', { at: 'a.yaml:1', removal })]);
    expect(stepsOf(rightsOfSteps(steps, 'agents'))).toEqual({ 'manage-clients': ['client/agent#delete'] });
  });

  it('know that only the roles of realm-management are rights, and of master-realm in master', () => {
    const grants = {
      'serviceAccount/clientRoles/api/manage-realm': [undefined, true],
      'serviceAccount/clientRoles/master-realm/manage-realm': [undefined, true],
    } as const;
    const { steps } = planOf([updated('client/agent', { at: 'a.yaml:1', fields: grants })]);
    expect(rightsOfSteps(steps, 'agents').map(({ role }) => role)).toEqual(['manage-users']);
    expect(rightsOfSteps(steps, 'master').map(({ role }) => role)).toEqual(['manage-realm', 'manage-users']);
  });

  it('count steps once', () => {
    const { steps } = planOf([
      updated('client/a', { at: 'a.yaml:1', fields: { name: [undefined, 'a'] } }),
      updated('client/b', { at: 'a.yaml:2', fields: { name: [undefined, 'b'] } }),
    ]);
    const [right] = joinRights(rightsOfSteps(steps, 'agents'), rightsOfSteps(steps, 'agents'));
    expect(right && stepsBehind(right)).toEqual(['client/a#update', 'client/b#update']);
  });
});

describe('the rules of the server', () => {
  it('are the older ones up to 26.3, and the newest where no version is told', () => {
    const rulesOf = (...versions: readonly (string | undefined)[]): readonly string[] => versions.map(rightRules);
    expect(rulesOf('24.0.5', '25.0.6', '26.0.8', '26.3.5')).toEqual(Array(4).fill('until-26.3'));
    expect(rulesOf('26.4.0', '26.7.4', '27.0.0', undefined, 'nightly')).toEqual(Array(5).fill('newest'));
  });

  it('want nothing over a role that is taken out of a composite one, up to 26.3', () => {
    const { steps } = planOf([
      updated('role/reader', { at: 'a.yaml:1', fields: { 'composites/client/api/submit': [true, undefined] } }),
      updated('role/writer', { at: 'a.yaml:2', fields: { 'composites/client/api/submit': [undefined, true] } }),
    ]);
    const clients = (rules?: 'until-26.3'): readonly (string | undefined)[] | undefined =>
      stepsOf(rightsOfSteps(steps, 'agents', rules))['manage-clients'];
    expect(clients()).toEqual(['role/reader#link', 'role/writer#link']);
    expect(clients('until-26.3')).toEqual(['role/writer#link']);
  });

  it('let whoever may manage clients fill role scopes, up to 26.3', () => {
    const agent = wants(AGENT, [['roleScope/realmRoles/reader', true]]);
    const scope = wants(address('client-scope', 'tenant'), [['roleScope/realmRoles/reader', true]]);
    const { steps } = planOf([
      created('client/agent', { at: 'a.yaml:1', facts: { 'roleScope/realmRoles/reader': true } }),
    ]);
    const roles = (rights: readonly NeededRight[]): readonly string[] => rights.map(({ role }) => role);
    expect(roles(rightsToApply(desired([agent, scope]), REPORT))).toEqual(['manage-clients', 'manage-realm']);
    expect(roles(rightsToApply(desired([agent, scope]), { ...REPORT, rules: 'until-26.3' }))).toEqual([
      'manage-clients',
    ]);
    expect(roles(rightsOfSteps(steps, 'agents', 'until-26.3'))).toEqual(['manage-clients']);
  });
});

describe('the least roles', () => {
  it('are enough on every server', () => {
    expect(leastRoles(['view-clients', 'view-authorization'])).toEqual(['view-authorization', 'view-clients']);
  });

  it('leave out what another one covers', () => {
    expect(leastRoles(['view-clients', 'view-users', 'view-realm', 'manage-clients', 'manage-users'])).toEqual([
      'manage-clients',
      'manage-users',
      'view-realm',
    ]);
    expect(leastRoles(['view-realm', 'manage-realm'])).toEqual(['manage-realm']);
  });
});

describe('an identity', () => {
  const lists = (...roles: readonly string[]): KnownRights => ({
    listed: { roles: new Set(roles), by: 'its token' },
    shown: new Map(),
  });
  const shows = (role: string, held: boolean): KnownRights['shown'] => new Map([[role, { held, by: 'an answer' }]]);

  it('has what its roles cover', () => {
    expect(standingOf('view-clients', lists('manage-clients'))).toEqual({ standing: 'held', by: 'its token' });
    expect(standingOf('manage-clients', lists('view-clients'))).toEqual({ standing: 'missing', by: 'its token' });
    expect(standingOf('impersonation', lists('realm-admin')).standing).toBe('held');
  });

  it('has view-authorization along with clients, from 26.4 on', () => {
    const known = lists('manage-clients');
    expect(standingOf('view-authorization', known).standing).toBe('held');
    expect(standingOf('view-authorization', { ...known, rules: 'until-26.3' }).standing).toBe('missing');
    const given = lists('view-clients', 'view-authorization');
    expect(excessRoles(given, ['view-clients'])).toEqual([]);
    expect(excessRoles({ ...given, rules: 'until-26.3' }, ['view-clients'])).toEqual(['view-authorization']);
  });

  it('is believed by the answers that it gets before its token is', () => {
    const known = { ...lists('manage-clients'), shown: shows('manage-clients', false) };
    expect(standingOf('manage-clients', known)).toEqual({ standing: 'missing', by: 'an answer' });
    expect(standingOf('view-clients', { shown: shows('manage-clients', true) })).toEqual({
      standing: 'held',
      by: 'an answer',
    });
  });

  it('may have what nothing tells about', () => {
    expect(standingOf('manage-realm', { shown: new Map() }).standing).toBe('unknown');
    const needed = [{ role: 'manage-realm', reasons: [{ text: 'role reader' }] }];
    expect(missingRights(needed, { shown: new Map() })).toEqual([]);
    expect(missingRights(needed, lists('view-realm'))).toEqual([{ ...needed[0], by: 'its token' }]);
  });

  it('has too much where nothing needs it, those aside that only query or are covered', () => {
    const excess = (...roles: readonly string[]): readonly string[] =>
      excessRoles(lists(...roles), ['view-clients', 'view-users', 'manage-users'], ['view-events']);
    expect(excess('view-clients', 'query-clients', 'manage-users', 'view-users', 'view-events')).toEqual([]);
    expect(excess('view-clients', 'manage-clients', 'impersonation')).toEqual(['impersonation', 'manage-clients']);
    expect(excess('realm-admin', 'view-clients', 'manage-clients')).toEqual(['realm-admin']);
    expect(excessRoles({ shown: new Map() }, ['view-clients'])).toEqual([]);
  });
});
