import { CLIENT_TYPES } from '../client-types.js';
import { CLIENT_SCALARS, type ClientScalar } from '../fields.js';
import { SHORT_FIELD_NAMES, SHORT_FIELDS, type ShortFieldName } from '../short-fields.js';
import { flag, listOf, mapOf, oneWordOf, strict, text, textSet, use, whole, type JsonSchema } from './json-schema.js';
import {
  clientRoleLists,
  DURATION_PATTERN,
  entry,
  LISTED_ATTRIBUTES,
  nullable,
  OFTEN_TRIED,
  PROTECT,
  realmRoleSet,
  ROLE_SCOPE,
  SINGLE_ATTRIBUTES,
} from './shared.js';

const SCALAR_DESCRIPTIONS: Readonly<Record<ClientScalar, string>> = {
  name: 'The name that people read, such as "AIP agent 2".',
  description: 'What the client is for.',
  enabled: 'Whether it can get tokens at all. Every type writes true.',
  protocol: 'openid-connect or saml; openid-connect when left out.',
  rootUrl: 'Put in front of relative URLs, such as https://app.acme.example.',
  baseUrl: 'Where the admin console and the account page link to, such as https://app.acme.example/home.',
  adminUrl: 'Where the server sends backchannel requests, such as https://app.acme.example/admin.',
  alwaysDisplayInConsole: 'Whether the account page lists it even for people without a session in it.',
  clientAuthenticatorType: 'How it authenticates, such as client-secret. "authentication" writes it for you.',
  publicClient: 'Whether it has no credentials, as browser apps. A type writes it for you.',
  bearerOnly: 'An old setting for services that never log in. Types write false.',
  consentRequired: 'Whether people are asked before it gets a token in their name.',
  standardFlowEnabled: 'Whether people log in with it by redirect (authorization code). A type writes it for you.',
  implicitFlowEnabled: 'The outdated implicit flow. Types write false.',
  directAccessGrantsEnabled: 'Whether it may send user names and passwords. Types write false.',
  serviceAccountsEnabled: 'Whether it gets tokens in its own name (client credentials). Type service writes true.',
  authorizationServicesEnabled: "Whether Keycloak's own authorization services are on. They need a service account.",
  frontchannelLogout: 'Whether logout goes through the browser.',
  fullScopeAllowed: 'Whether its tokens may hold every role. Types write it; see also roleScope.',
  surrogateAuthRequired: 'An old setting that Keycloak still stores.',
  notBefore: 'Tokens issued before this second since 1970 are refused; 0 refuses none.',
  nodeReRegistrationTimeout: 'An old setting for clustered adapters, in seconds.',
};

const SCALARS: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  Object.entries(CLIENT_SCALARS).map(([key, type]) => [key, scalar(type, SCALAR_DESCRIPTIONS[key as ClientScalar])]),
);

function scalar(type: 'string' | 'boolean' | 'number', description: string): JsonSchema {
  if (type === 'string') return text(description);
  return type === 'boolean' ? flag(description) : whole(description);
}

const SETS: Readonly<Record<string, JsonSchema>> = {
  redirectUris: textSet(
    'Where people may be sent back to, such as [https://app.acme.example/callback]. Exact when written; [] means none.',
  ),
  webOrigins: textSet(
    'Origins whose scripts may call the server, such as [https://app.acme.example]; "+" means those of the redirect URIs. Exact when written.',
  ),
  defaultClientScopes: textSet(
    'Scopes that every token of this client gets, such as [profile, roles]. Exact when written; unmanaged when not.',
  ),
  optionalClientScopes: textSet(
    'Scopes that a request must ask for, such as [address]. Exact when written; unmanaged when not.',
  ),
};

const SHORT: Readonly<Record<ShortFieldName, JsonSchema>> = {
  accessTokenLifespan: text('How long access tokens live, such as 5m. Writes the attribute access.token.lifespan.', {
    pattern: DURATION_PATTERN,
    expects: 'write a duration such as 300s, 5m, 12h, 90d or PT5M',
  }),
  postLogoutRedirectUris: textSet(
    'Where people may be sent after logout, such as [https://app.acme.example]; "+" means the redirect URIs. Writes the attribute post.logout.redirect.uris.',
  ),
  pkce: oneWordOf('The PKCE method that logins must use. Types web and browser write S256.', ['S256', 'plain', 'none']),
  tokenExchange: flag(
    'Whether it may exchange tokens (standard token exchange). Writes the attribute standard.token.exchange.enabled.',
  ),
};

const SERVICE_ACCOUNT: JsonSchema = entry(
  'The user behind a client that gets tokens in its own name, and what it is granted. Grants that are written are exact, over all clients, built-in ones included.',
  {
    enabled: flag('Whether that user is enabled.'),
    realmRoles: realmRoleSet('Realm roles, such as [agent-reader].'),
    clientRoles: clientRoleLists('Client roles, such as { aip-gateway: [submit] }.'),
    groups: listOf(
      'Groups by path, such as [/agents].',
      { type: 'string', pattern: '^/', expects: 'write the path, such as /agents' },
      { uniqueItems: true },
    ),
    attributes: LISTED_ATTRIBUTES,
  },
  {
    noun: 'a service account',
    keyHints: {
      roles: 'write realmRoles and clientRoles',
      username: 'leave it out; the server names the user after the client',
    },
  },
);

