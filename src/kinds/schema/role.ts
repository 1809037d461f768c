import { strict, text, use, type JsonSchema } from './json-schema.js';
import { clientRoleLists, entry, LISTED_ATTRIBUTES, nullable, OFTEN_TRIED, PROTECT, realmRoleSet } from './shared.js';

const ROLE_PROPERTIES: Readonly<Record<string, JsonSchema>> = {
  description: text('What the role is for, such as "reads agent requests".'),
  attributes: LISTED_ATTRIBUTES,
  composites: entry(
    'The roles that this role brings along, such as { realm: [agent-reader], client: { aip-gateway: [submit] } }. What is written is exact.',
    {
      realm: realmRoleSet('Realm roles, such as [agent-reader].'),
      client: clientRoleLists('Client roles, such as { aip-gateway: [submit] }.'),
    },
    { noun: 'composites' },
  ),
  protect: PROTECT,
  allow: use('allow'),
};

const ROLE_KEY_HINTS: Readonly<Record<string, string>> = { ...OFTEN_TRIED, name: 'leave it out; the key is the name' };

function role(description: string, noun: string): JsonSchema {
  const properties = Object.entries(ROLE_PROPERTIES).map(([key, schema]) => [key, nullable(schema)]);
  return strict(description, Object.fromEntries(properties) as Record<string, JsonSchema>, {
    noun,
    keyHints: ROLE_KEY_HINTS,
    expects: 'write {} for a role without further fields',
  });
}

/** Roles of the realm and of clients. */
export const ROLE_DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  role: role('A realm role. {} is a role without further fields.', 'a role'),
  clientRole: role('A role of this client. {} is a role without further fields.', 'a client role'),
};
