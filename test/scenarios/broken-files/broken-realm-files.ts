import type { WrittenFiles } from '../../support/realm-files.js';
import { BROKEN_REMOVALS } from './broken-removals.js';

/** A way to get a realm file wrong, and what must be said about it. */
export interface BrokenFiles {
  readonly name: string;
  /** One file, or layers of files. */
  readonly files: string | readonly WrittenFiles[];
  /** `<code> <file>:<line>:<column>` of every diagnostic, in their order. */
  readonly says: readonly string[];
  /** A part of the first one's hint. */
  readonly hint: string;
}

const at = (code: string, line: number, column: number): string => `${code} realm.yaml:${line}:${column}`;

/** Files that cannot be read as YAML, or hold what YAML would let in by mistake. */
const SYNTAX: readonly BrokenFiles[] = [
  {
    name: 'a tab indents a line',
    files: 'clients:\n\tx: {}\n',
    says: [at('yaml-tab', 2, 1)],
    hint: 'Indent with blanks',
  },
  {
    name: 'a quote is never closed',
    files: 'clients:\n  x: { name: "a }\n',
    says: [at('yaml-syntax', 2, 14)],
    hint: 'Write the missing "',
  },
  {
    name: 'a colon stands in plain text',
    files: 'roles:\n  a: { }\n  b:\n    description: note: this\n',
    says: [at('yaml-syntax', 4, 18)],
    hint: 'in quotes',
  },
  {
    name: 'a key is written twice',
    files: 'clients:\n  x: {}\n  x: {}\n',
    says: [at('yaml-duplicate-key', 3, 3)],
    hint: 'Remove one of the two',
  },
  { name: 'an alias bomb', files: bomb(), says: [at('yaml-aliases', 5, 35)], hint: 'template' },
  {
    name: 'an alias of nothing',
    files: 'clients:\n  x: *agent\n',
    says: [at('yaml-aliases', 2, 6)],
    hint: 'in quotes',
  },
  {
    name: 'a merge key',
    files: 'clients:\n  x: &x { enabled: true }\n  y:\n    <<: *x\n',
    says: [at('yaml-merge-key', 4, 5)],
    hint: 'extends',
  },
  {
    name: 'a YAML tag',
    files: 'clients:\n  x: { name: !!str 5 }\n',
    says: [at('yaml-tag', 2, 14)],
    hint: 'Remove the tag',
  },
  {
    name: 'two documents in one file',
    files: 'roles: {}\n---\nroles: {}\n',
    says: [at('yaml-several-documents', 2, 1)],
    hint: 'a file of its own',
  },
  {
    name: 'maps that lie too deep',
    files: `clients: ${'{ a: '.repeat(40)}1${' }'.repeat(40)}\n`,
    says: [at('yaml-too-deep', 1, 165)],
    hint: 'flatter',
  },
  {
    name: 'a file of more than 4 MiB',
    files: `# ${'x'.repeat(4 * 1024 * 1024)}\n`,
    says: [at('file-too-large', 1, 1)],
    hint: 'Split it',
  },
  { name: 'a list at the top', files: '- clients\n', says: [at('wrong-type', 1, 1)], hint: 'Start with keys' },
];

/** Files whose keys or values do not have the shape of a realm file. */
const SHAPE: readonly BrokenFiles[] = [
  { name: 'an unknown top-level key', files: 'client:\n  x: {}\n', says: [at('unknown-key', 1, 1)], hint: 'clients' },
  {
    name: 'an unknown key of a client',
    files: 'clients:\n  x:\n    redirectUri: []\n',
    says: [at('unknown-key', 3, 5)],
    hint: 'redirectUris',
  },
  {
    name: 'text where a list is wanted',
    files: 'clients:\n  x: { redirectUris: https://a.example }\n',
    says: [at('wrong-type', 2, 22)],
    hint: 'list',
  },
  {
    name: 'yes for true',
    files: 'clients:\n  x: { enabled: yes }\n',
    says: [at('wrong-type', 2, 17), at('warning yaml-odd-scalar', 2, 17)],
    hint: 'true',
  },
  {
    name: 'an unknown type of client',
    files: 'clients:\n  x: { type: servce }\n',
    says: [at('invalid-value', 2, 14)],
    hint: 'service',
  },
  {
    name: 'Keycloak’s list of mappers',
    files:
      'clients:\n  x:\n    protocolMappers:\n      - { name: aud, protocolMapper: oidc-audience-mapper, config: {} }\n',
    says: [at('mapper-list', 4, 7)],
    hint: 'aud:',
  },
  {
    name: 'a mapper that says two things',
    files: 'clients:\n  x: { protocolMappers: { m: { audience: a, fullName: {} } } }\n',
    says: [at('conflicting-keys', 2, 45)],
    hint: 'one of them',
  },
  {
    name: 'a lifespan without a unit',
    files: 'clients:\n  x: { accessTokenLifespan: "300" }\n',
    says: [at('invalid-value', 2, 29)],
    hint: '5m',
  },
  {
    name: 'a field and its attribute',
    files: 'clients:\n  x: { tokenExchange: true, attributes: { standard.token.exchange.enabled: true } }\n',
    says: [at('conflicting-keys', 2, 43)],
    hint: 'one of them',
  },
  {
    name: 'something that works only later',
    files: 'clients:\n  x: { consumers: {} }\n',
    says: [at('not-yet', 2, 8)],
    hint: 'version',
  },
  { name: 'a client that is a list', files: 'clients:\n  x: []\n', says: [at('wrong-type', 2, 6)], hint: '{}' },
];

