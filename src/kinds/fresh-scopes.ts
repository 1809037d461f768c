import { fieldPath, isBlank, type FactValue, type Facts, type FieldPath } from '../model/index.js';
import { DEFAULT_PROTOCOL } from './mapper-types.js';

/** A client scope as the server makes it together with a realm. */
export interface FreshScope {
  readonly name: string;
  /** The first contract-tested release whose new realms have it, as `major.minor`. */
  readonly since: readonly [major: number, minor: number];
  readonly facts: Facts;
}

type Mapper = readonly [name: string, type: string, config: Readonly<Record<string, string>>];

interface Written {
  readonly since?: FreshScope['since'];
  readonly protocol?: 'saml';
  readonly description: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly mappers: readonly Mapper[];
  readonly list?: 'realmDefault' | 'realmOptional';
  /** Realm roles that it lets into tokens. */
  readonly realmRoles?: readonly string[];
}

const FIRST: FreshScope['since'] = [24, 0];

const ACCESS = { 'access.token.claim': 'true', 'introspection.token.claim': 'true' };
const TOKENS = { ...ACCESS, 'id.token.claim': 'true' };
const ALL = { ...TOKENS, 'userinfo.token.claim': 'true' };

function claim(name: string, type = 'String'): Readonly<Record<string, string>> {
  return { 'claim.name': name, 'jsonType.label': type };
}

function attribute(name: string, from: string, to: string, type?: string): Mapper {
  return [name, 'oidc-usermodel-attribute-mapper', { ...ALL, 'user.attribute': from, ...claim(to, type) }];
}

function note(name: string, from: string, to: string, type?: string): Mapper {
  return [name, 'oidc-usersessionmodel-note-mapper', { ...TOKENS, 'user.session.note': from, ...claim(to, type) }];
}

const MULTIVALUED = { multivalued: 'true', 'user.attribute': 'foo' };

/** What the consent page shows of a scope, and whether its name stands in the token. */
function shown(text: string | undefined, inToken?: boolean): Readonly<Record<string, string>> {
  return {
    'display.on.consent.screen': String(text !== undefined),
    ...(text === undefined || text === '' ? {} : { 'consent.screen.text': text }),
    ...(inToken === undefined ? {} : { 'include.in.token.scope': String(inToken) }),
  };
}

const PROFILE: readonly Mapper[] = [
  attribute('birthdate', 'birthdate', 'birthdate'),
  attribute('family name', 'lastName', 'family_name'),
  ['full name', 'oidc-full-name-mapper', ALL],
  attribute('gender', 'gender', 'gender'),
  attribute('given name', 'firstName', 'given_name'),
  attribute('locale', 'locale', 'locale'),
  attribute('middle name', 'middleName', 'middle_name'),
  attribute('nickname', 'nickname', 'nickname'),
  attribute('picture', 'picture', 'picture'),
  attribute('profile', 'profile', 'profile'),
  attribute('updated at', 'updatedAt', 'updated_at', 'long'),
  attribute('username', 'username', 'preferred_username'),
  attribute('website', 'website', 'website'),
  attribute('zoneinfo', 'zoneinfo', 'zoneinfo'),
];

const ADDRESS_PARTS = ['formatted', 'country', 'postal_code', 'street', 'region', 'locality'];
const ADDRESS_CONFIG = Object.fromEntries(ADDRESS_PARTS.map((part) => [`user.attribute.${part}`, part]));

