import { text, use, type JsonSchema } from './json-schema.js';
import { clientRoleLists, entry, LISTED_ATTRIBUTES, OFTEN_TRIED, PROTECT, realmRoleSet } from './shared.js';

/** Groups, by path. */
export const GROUP_DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  group: entry(
    'A group. Its members get its roles. {} is a group without further fields.',
    {
      description: text('What the group is for.'),
      attributes: LISTED_ATTRIBUTES,
      realmRoles: realmRoleSet('Realm roles of the members, such as [agent-reader]. Exact when written.'),
      clientRoles: clientRoleLists(
        'Client roles of the members, such as { aip-gateway: [submit] }. Exact when written.',
      ),
      protect: PROTECT,
      allow: use('allow'),
    },
    {
      noun: 'a group',
      expects: 'write {} for a group without further fields',
      keyHints: {
        ...OFTEN_TRIED,
        name: 'leave it out; the key is the path of the group',
        path: 'leave it out; the key is the path of the group',
        subGroups: 'write the subgroup as a group of its own, by its path, such as /agents/eu',
      },
    },
  ),
};
