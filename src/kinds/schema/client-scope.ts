import { flag, text, textSet, use, type JsonSchema } from './json-schema.js';
import { entry, OFTEN_TRIED, PROTECT, ROLE_SCOPE, SINGLE_ATTRIBUTES } from './shared.js';

const ATTACH_TO: JsonSchema = entry(
  'Links that are added and kept, also on clients that nobody marks, such as { default: [rossoctl], realmDefault: true }. What is not listed stays as it is.',
  {
    default: textSet('Client ids that get this scope as a default scope.'),
    optional: textSet('Client ids that get this scope as an optional scope.'),
    realmDefault: flag('Whether clients that are created later get it as a default scope.'),
    realmOptional: flag('Whether clients that are created later get it as an optional scope.'),
  },
  { noun: 'attachTo', conflicts: [['realmDefault', 'realmOptional']] },
);

/** Client scopes, by name. */
export const CLIENT_SCOPE_DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  clientScope: entry(
    'A client scope: mappers and roles that clients share.',
    {
      description: text('What the scope is for.'),
      protocol: text('The protocol, openid-connect when left out.'),
      attributes: SINGLE_ATTRIBUTES,
      protocolMappers: use('protocolMappers'),
      roleScope: ROLE_SCOPE,
      attachTo: ATTACH_TO,
      protect: PROTECT,
      allow: use('allow'),
    },
    {
      noun: 'a client scope',
      expects: 'write {} for a client scope without further fields',
      keyHints: { ...OFTEN_TRIED, name: 'leave it out; the key is the name' },
    },
  ),
};
