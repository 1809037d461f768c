import type { BrokenFiles } from './broken-realm-files.js';

const at = (code: string, line: number, column: number): string => `${code} realm.yaml:${line}:${column}`;

const RENAMES: readonly BrokenFiles[] = [
  {
    name: 'a client renamed from itself',
    files: 'clients:\n  x: { renamedFrom: x }\n',
    says: [at('rename-refused', 2, 21)],
    hint: 'id that it had before',
  },
  {
    name: 'two clients renamed from one',
    files: 'clients:\n  x: { renamedFrom: o }\n  y: { renamedFrom: o }\n',
    says: [at('rename-refused', 3, 21)],
    hint: 'Keep one',
  },
  {
    name: 'a client renamed from one that is declared',
    files: 'clients:\n  x: { renamedFrom: y }\n  y: {}\n',
    says: [at('rename-refused', 2, 21)],
    hint: 'remove renamedFrom',
  },
  {
    name: 'two clients that swap their ids',
    files: 'clients:\n  x: { renamedFrom: y }\n  y: { renamedFrom: x }\n',
    says: [at('rename-refused', 2, 21), at('rename-refused', 3, 21)],
    hint: 'third id',
  },
  {
    name: 'a chain of renames',
    files: 'clients:\n  x: { renamedFrom: y }\n  y: { renamedFrom: z }\n',
    says: [at('rename-refused', 2, 21)],
    hint: 'one rename in each apply',
  },
  {
    name: 'a client renamed and removed',
    files: 'clients:\n  x: { renamedFrom: y }\nremoved: { clients: { y: { then: delete } } }\n',
    says: [at('rename-refused', 2, 21)],
    hint: 'Keep one',
  },
  {
    name: 'a client renamed from one of Keycloak',
    files: 'clients:\n  x: { renamedFrom: account }\n',
    says: [at('built-in', 2, 21)],
    hint: 'Remove renamedFrom',
  },
  {
    name: 'a client renamed from one that keyplan signs in with',
    files: 'clients:\n  x: { renamedFrom: keyplan-apply }\n',
    says: [at('own-client', 2, 21)],
    hint: 'Remove renamedFrom',
  },
  {
    name: 'an old id that cannot be seen whole',
    files: 'clients:\n  x: { renamedFrom: "a\\u202Eb" }\n',
    says: [at('control-character', 2, 21)],
    hint: 'type the text anew',
  },
  {
    name: 'an empty old id',
    files: 'clients:\n  x: { renamedFrom: "" }\n',
    says: [at('empty-name', 2, 21)],
    hint: 'Write a name',
  },
  {
    name: 'a rename in a template',
    files: 'templates:\n  t: { renamedFrom: y }\n',
    says: [at('unknown-key', 2, 8)],
    hint: 'client itself',
  },
];

const REMOVALS: readonly BrokenFiles[] = [
  {
    name: 'a client declared and removed',
    files: 'clients:\n  x: {}\nremoved:\n  clients: { x: { then: forget } }\n',
    says: [at('declared-and-removed', 4, 14)],
    hint: 'Take one of the two out',
  },
  {
    name: 'a group declared below one that is deleted',
    files: 'groups:\n  /a/b: {}\nremoved:\n  groups: { /a: { then: delete } }\n',
    says: [at('names-removed', 2, 3)],
    hint: 'Take the name out here',
  },
  {
    name: 'a role that is granted and deleted',
    files: 'clients:\n  x: { serviceAccount: { realmRoles: [r] } }\nremoved:\n  roles: { r: { then: delete } }\n',
    says: [at('names-removed', 2, 39)],
    hint: 'Take the name out here',
  },
  {
    name: 'a role of a deleted client that is granted',
    files: 'groups:\n  /g: { clientRoles: { c: [r] } }\nremoved:\n  clients: { c: { then: delete } }\n',
    says: [at('names-removed', 2, 28)],
    hint: 'Take the name out here',
  },
  {
    name: 'a removal without its word',
    files: 'removed:\n  clients: { x: { reason: old } }\n',
    says: [at('missing-key', 2, 14)],
    hint: 'then',
  },
  {
    name: 'a removal that is a word',
    files: 'removed:\n  clients: { x: delete }\n',
    says: [at('wrong-type', 2, 17)],
    hint: '{ then: delete',
  },
  {
    name: 'an unknown word of removal',
    files: 'removed:\n  clients: { x: { then: remove } }\n',
    says: [at('invalid-value', 2, 25)],
    hint: 'disable',
  },
  {
    name: 'a role that would be disabled',
    files: 'removed:\n  roles: { r: { then: disable } }\n',
    says: [at('invalid-value', 2, 23)],
    hint: 'only clients can be disabled',
  },
  {
    name: 'a role of a client that would be disabled',
    files: 'removed:\n  clientRoles: { c: { r: { then: disable } } }\n',
    says: [at('invalid-value', 2, 34)],
    hint: 'only clients can be disabled',
  },
  {
    name: 'removals as a list',
    files: 'removed:\n  clients: [x]\n',
    says: [at('wrong-type', 2, 12)],
    hint: 'map by client id',
  },
  {
    name: 'a kind that is never removed',
    files: 'removed:\n  client: { x: { then: delete } }\n',
    says: [at('unknown-key', 2, 3)],
    hint: 'clients',
  },
  {
    name: 'a removal written twice in one layer',
    files: [
      {
        'a.yaml': 'removed: { clients: { x: { then: delete } } }\n',
        'b.yaml': 'removed: { clients: { x: { then: forget } } }\n',
      },
    ],
    says: ['duplicate-object b.yaml:1:23'],
    hint: 'Declare it once',
  },
  {
    name: 'the removal of what is Keycloak’s own',
    files:
      'removed:\n  clients: { account: { then: delete } }\n  clientScopes: { profile: { then: forget } }\n  roles: { offline_access: { then: delete }, default-roles-agents: { then: delete } }\n  clientRoles: { realm-management: { view-users: { then: delete } } }\n',
    says: [
      at('built-in', 2, 14),
      at('built-in', 3, 19),
      at('built-in', 4, 12),
      at('built-in', 4, 46),
      at('built-in', 5, 38),
    ],
    hint: 'never removed',
  },
  {
    name: 'the removal of a client that keyplan signs in with',
    files: 'removed:\n  clients: { keyplan-plan: { then: disable } }\n',
    says: [at('own-client', 2, 14)],
    hint: 'whoever runs keyplan',
  },
  {
    name: 'the removal of a group that is no path',
    files: 'removed:\n  groups: { /a/: { then: delete } }\n',
    says: [at('group-name-slash', 2, 13)],
    hint: 'none at the end',
  },
];