const SECRET: JsonSchema = strict(
  'Authentication by a client secret.',
  {
    from: {
      description: 'Where the secret comes from. generate: the server makes one when the client is created.',
      type: 'string',
      enum: ['generate'],
      notYetValues: ['map'],
      secretSource: true,
      expects: 'write from: generate',
    },
  },
  {
    noun: 'a client secret',
    required: ['from'],
    notYet: ['rotation'],
    secretSource: true,
    expects: 'write secret: { from: generate }',
  },
);

const NONE = strict('No authentication.', {}, { expects: 'write none: {}' });

const AUTHENTICATION: JsonSchema = {
  description: 'How the client authenticates: { secret: { from: generate } }, or none for a public client.',
  noun: 'an authentication',
  notYet: ['privateKeyJwt', 'federated', 'mtls'],
  expects: 'write { secret: { from: generate } } or none',
  oneOf: [
    { type: 'string', enum: ['none'], neverQuoted: true, expects: 'write { secret: { from: generate } } or none' },
    strict(
      'Authentication by a client secret.',
      { secret: SECRET },
      { noun: 'an authentication', required: ['secret'] },
    ),
    strict(
      'No authentication, for a public client.',
      { none: NONE },
      { noun: 'an authentication', required: ['none'] },
    ),
  ],
};

/** Everything that a template may share, which is everything of a client. */
const CLIENT_PROPERTIES: Readonly<Record<string, JsonSchema>> = {
  type: oneWordOf(
    'What the client is; writes the security-relevant fields for you. service: gets tokens in its own name. web: people log in, with a server behind it. browser: people log in, without one. resource: owns roles and an audience, never logs in.',
    Object.keys(CLIENT_TYPES),
  ),
  extends: {
    description:
      'One or several templates that this entry goes over, such as agent or [agent, short-lived]; later ones win.',
    type: ['string', 'array'],
    items: { type: 'string' },
    expects: 'write the name of a template, or a list of names',
  },
  ...SCALARS,
  ...SETS,
  ...SHORT,
  attributes: SINGLE_ATTRIBUTES,
  protocolMappers: use('protocolMappers'),
  authenticationFlowBindingOverrides: entry(
    "Authentication flows that this client uses instead of the realm's, by alias, such as { browser: browser-with-otp }.",
    {
      browser: text('The alias of the flow for logins.'),
      direct_grant: text('The alias of the flow for user names and passwords.'),
    },
    { noun: 'authenticationFlowBindingOverrides' },
  ),
  roleScope: ROLE_SCOPE,
  roles: mapOf(
    'Roles that this client owns, by name, such as { submit: {} }. Roles that are not listed and not ours stay.',
    use('clientRole'),
    {
      noun: 'a map of roles',
      expects: 'write the roles as a map by name, such as { submit: {} }',
    },
  ),
  serviceAccount: SERVICE_ACCOUNT,
  authentication: AUTHENTICATION,
  protect: PROTECT,
  allow: use('allow'),
};

/** What only a client says: a template is no client that could have had a name. */
const RENAMED_FROM = text(
  'The client id that this client has until it is renamed, such as SmartEM. It keeps its identifier, secret, roles and grants. Inert once done; remove it then.',
);

interface Naming {
  readonly description: string;
  readonly noun: string;
  /** Keys that the other one does not have, and hints for who writes them nevertheless. */
  readonly own: Readonly<Record<string, JsonSchema>>;
  readonly hints: Readonly<Record<string, string>>;
}

function client({ description, noun, own, hints }: Naming): JsonSchema {
  const properties = Object.entries({ ...CLIENT_PROPERTIES, ...own }).map(([key, schema]) => [key, nullable(schema)]);
  return strict(description, Object.fromEntries(properties) as Record<string, JsonSchema>, {
    noun,
    notYet: ['deliver', 'consumers'],
    secretKeys: ['secret', 'registrationAccessToken'],
    conflicts: SHORT_FIELD_NAMES.map((name) => [name, `attributes/${SHORT_FIELDS[name].attribute}`]),
    expects: 'write {} for a client without further fields',
    keyHints: {
      ...OFTEN_TRIED,
      ...hints,
      clientId: 'leave it out; the key is the client id',
      scopes: 'write defaultClientScopes and optionalClientScopes',
      scopeMappings: 'write roleScope: { realmRoles: [], clientRoles: {} }',
      authorizationSettings: 'leave it out; keyplan keeps authorization settings as they are',
      defaultRoles: "leave it out; the realm's default roles are not managed by keyplan",
    },
  });
}

/** Clients and templates, by client id and by name. */
export const CLIENT_DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  client: client({
    description: 'A client. Only what is written is managed.',
    noun: 'a client',
    own: { renamedFrom: RENAMED_FROM },
    hints: {},
  }),
  template: client({
    description: 'Parts that clients share: whoever extends it gets them, and may overwrite each.',
    noun: 'a template',
    own: {},
    hints: { renamedFrom: 'write it in the entry of the client itself; two clients cannot have had one id' },
  }),
};