/** Source: new realms of 24.0.5, 26.0.8 and 26.7.4, contract "the client scopes of a new realm". */
const SCOPES: Readonly<Record<string, Written>> = {
  AuthnContextClassRef: {
    since: [26, 7],
    protocol: 'saml',
    description: 'AuthnContextClassRef Level of Authentiation',
    attributes: {},
    mappers: [['AuthnContextClassRef', 'saml-authn-context-class-ref-mapper', {}]],
    list: 'realmDefault',
  },
  acr: {
    description: 'OpenID Connect scope for add acr (authentication context class reference) to the token',
    attributes: shown(undefined, false),
    mappers: [['acr loa level', 'oidc-acr-mapper', TOKENS]],
    list: 'realmDefault',
  },
  address: {
    description: 'OpenID Connect built-in scope: address',
    attributes: shown('${addressScopeConsentText}', true),
    mappers: [['address', 'oidc-address-mapper', { ...ALL, ...ADDRESS_CONFIG }]],
    list: 'realmOptional',
  },
  basic: {
    since: [26, 0],
    description: 'OpenID Connect scope for add all basic claims to the token',
    attributes: shown(undefined, false),
    mappers: [note('auth_time', 'AUTH_TIME', 'auth_time', 'long'), ['sub', 'oidc-sub-mapper', ACCESS]],
    list: 'realmDefault',
  },
  email: {
    description: 'OpenID Connect built-in scope: email',
    attributes: shown('${emailScopeConsentText}', true),
    mappers: [
      attribute('email', 'email', 'email'),
      [
        'email verified',
        'oidc-usermodel-property-mapper',
        { ...ALL, 'user.attribute': 'emailVerified', ...claim('email_verified', 'boolean') },
      ],
    ],
    list: 'realmDefault',
  },
  'microprofile-jwt': {
    description: 'Microprofile - JWT built-in scope',
    attributes: shown(undefined, true),
    mappers: [
      ['groups', 'oidc-usermodel-realm-role-mapper', { ...TOKENS, ...MULTIVALUED, ...claim('groups') }],
      attribute('upn', 'username', 'upn'),
    ],
    list: 'realmOptional',
  },
  offline_access: {
    description: 'OpenID Connect built-in scope: offline_access',
    attributes: shown('${offlineAccessScopeConsentText}'),
    mappers: [],
    list: 'realmOptional',
    realmRoles: ['offline_access'],
  },
  organization: {
    since: [26, 0],
    description: 'Additional claims about the organization a subject belongs to',
    attributes: shown('${organizationScopeConsentText}', true),
    mappers: [
      [
        'organization',
        'oidc-organization-membership-mapper',
        { ...TOKENS, multivalued: 'true', ...claim('organization') },
      ],
    ],
    list: 'realmOptional',
  },
  phone: {
    description: 'OpenID Connect built-in scope: phone',
    attributes: shown('${phoneScopeConsentText}', true),
    mappers: [
      attribute('phone number', 'phoneNumber', 'phone_number'),
      attribute('phone number verified', 'phoneNumberVerified', 'phone_number_verified', 'boolean'),
    ],
    list: 'realmOptional',
  },
  profile: {
    description: 'OpenID Connect built-in scope: profile',
    attributes: shown('${profileScopeConsentText}', true),
    mappers: PROFILE,
    list: 'realmDefault',
  },
  role_list: {
    protocol: 'saml',
    description: 'SAML role list',
    attributes: shown('${samlRoleListScopeConsentText}'),
    mappers: [
      [
        'role list',
        'saml-role-list-mapper',
        { 'attribute.name': 'Role', 'attribute.nameformat': 'Basic', single: 'false' },
      ],
    ],
    list: 'realmDefault',
  },
  roles: {
    description: 'OpenID Connect scope for add user roles to the access token',
    attributes: shown('${rolesScopeConsentText}', false),
    mappers: [
      ['audience resolve', 'oidc-audience-resolve-mapper', ACCESS],
      [
        'client roles',
        'oidc-usermodel-client-role-mapper',
        { ...ACCESS, ...MULTIVALUED, ...claim('resource_access.${client_id}.roles') },
      ],
      [
        'realm roles',
        'oidc-usermodel-realm-role-mapper',
        { ...ACCESS, ...MULTIVALUED, ...claim('realm_access.roles') },
      ],
    ],
    list: 'realmDefault',
  },
  saml_organization: {
    since: [26, 0],
    protocol: 'saml',
    description: 'Organization Membership',
    attributes: shown(undefined),
    mappers: [['organization', 'saml-organization-membership-mapper', {}]],
    list: 'realmDefault',
  },
  service_account: {
    since: [26, 7],
    description: 'Specific scope for a client enabled for service accounts',
    attributes: shown(undefined, false),
    mappers: [
      note('Client Host', 'clientHost', 'clientHost'),
      note('Client ID', 'client_id', 'client_id'),
      note('Client IP Address', 'clientAddress', 'clientAddress'),
    ],
  },
  'web-origins': {
    description: 'OpenID Connect scope for add allowed web origins to the access token',
    attributes: shown(undefined, false),
    mappers: [['allowed web origins', 'oidc-allowed-origins-mapper', ACCESS]],
    list: 'realmDefault',
  },
};

/** Every client scope that a new realm of some contract-tested version has, in the order of names. */
export const FRESH_SCOPES: readonly FreshScope[] = Object.entries(SCOPES).map(([name, written]) => ({
  name,
  since: written.since ?? FIRST,
  facts: factsOf(written),
}));

function factsOf({ protocol, description, attributes, mappers, list, realmRoles = [] }: Written): Facts {
  const facts = new Map<FieldPath, FactValue>();
  const own = protocol ?? DEFAULT_PROTOCOL;
  facts.set(fieldPath('description'), description);
  facts.set(fieldPath('protocol'), own);
  for (const [key, text] of Object.entries(attributes)) facts.set(fieldPath('attributes', key), text);
  for (const [name, type, config] of mappers) {
    facts.set(fieldPath('protocolMappers', name, 'protocol'), own);
    facts.set(fieldPath('protocolMappers', name, 'protocolMapper'), type);
    for (const [key, text] of Object.entries(config)) {
      if (!isBlank(text)) facts.set(fieldPath('protocolMappers', name, 'config', key), text);
    }
  }
  for (const role of realmRoles) facts.set(fieldPath('roleScope', 'realmRoles', role), true);
  if (list !== undefined) facts.set(fieldPath('attachTo', list), true);
  return facts;
}
