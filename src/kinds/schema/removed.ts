import { listOf, mapOf, oneWordOf, strict, text, use, type JsonSchema } from './json-schema.js';
import { LAST_DAY, nullable } from './shared.js';

const REASON = text('Why, for who reads the plan, such as replaced by aip-agent-2.');

function removal(description: string, then: JsonSchema): JsonSchema {
  return nullable(
    strict(
      description,
      { then, reason: REASON },
      { noun: 'a removal', required: ['then'], expects: 'write { then: delete, reason: … }' },
    ),
  );
}

/** Removals of what can be disabled, and of what cannot. */
export const REMOVED_DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  clientRemoval: removal(
    'The removal of a client.',
    oneWordOf(
      "delete: it goes, with its service account and its roles. disable: it is switched off and keeps all it has. forget: only the mark goes, and it is nobody's.",
      ['delete', 'disable', 'forget'],
    ),
  ),
  removal: removal('The removal of an object.', {
    ...oneWordOf("delete: it goes. forget: only the mark goes, and it is nobody's.", ['delete', 'forget']),
    expects: 'write delete or forget; only clients can be disabled',
  }),
};

function removalsBy(name: string, example: string): JsonSchema {
  return mapOf(`By ${name}, such as ${example}.`, use('removal'), {
    noun: 'a map of removals',
    expects: `write the removals as a map by ${name}`,
  });
}

const CLIENT_EXAMPLE = '{ aip-agent-0: { then: delete, reason: replaced by aip-agent-2 } }';

/** Removals that a reviewer can see. */
export const REMOVED: JsonSchema = strict(
  `Objects of ours that go, by kind, such as { clients: ${CLIENT_EXAMPLE} }. Each is inert once there is no such object. What carries no mark, or another owner's, is refused.`,
  {
    clients: mapOf(`By client id, such as ${CLIENT_EXAMPLE}.`, use('clientRemoval'), {
      noun: 'a map of removals',
      expects: 'write the removals as a map by client id',
    }),
    clientScopes: removalsBy('name', '{ old-audience: { then: delete } }'),
    roles: removalsBy('name', '{ agent-writer: { then: delete } }'),
    groups: {
      ...removalsBy('path', '{ /agents/old: { then: delete } }'),
      propertyNames: { pattern: '^/', expects: 'write the path, such as /agents' },
    },
    clientRoles: mapOf(
      'By client id and name, such as { aip-gateway: { submit: { then: delete } } }.',
      removalsBy('name', '{ submit: { then: delete } }'),
      { noun: 'a map of client ids', expects: 'write each client id with a map of roles' },
    ),
  },
  {
    noun: 'removed',
    expects: `write the removals by kind, such as clients: ${CLIENT_EXAMPLE}`,
    keyHints: { templates: 'leave it out; a template is nothing on the server' },
  },
);

/** The keys of which an ignore rule has one, and what the value names. */
const OBJECT_KEYS: Readonly<Record<string, string>> = {
  client: 'The client id, such as grafana; * stands for any text.',
  clientScope: 'The name of the client scope, such as profile; * stands for any text.',
  role: 'The name of the realm role, such as offline-*; * stands for any text.',
  group: 'The path of the group, such as /agents; * stands for any text within one name.',
  clientRole: 'Client id and role, such as grafana/admin or grafana/*; %2F stands for a slash within one of them.',
};

const FIELD = text(
  "The field in Keycloak's words, parts joined by /, such as attributes/some.key, protocolMappers/legacy-* or serviceAccount/clientRoles/realm-management. It means what lies below it, too; * stands for any text within one part, ** at the end for everything below.",
  { minLength: 1 },
);

/** What somebody else manages. */
export const IGNORE: JsonSchema = listOf(
  'Fields of declared objects that somebody else manages, such as [{ client: grafana, field: protocolMappers/legacy-*, reason: vendor upgrade, until: 2027-03-31 }]. They are neither compared nor changed.',
  {
    noun: 'an ignore rule',
    expects: 'write { client: …, field: …, reason: …, until: … }',
    oneOf: Object.entries(OBJECT_KEYS).map(([key, description]) =>
      strict(
        `A rule for what "${key}" names.`,
        {
          [key]: text(description, { minLength: 1 }),
          field: FIELD,
          reason: text('Who manages it, and why.'),
          until: LAST_DAY,
        },
        { noun: 'an ignore rule', required: [key, 'field'] },
      ),
    ),
  },
  { expects: 'write a list of rules, such as [{ client: grafana, field: attributes/some.key }]' },
);