/** Files that contradict themselves or each other. */
const LAYERS: readonly BrokenFiles[] = [
  {
    name: 'a client in two files of one layer',
    files: [{ 'a.yaml': 'clients:\n  x: {}\n', 'b.yaml': 'clients:\n  x: {}\n' }],
    says: ['duplicate-object b.yaml:2:3'],
    hint: 'Declare it once',
  },
  {
    name: 'an unknown template',
    files: 'templates:\n  agent: {}\nclients:\n  x: { extends: [agnet] }\n',
    says: [at('unknown-template', 4, 18)],
    hint: 'Did you mean "agent"',
  },
  {
    name: 'templates in a circle',
    files: 'templates:\n  a: { extends: b }\n  b: { extends: [a] }\n',
    says: [at('template-cycle', 3, 18)],
    hint: 'Take one of them out',
  },
  {
    name: 'an unknown variable',
    files: 'clients:\n  x: { name: "{{ vars.domian }}" }\n',
    says: [at('unknown-variable', 2, 14)],
    hint: 'Did you mean "domain"',
  },
  {
    name: 'a variable that is none',
    files: 'clients:\n  "{{ env.HOME }}": {}\n',
    says: [at('variable-syntax', 2, 3)],
    hint: '{{ vars.name }}',
  },
  {
    name: 'a variable that is never closed',
    files: 'clients:\n  x: { name: "{{ vars.domain" }\n',
    says: [at('variable-syntax', 2, 14)],
    hint: '{{ vars.name }}',
  },
  {
    name: 'keys that variables make the same',
    files: 'clients:\n  dev.example: {}\n  "{{ vars.domain }}": {}\n',
    says: [at('yaml-duplicate-key', 3, 3)],
    hint: 'Remove one',
  },
];

