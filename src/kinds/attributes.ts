import { clientAttributeDefault } from './attribute-defaults.js';

/**
 * Attributes that no file may declare and no plan may show: credentials, key material, what the server itself keeps, and
 * our own mark. Source: 26.7.4, contract "server-owned attributes".
 */
export function isForbiddenAttribute(key: string): boolean {
  return key === 'realm_client' || key.startsWith('keyplan.') || isCredentialKey(key);
}

/** Whether a key names a credential or key material, of which a file may not even say that it differs. */
export function isCredentialKey(key: string): boolean {
  return (
    key === 'secret' ||
    key === 'registrationAccessToken' ||
    key.startsWith('client.secret.') ||
    /private\.?key/i.test(key)
  );
}

/**
 * Whether what stands under a key is secret wherever it stands: in an object's attributes, in a mapper's config, in a file.
 *
 * @example isSecretKey('remote.password') and isSecretKey('vendor.private.key') are true; isSecretKey('claim.name') is false
 */
export function isSecretKey(key: string): boolean {
  return isSecretAttribute(key) || isCredentialKey(key);
}

/**
 * Whether an attribute's value must not be shown: its last word is secret, password or token. Such values compare as same
 * or differs. Keycloak's own settings that merely contain the word end in another one, or are switches with a default.
 *
 * @example isSecretAttribute('vendor.api.token') is true; isSecretAttribute('access.token.lifespan') is false
 */
export function isSecretAttribute(key: string): boolean {
  // Nearly all keys end in another word, which is told more cheaply than where their words begin.
  if (!/(?:secret|password|token)s?[^A-Za-z0-9]*$/i.test(key)) return false;
  // `backchannel.logout.revoke.offline.tokens` and `client_credentials.use_refresh_token` are switches.
  if (clientAttributeDefault(key) !== undefined) return false;
  const words = key.split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/).filter((word) => word !== '');
  return /^(secret|password|token)s?$/i.test(words.at(-1) ?? '');
}
