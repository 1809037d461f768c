import { Failure, type SignIn } from '../model/index.js';

/**
 * How an administrator signs in for a bootstrap: by the variables that the Terraform provider for Keycloak reads, so that
 * who has used one knows the other. A user of realm master by default; a client where only its secret is given, such as
 * the one that a server makes from KC_BOOTSTRAP_ADMIN_CLIENT_ID.
 */
export function adminSignIn(environment: Readonly<Record<string, string | undefined>>): SignIn {
  const realm = environment['KEYCLOAK_REALM'] || 'master';
  const clientId = environment['KEYCLOAK_CLIENT_ID'] || 'admin-cli';
  const username = environment['KEYCLOAK_USER'];
  if (environment['KEYCLOAK_PASSWORD'] && username)
    return { method: 'password', realm, clientId, username, password: { env: 'KEYCLOAK_PASSWORD' } };
  if (environment['KEYCLOAK_CLIENT_SECRET'] && environment['KEYCLOAK_CLIENT_ID'])
    return { method: 'client-secret', realm, clientId, clientSecret: { env: 'KEYCLOAK_CLIENT_SECRET' } };
  throw new Failure('credential-missing', 'bootstrap needs an administrator this once, and none is named', {
    hint: 'Set KEYCLOAK_USER and KEYCLOAK_PASSWORD, or KEYCLOAK_CLIENT_ID and KEYCLOAK_CLIENT_SECRET; KEYCLOAK_REALM where it is not master',
  });
}
