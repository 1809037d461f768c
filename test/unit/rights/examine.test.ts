import { describe, expect, it } from 'vitest';
import { isImpaired, type DoctorReport, type SignIn } from '../../../src/model/index.js';
import { examineIdentity, examineRealm, type Findings } from '../../../src/rights/index.js';
import { TARGET } from '../../support/states.js';

const SECRET: SignIn = {
  method: 'client-secret',
  realm: 'agents',
  clientId: 'keyplan-plan',
  clientSecret: { env: 'S' },
};
const GITHUB: SignIn = {
  method: 'assertion',
  realm: 'agents',
  clientId: 'keyplan-plan',
  source: { type: 'github-oidc' },
  assertionType: 'jwt-bearer',
};
const ISSUER = 'https://sso.example/realms/agents';

/** A realm in which nothing is wrong, with what a test changes. */
function found(changes: Partial<Findings> = {}): Findings {
  return {
    signIns: [SECRET],
    isSentInClear: false,
    clockAheadMs: 0,
    token: { issuer: ISSUER, issuedAt: 1000, endsAt: 1300 },
    issuer: ISSUER,
    version: '26.7.4',
    features: new Map([['CLIENT_AUTH_FEDERATED', true]]),
    adminEvents: 'on',
    mayViewEvents: true,
    clientAuthenticators: new Map([['federated-jwt', true]]),
    federated: [],
    issuers: undefined,
    ...changes,
  };
}

/** The state of each check, by name; the worst where there are several of a name. */
function states(changes: Partial<Findings> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(examineRealm(found(changes)).map(({ check, state }) => [check, state]));
}

const textOf = (changes: Partial<Findings>, name: string): readonly string[] =>
  examineRealm(found(changes)).flatMap(({ check, text }) => (check === name ? [text] : []));

describe('a realm in which all is well', () => {
  it('says so of each thing that was looked at', () => {
    expect(states()).toEqual({
      clock: 'fine',
      issuer: 'fine',
      server: 'fine',
      'admin-events': 'fine',
      'token-life': 'fine',
    });
  });
});

describe('a doctor warns', () => {
  it('of credentials that cross a network in clear', () => {
    expect(states({ isSentInClear: true })).toMatchObject({ connection: 'warning' });
  });

  it('of a clock that is two seconds off, and says which way', () => {
    expect(states({ clockAheadMs: 2000 })['clock']).toBe('fine');
    expect(textOf({ clockAheadMs: 5400 }, 'clock')).toEqual(['the server is at least 5.4 s ahead of this machine']);
    expect(textOf({ clockAheadMs: -5400 }, 'clock')).toEqual(['the server is at least 5.4 s behind this machine']);
    expect(states({ clockAheadMs: undefined })['clock']).toBe('unknown');
  });

  it('of tokens by another issuer than the settings say', () => {
    const token = { issuer: 'http://inside:8080/realms/agents', issuedAt: 0, endsAt: 300 };
    expect(states({ token })['issuer']).toBe('warning');
    expect(textOf({ token }, 'issuer')).toEqual([
      'tokens come from http://inside:8080/realms/agents, and the settings say https://sso.example/realms/agents',
    ]);
  });

  it('of admin events that are not kept, or not shown', () => {
    expect(states({ adminEvents: 'off' })['admin-events']).toBe('warning');
    expect(states({ mayViewEvents: false })['admin-events']).toBe('warning');
    expect(states({ adminEvents: undefined })['admin-events']).toBe('unknown');
  });

  it('of tokens that live too short or too long', () => {
    const life = (seconds: number): string | undefined =>
      states({ token: { issuer: ISSUER, issuedAt: 1000, endsAt: 1000 + seconds } })['token-life'];
    expect([10, 59, 60, 3600, 3601].map(life)).toEqual(['warning', 'warning', 'fine', 'fine', 'warning']);
    expect(states({ token: { issuer: ISSUER } })['token-life']).toBe('unknown');
  });
});

