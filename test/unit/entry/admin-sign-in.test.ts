import { describe, expect, it } from 'vitest';
import { adminSignIn } from '../../../src/entry/admin-sign-in.js';

describe('the administrator of a bootstrap', () => {
  it('is a user of realm master by default', () => {
    expect(adminSignIn({ KEYCLOAK_USER: 'admin', KEYCLOAK_PASSWORD: 'x' })).toEqual({
      method: 'password',
      realm: 'master',
      clientId: 'admin-cli',
      username: 'admin',
      password: { env: 'KEYCLOAK_PASSWORD' },
    });
  });

  it('may be a client, in any realm', () => {
    const environment = { KEYCLOAK_CLIENT_ID: 'admin', KEYCLOAK_CLIENT_SECRET: 'x', KEYCLOAK_REALM: 'agents' };
    expect(adminSignIn(environment)).toMatchObject({ method: 'client-secret', realm: 'agents', clientId: 'admin' });
  });

  it('is asked for where nobody is named, or only half of somebody', () => {
    for (const environment of [{}, { KEYCLOAK_USER: 'admin' }, { KEYCLOAK_CLIENT_SECRET: 'x' }])
      expect(() => adminSignIn(environment)).toThrow(expect.objectContaining({ code: 'credential-missing' }));
  });
});
