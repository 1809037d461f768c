import type { FactValue } from '../model/index.js';
import type { ClientScalar } from './fields.js';
import { DEFAULT_PROTOCOL } from './mapper-types.js';

/**
 * What the server makes of a field that the request for a new client does not name, for fields that decide nothing about
 * who gets which token; undefined for the others, and for texts, which stay empty. Source: 24.0.5 to 26.7.4, contract
 * "fields of a new client that nobody named".
 */
export function newClientDefault(field: ClientScalar, protocol: string): FactValue | undefined {
  // A new SAML client logs out through the browser, a new client of OpenID Connect does not.
  return field === 'frontchannelLogout' ? protocol === 'saml' : DEFAULTS[field];
}

const DEFAULTS: Readonly<Partial<Record<ClientScalar, FactValue>>> = {
  protocol: DEFAULT_PROTOCOL,
  clientAuthenticatorType: 'client-secret',
  alwaysDisplayInConsole: false,
  authorizationServicesEnabled: false,
  consentRequired: false,
  surrogateAuthRequired: false,
  notBefore: 0,
  nodeReRegistrationTimeout: -1,
};

/** Attributes that the server gives every new SAML client that does not name them (24.0.5 to 26.7.4, same contract). */
export const NEW_SAML_ATTRIBUTES: readonly string[] = [
  'saml.allow.ecp.flow',
  'saml.artifact.binding.identifier',
  'saml.authnstatement',
  'saml.client.signature',
  'saml.force.post.binding',
  'saml.server.signature',
  'saml.signature.algorithm',
  'saml.signing.certificate',
  'saml_force_name_id_format',
  'saml_name_id_format',
  'saml_signature_canonicalization_method',
];