const IGNORES: readonly BrokenFiles[] = [
  {
    name: 'a field declared and ignored',
    files: 'clients:\n  x: { attributes: { a: b } }\nignore:\n  - { client: x, field: attributes/* }\n',
    says: [at('declared-and-ignored', 2, 25)],
    hint: 'Take one of the two out',
  },
  {
    name: 'an ignore rule of two objects',
    files: 'clients:\n  x: {}\nignore:\n  - { client: x, role: r, field: description }\n',
    says: [at('conflicting-keys', 4, 18)],
    hint: 'one of them',
  },
  {
    name: 'an ignore rule of no object',
    files: 'ignore:\n  - { field: description }\n',
    says: [at('missing-key', 2, 5)],
    hint: 'Write one of them',
  },
  {
    name: 'an ignore rule of no field',
    files: 'ignore:\n  - { client: x }\n',
    says: [at('missing-key', 2, 5)],
    hint: 'field',
  },
  {
    name: 'an ignored field that is misspelled',
    files: 'clients:\n  x: {}\nignore:\n  - { client: x, field: redirectUri }\n',
    says: [at('invalid-value', 4, 25)],
    hint: 'Did you mean "redirectUris"',
  },
  {
    name: 'an ignored field that is misspelled below another one',
    files: 'roles:\n  r: {}\nignore:\n  - { role: r, field: composites/realmRoles }\n',
    says: [at('invalid-value', 4, 23)],
    hint: 'realm',
  },
  {
    name: 'an ignored field that is a word of ours',
    files: 'clients:\n  x: {}\nignore:\n  - { client: x, field: accessTokenLifespan }\n',
    says: [at('invalid-value', 4, 25)],
    hint: 'attributes/access.token.lifespan',
  },
  {
    name: 'ignored roles under their client',
    files: 'clients:\n  x: {}\nignore:\n  - { client: x, field: roles/r }\n',
    says: [at('invalid-value', 4, 25)],
    hint: 'clientRole:',
  },
  {
    name: 'an ignored field with a part that is empty',
    files: 'clients:\n  x: {}\nignore:\n  - { client: x, field: protocolMappers//config }\n',
    says: [at('invalid-value', 4, 25)],
    hint: 'Write each part',
  },
  {
    name: 'two stars before the end',
    files: 'clients:\n  x: {}\nignore:\n  - { client: x, field: "protocolMappers/**/config" }\n',
    says: [at('invalid-value', 4, 25)],
    hint: 'last part only',
  },
  {
    name: 'an ignored role without its client',
    files: 'ignore:\n  - { clientRole: submit, field: description }\n',
    says: [at('invalid-value', 2, 19)],
    hint: '%2F',
  },
  {
    name: 'an ignore rule until no day',
    files: 'clients:\n  x: {}\nignore:\n  - { client: x, field: name, until: soon }\n',
    says: [at('invalid-value', 4, 38)],
    hint: '2027-03-31',
  },
  {
    name: 'an ignore rule inside an entry',
    files: 'clients:\n  x: { ignore: [{ field: name }] }\n',
    says: [at('unknown-key', 2, 8)],
    hint: 'top level',
  },
];

/** Mistakes with renames, removals and ignore rules. */
export const BROKEN_REMOVALS: readonly BrokenFiles[] = [...RENAMES, ...REMOVALS, ...IGNORES];
