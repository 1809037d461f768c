import { CLIENT_SCOPE_DEFINITIONS } from './client-scope.js';
import { CLIENT_DEFINITIONS } from './client.js';
import { GROUP_DEFINITIONS } from './group.js';
import { mapOf, strict, text, use, type JsonSchema } from './json-schema.js';
import { MAPPER_DEFINITIONS } from './mapper.js';
import { IGNORE, REMOVED, REMOVED_DEFINITIONS } from './removed.js';
import { ROLE_DEFINITIONS } from './role.js';
import { SHARED_DEFINITIONS } from './shared.js';

/** The schema of realm files. Editors check the file as written; keyplan checks it with variables replaced. */
export const REALM_FILE_SCHEMA: JsonSchema = {
  title: 'keyplan realm file',
  ...strict(
    'What a realm should hold, for keyplan. Top-level keys are the kinds; under them stand objects by name.',
    {
      $schema: text('Where the schema of this file is, for editors.'),
      templates: mapOf('Parts that clients share, by name, such as { agent: { type: service } }.', use('template'), {
        noun: 'a map of templates',
        expects: 'write the templates as a map by name',
      }),
      roles: mapOf(
        'Realm roles, by name, such as { agent-reader: { description: reads agent requests } }.',
        use('role'),
        {
          noun: 'a map of roles',
          expects: 'write the roles as a map by name',
        },
      ),
      groups: mapOf('Groups, by path, such as { /agents: { realmRoles: [agent-reader] } }.', use('group'), {
        noun: 'a map of groups',
        expects: 'write the groups as a map by path, such as { /agents: {} }',
        propertyNames: { pattern: '^/', expects: 'write the path, such as /agents' },
      }),
      clientScopes: mapOf(
        'Client scopes, by name, such as { aip-aud: { protocolMappers: { aip: { audience: aip-gateway } } } }.',
        use('clientScope'),
        {
          noun: 'a map of client scopes',
          expects: 'write the client scopes as a map by name',
        },
      ),
      clients: mapOf('Clients, by client id, such as { aip-agent-2: { type: service } }.', use('client'), {
        noun: 'a map of clients',
        expects: 'write the clients as a map by client id',
      }),
      removed: REMOVED,
      ignore: IGNORE,
    },
    {
      noun: 'a realm file',
      notYet: ['subjectLists'],
      keyHints: {
        realm: 'leave it out; the target in keyplan.yaml names the realm',
        protocolMappers: 'write mappers under a client or a client scope',
        users: 'leave it out; users are not managed by keyplan, service accounts are written under their client',
      },
    },
  ),
  definitions: {
    ...CLIENT_DEFINITIONS,
    ...ROLE_DEFINITIONS,
    ...GROUP_DEFINITIONS,
    ...CLIENT_SCOPE_DEFINITIONS,
    ...MAPPER_DEFINITIONS,
    ...REMOVED_DEFINITIONS,
    ...SHARED_DEFINITIONS,
  },
};
