import { describe, expect, it } from 'vitest';
import { checkRights } from '../../../src/commands/check-rights.js';
import type { ObjectChange } from '../../../src/model/index.js';
import type { RightsReader } from '../../../src/systems/keycloak/index.js';
import { created, planOf, updated } from '../../support/builders.js';
import { live } from '../../support/states.js';

/** Who signs in with these roles in the token, on a server that says this version; and what was asked besides. */
function caller(roles: readonly string[], version: string | undefined): { reader: RightsReader; asked: string[] } {
  const asked: string[] = [];
  const never = (): never => {
    throw new Error('this need not be asked');
  };
  const reader: RightsReader = {
    token: () => Promise.resolve({ roles: new Set(roles), isOfRealm: true }),
    version() {
      asked.push('version');
      return Promise.resolve(version);
    },
    ownRoles: never,
    rolesOfClient: never,
    mayManageClients: never,
    mayManageUsers: never,
    mayManageRealm: never,
    features: never,
    clientAuthenticators: never,
    mayViewEvents: never,
    assertionProviders: never,
  };
  return { reader, asked };
}

async function missing(change: ObjectChange, { reader }: { reader: RightsReader }): Promise<readonly string[]> {
  return (await checkRights(reader, planOf([change]), live([]))).map(({ role }) => role);
}

const AT = { at: 'a.yaml:1' };
const TAKES = updated('role/reader', { ...AT, fields: { 'composites/client/api/submit': [true, undefined] } });
const SCOPES = created('client/agent', { ...AT, facts: { 'roleScope/realmRoles/reader': true } });
const GIVES_VIEW = created('client/agent', {
  ...AT,
  facts: { 'serviceAccount/clientRoles/realm-management/view-authorization': true },
});

describe('the rights before an apply', () => {
  it('stop nothing that a server up to 26.0 lets through', async () => {
    expect(await missing(TAKES, caller(['manage-realm'], '26.0.8'))).toEqual([]);
    expect(await missing(TAKES, caller(['manage-realm'], '26.7.4'))).toEqual(['manage-clients']);
    expect(await missing(SCOPES, caller(['manage-clients'], '24.0.5'))).toEqual([]);
    expect(await missing(SCOPES, caller(['manage-clients'], undefined))).toEqual(['manage-realm']);
  });

  it('name what a server up to 26.0 refuses', async () => {
    const roles = ['manage-clients', 'manage-users'];
    expect(await missing(GIVES_VIEW, caller(roles, '26.0.8'))).toEqual(['view-authorization']);
    expect(await missing(GIVES_VIEW, caller(roles, '26.7.4'))).toEqual([]);
  });

  it('ask for the version only where the outcome depends on it', async () => {
    const enough = caller(['manage-clients', 'manage-realm'], '26.0.8');
    expect(await missing(SCOPES, enough)).toEqual([]);
    expect(enough.asked).toEqual([]);
    const lacking = caller(['manage-clients'], '26.0.8');
    await missing(SCOPES, lacking);
    expect(lacking.asked).toEqual(['version']);
  });
});