/** What the server would take and then not do, or answer with an error that names no field. */
const SERVER: readonly BrokenFiles[] = [
  {
    name: 'a literal secret of a client',
    files: 'clients:\n  x: { secret: hunter2 }\n',
    says: [at('literal-secret', 2, 8)],
    hint: 'change the secret',
  },
  {
    name: 'a literal secret in the authentication',
    files: 'clients:\n  x: { authentication: { secret: hunter2 } }\n',
    says: [at('literal-secret', 2, 34)],
    hint: 'change the secret',
  },
  {
    name: 'a secret-bearing attribute',
    files: 'clients:\n  x: { attributes: { client.secret.rotated: hunter2 } }\n',
    says: [at('secret-attribute', 2, 22)],
    hint: 'change the secret',
  },
  {
    name: 'a private key',
    files: 'clients:\n  x: { attributes: { saml.signing.private.key: hunter2 } }\n',
    says: [at('secret-attribute', 2, 22)],
    hint: 'change the secret',
  },
  {
    name: 'our own mark',
    files: 'roles:\n  r: { attributes: { keyplan.owner: [me] } }\n',
    says: [at('reserved-attribute', 2, 22)],
    hint: 'keyplan writes it',
  },
  {
    name: 'a client id of 256 characters',
    files: `clients:\n  ${'x'.repeat(256)}: {}\n`,
    says: [at('too-long', 2, 3)],
    hint: 'Shorten',
  },
  {
    name: 'a service account whose client id has 240',
    files: `clients:\n  ${'x'.repeat(240)}: { serviceAccount: {} }\n`,
    says: [at('too-long', 2, 3)],
    hint: 'Shorten',
  },
  {
    name: 'a name that is too long',
    files: `clients:\n  x: { name: ${'y'.repeat(256)} }\n`,
    says: [at('too-long', 2, 14)],
    hint: 'Shorten',
  },
  {
    name: 'a role name that is too long',
    files: `clients:\n  x: { roles: { ${'y'.repeat(256)}: {} } }\n`,
    says: [at('too-long', 2, 17)],
    hint: 'Shorten',
  },
  {
    name: 'a scope name that is too long',
    files: `clientScopes:\n  ${'y'.repeat(256)}: {}\n`,
    says: [at('too-long', 2, 3)],
    hint: 'Shorten',
  },
  {
    name: 'a character that cannot be seen',
    files: 'clients:\n  "a\\u202Eb": {}\n',
    says: [at('control-character', 2, 3)],
    hint: 'type the text anew',
  },
  {
    name: 'blanks around an id',
    files: 'clients:\n  "a ": {}\n',
    says: [at('outer-blanks', 2, 3)],
    hint: 'Remove the blanks',
  },
  { name: 'an empty client id', files: 'clients:\n  "": {}\n', says: [at('empty-name', 2, 3)], hint: 'Write a name' },
  {
    name: 'a group name with a slash',
    files: 'groups:\n  /a~/b: {}\n',
    says: [at('group-name-slash', 2, 3)],
    hint: 'one slash before each name',
  },
  {
    name: 'a group path that ends with a slash',
    files: 'clients:\n  x: { serviceAccount: { groups: [/a/] } }\n',
    says: [at('group-name-slash', 2, 35)],
    hint: 'none at the end',
  },
  {
    name: 'a group path without its slash',
    files: 'groups:\n  a: {}\n',
    says: [at('invalid-value', 2, 3)],
    hint: '/agents',
  },
  {
    name: 'ids that differ only in case',
    files: 'clients:\n  Agent: { serviceAccount: {} }\n  agent: { serviceAccount: {} }\n',
    says: [at('ids-differ-by-case', 3, 3)],
    hint: 'Rename one',
  },
  {
    name: 'one federated subject for two clients',
    files:
      'clients:\n  a: &a { attributes: { jwt.credential.issuer: spire, jwt.credential.sub: "spiffe://x" } }\n  b: *a\n',
    says: [at('duplicate-federated-subject', 2, 75)],
    hint: 'subject of its own',
  },
  {
    name: 'a client of Keycloak itself',
    files: 'clients:\n  account: {}\n',
    says: [at('built-in', 2, 3)],
    hint: 'Remove it',
  },
  {
    name: 'the default role of the realm',
    files: 'roles:\n  default-roles-agents: {}\n',
    says: [at('built-in', 2, 3)],
    hint: 'Remove it',
  },
  {
    name: 'a client that keyplan signs in with',
    files: 'clients:\n  keyplan-plan: {}\n',
    says: [at('own-client', 2, 3)],
    hint: 'Remove it',
  },
  {
    name: 'a scope name with a blank',
    files: 'clientScopes:\n  my scope: {}\n',
    says: [at('invalid-value', 2, 3)],
    hint: 'without blanks',
  },
  {
    name: 'an unknown client authenticator',
    files: 'clients:\n  x: { clientAuthenticatorType: client-secrets }\n',
    says: [at('unknown-authenticator', 2, 33)],
    hint: 'Did you mean "client-secret"',
  },
  {
    name: 'an unknown protocol',
    files: 'clients:\n  x: { protocol: oidc }\n',
    says: [at('invalid-value', 2, 18)],
    hint: 'openid-connect',
  },
  {
    name: 'authorization services without an account',
    files: 'clients:\n  x: { authorizationServicesEnabled: true }\n',
    says: [at('authorization-needs-service-account', 2, 38)],
    hint: 'serviceAccountsEnabled: true',
  },
  {
    name: 'a service account on a public client',
    files: 'clients:\n  x: { publicClient: true, serviceAccount: {} }\n',
    says: [at('conflicting-keys', 2, 22)],
    hint: 'change one of the two',
  },
  {
    name: 'a web client without redirect URIs',
    files: 'clients:\n  x: { type: web, webOrigins: [] }\n',
    says: [at('redirects-required', 2, 8)],
    hint: 'redirectUris',
  },
  {
    name: 'a service with a user flow and no role scope',
    files: 'clients:\n  x:\n    type: service\n    directAccessGrantsEnabled: true\n',
    says: [at('role-scope-required', 3, 5)],
    hint: 'roleScope',
  },
  {
    name: 'a scope attached against the client’s own list',
    files: 'clientScopes:\n  s: { attachTo: { default: [x] } }\nclients:\n  x: { defaultClientScopes: [] }\n',
    says: [at('attachment-not-listed', 2, 30)],
    hint: 'Add "s" to defaultClientScopes',
  },
  {
    name: 'a scope attached to the client that keyplan signs in with',
    files: 'clientScopes:\n  s: { attachTo: { default: [keyplan-apply] } }\n',
    says: [at('attachment-refused', 2, 30)],
    hint: 'client of your own',
  },
  {
    name: 'a scope attached to a client of Keycloak',
    files: 'clientScopes:\n  s: { attachTo: { default: [account] } }\n',
    says: [at('attachment-refused', 2, 30)],
    hint: 'client of your own',
  },
  {
    name: 'a token life that is no number',
    files: 'clients:\n  x: { attributes: { access.token.lifespan: abc } }\n',
    says: [at('invalid-value', 2, 45)],
    hint: 'accessTokenLifespan',
  },
];

function bomb(): string {
  const rows = Array.from({ length: 8 }, (_, index) => {
    const items = index === 0 ? Array(9).fill('x') : Array(9).fill(`*a${index - 1}`);
    return `a${index}: &a${index} [${items.join(', ')}]\n`;
  });
  return rows.join('');
}

export const BROKEN_REALM_FILES: readonly BrokenFiles[] = [
  ...SYNTAX,
  ...SHAPE,
  ...LAYERS,
  ...SERVER,
  ...BROKEN_REMOVALS,
];