describe('a sign-in by an assertion', () => {
  it('wants the feature and the authenticator, which is no matter for others', () => {
    const off = { features: new Map([['CLIENT_AUTH_FEDERATED', false]]), clientAuthenticators: new Map() };
    expect(states(off)['federated-sign-in']).toBe(undefined);
    expect(states({ signIns: [GITHUB] })['federated-sign-in']).toBe('fine');
    expect(states({ signIns: [GITHUB], ...off })['federated-sign-in']).toBe('wrong');
    const disabled = { clientAuthenticators: new Map([['federated-jwt', false]]) };
    expect(textOf({ signIns: [GITHUB], ...disabled }, 'federated-sign-in')).toEqual([
      'the flow by which clients sign in has no federated-jwt that is on',
    ]);
    expect(states({ signIns: [GITHUB], features: undefined })['federated-sign-in']).toBe('unknown');
    expect(states({ signIns: [GITHUB], clientAuthenticators: undefined })['federated-sign-in']).toBe('unknown');
  });

  it('of SPIFFE wants its feature too', () => {
    const signIns: readonly SignIn[] = [{ ...GITHUB, source: { type: 'spiffe' }, assertionType: 'jwt-spiffe' }];
    const features = new Map([
      ['CLIENT_AUTH_FEDERATED', true],
      ['SPIFFE', false],
    ]);
    expect(textOf({ signIns, features }, 'federated-sign-in')).toEqual(['the server runs without the feature SPIFFE']);
  });
});

describe('clients of other issuers', () => {
  const of = (clientId: string, subject: string, issuer = 'github'): Findings['federated'][number] => ({
    clientId,
    issuer,
    subject,
  });
  const issuers = [
    { alias: 'github', isOn: true },
    { alias: 'cluster', isOn: false },
  ];
  const told = (...federated: Findings['federated']): readonly string[] =>
    textOf({ federated, issuers }, 'federated-clients');

  it('with subjects of their own are fine, be they for an environment or for one branch', () => {
    const federated = [of('a', 'repo:o/r:environment:keyplan-plan'), of('b', 'repo:o/r:ref:refs/heads/main')];
    expect(states({ federated, issuers })['federated-clients']).toBe('fine');
  });

  it('with one issuer and subject are named together, and not those of two issuers', () => {
    expect(told(of('b', 'same'), of('a', 'same'), of('c', 'other'))).toEqual([
      'a and b have one issuer and subject, "same" of github: one of them gets the tokens',
    ]);
    expect(told(of('a', 'same'), of('b', 'same', 'cluster'))).toEqual([
      'the identity provider cluster of b is switched off',
    ]);
  });

  it('that any pull request may be, or that nobody can be, are named', () => {
    expect(told(of('a', 'repo:o/r:pull_request'))).toEqual([
      'a is for whoever opens a pull request, from any branch: "repo:o/r:pull_request"',
    ]);
    expect(told(of('a', 'repo:o/r:ref:*'))).toEqual([
      'a has a subject with "*", which is compared as it is and fits nothing: "repo:o/r:ref:*"',
    ]);
  });

  it('whose identity provider is gone are named, and where providers are not shown that is said', () => {
    expect(told(of('a', 's', 'gone'))).toEqual([
      'the identity provider gone of a is not there, or takes no assertions of clients',
    ]);
    expect(states({ federated: [of('a', 's')] })['federated-clients']).toBe('unknown');
  });
});

describe('an examined identity', () => {
  const who = { uses: ['apply'], name: 'keyplan-apply', realm: 'agents' } as const;
  const needed = ['view-clients', 'manage-clients', 'view-realm'].map((role) => ({ role, reasons: [{ text: 'x' }] }));
  const known = { listed: { roles: new Set(['view-realm', 'impersonation']), by: 'its token' }, shown: new Map() };

  it('is told the fewest roles to add, and those that are too many', () => {
    const identity = examineIdentity(who, { needed, helpful: [], known });
    expect(identity.add).toEqual(['manage-clients']);
    expect(identity.excess).toEqual(['impersonation']);
    expect(identity.rights.map(({ role, standing }) => `${role} ${standing}`)).toEqual([
      'view-clients missing',
      'manage-clients missing',
      'view-realm held',
    ]);
  });

  it('impairs its target where it lacks something or is refused, and not where nobody can tell', () => {
    const report = (
      changes: Partial<DoctorReport['identities'][number]>,
      checks: DoctorReport['checks'] = [],
    ): boolean =>
      isImpaired({
        format: 1,
        target: TARGET,
        identities: [{ ...who, rights: [], excess: ['realm-admin'], add: [], ...changes }],
        checks,
      });
    expect(report({})).toBe(false);
    expect(report({ add: ['view-users'] })).toBe(true);
    expect(report({ problem: { text: 'no secret here', isRefused: false } })).toBe(false);
    expect(report({ problem: { text: 'refused', isRefused: true } })).toBe(true);
    expect(report({}, [{ check: 'clock', state: 'warning', text: 'x' }])).toBe(false);
    expect(report({}, [{ check: 'federated-sign-in', state: 'wrong', text: 'x' }])).toBe(true);
  });
});
