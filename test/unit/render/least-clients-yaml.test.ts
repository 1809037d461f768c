import { describe, expect, it } from 'vitest';
import { leastClientsYaml } from '../../../src/render/index.js';
import type { LeastAuthentication } from '../../../src/model/index.js';
import { adminClient } from '../../../src/kinds/index.js';
import { leastClient, rightsToPlan } from '../../../src/rights/index.js';
import { needsOf } from '../../support/reading.js';
import { factsOf, resolvedWithoutWords } from '../../support/resolved.js';
import { resolveText, testTarget } from '../../support/realm-files.js';

describe('the clients of keyplan as a realm file', () => {
  it('hold exactly the least roles, with the reasons', () => {
    const client = leastClient('keyplan-apply', 'apply', rightsToPlan(needsOf({})), [
      { role: 'manage-users', reasons: [{ text: 'group /team' }, { text: 'group /ops' }] },
    ]);
    expect(leastClientsYaml([client], adminClient('agents'))).toBe(
      [
        'clients:',
        '  keyplan-apply:',
        '    type: service',
        '    description: keyplan writes this realm with it',
        '    serviceAccount:',
        '      realmRoles: []',
        '      groups: []',
        '      clientRoles:',
        '        realm-management:',
        '          - manage-users # group /team, and 1 more',
        '          - view-clients # clients, client scopes and their marks',
        "          - view-realm # realm roles and their marks, and the realm's own settings",
        '    allow:',
        '      - hazard: admin-role',
        '        reason: keyplan needs these roles, and no others',
      ].join('\n'),
    );
  });

  it('sign in by a secret that the server makes, or by the token of an issuer', () => {
    const client = leastClient('keyplan-plan', 'plan', rightsToPlan(needsOf({})));
    const of = (authentication: LeastAuthentication): string =>
      leastClientsYaml([{ ...client, authentication }], 'realm-management');
    expect(of({ method: 'secret' })).toContain('    authentication:\n      secret:\n        from: generate\n');
    expect(of({ method: 'federated', alias: 'github', subject: 'repo:o/r:environment:e' })).toContain(
      '      jwt.credential.issuer: github\n      jwt.credential.sub: repo:o/r:environment:e\n',
    );
  });

  it('say what names them as it is, whatever would begin a variable', () => {
    const client = leastClient('a{{b }}', 'plan', rightsToPlan(needsOf({})));
    const authentication = { method: 'federated', alias: 'a{{b', subject: '{{ "{{" }}' } as const;
    const state = resolvedWithoutWords(resolveText(leastClientsYaml([{ ...client, authentication }], 'realm-{{')));
    expect(factsOf(state, 'client/a%7B%7Bb%20%7D%7D', 'attributes/jwt.')).toEqual({
      'credential.issuer': 'a{{b',
      'credential.sub': '{{ "{{" }}',
    });
  });

  it('resolve without a word in the files of another identity', () => {
    const signIn = {
      method: 'password',
      realm: 'master',
      clientId: 'admin-cli',
      username: 'admin',
      password: { env: 'PASSWORD' },
    } as const;
    const clients = ['keyplan-plan', 'urn:key plan'].map((id) => leastClient(id, 'plan', rightsToPlan(needsOf({}))));
    const state = resolvedWithoutWords(
      resolveText(
        leastClientsYaml(clients, 'realm-management'),
        testTarget({ signIn: { plan: signIn, apply: signIn } }),
      ),
    );
    for (const of of ['client/keyplan-plan', 'client/urn:key%20plan']) {
      expect(Object.keys(factsOf(state, of, 'serviceAccount/clientRoles/'))).toEqual([
        'realm-management/view-clients',
        'realm-management/view-realm',
        'realm-management/view-users',
      ]);
    }
  });
});
