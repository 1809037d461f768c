import { HAZARDS } from '../../model/index.js';
import { flag, listOf, mapOf, oneWordOf, strict, text, textSet, type JsonSchema } from './json-schema.js';

/** Durations as every file may write them: a number with one of s, m, h, d, w, or ISO 8601. */
export const DURATION_PATTERN =
  '^(?:[0-9]+[smhdw]|P(?=[0-9T])(?:[0-9]+W|(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?))$';

/** A last day, in UTC. */
export const LAST_DAY: JsonSchema = text(
  'The last day on which it counts, in UTC, such as 2027-03-31. Plans warn 14 days ahead and are refused afterwards.',
  {
    format: 'date',
    expects: 'write a day such as 2027-03-31',
  },
);

/**
 * The same schema for a value that may also be `null`, which un-writes what an earlier layer or a template wrote. A
 * reference must be made nullable where it is defined.
 */
export function nullable(schema: JsonSchema): JsonSchema {
  const words = schema.enum === undefined ? {} : { enum: [...schema.enum, null] };
  if (schema.oneOf !== undefined) return { ...schema, oneOf: [...schema.oneOf, { type: 'null' }] };
  if (schema.type === undefined) return schema;
  return { ...schema, ...words, type: [...(typeof schema.type === 'string' ? [schema.type] : schema.type), 'null'] };
}

/** `strict`, for an object whose properties may each be un-written, and so may the object itself. */
export function entry(
  description: string,
  properties: Readonly<Record<string, JsonSchema>>,
  more: JsonSchema = {},
): JsonSchema {
  const unwritable = Object.entries(properties).map(([key, schema]) => [key, nullable(schema)]);
  return strict(description, Object.fromEntries(unwritable) as Record<string, JsonSchema>, more);
}

/** Realm roles by name. */
export function realmRoleSet(description: string): JsonSchema {
  return textSet(description);
}

/** Client roles: a list of role names for each client id. Exact over all clients when it is written. */
export function clientRoleLists(description: string): JsonSchema {
  return mapOf(description, nullable(textSet('Names of roles of that client, such as [submit].')), {
    noun: 'a map of client ids to lists of role names',
    expects: 'write each client id with a list, such as aip-gateway: [submit]',
  });
}

/** Attributes of which each has one value, as clients and client scopes have them. */
export const SINGLE_ATTRIBUTES: JsonSchema = mapOf(
  'Attributes, each with one value, such as { some.vendor.flag: true }. Only the keys written here are managed; "" says that one must be absent.',
  { type: ['string', 'number', 'boolean', 'null'] },
  { noun: 'a map of attributes', expects: 'write each attribute with one value, such as some.vendor.flag: true' },
);

/** Attributes of which each has a list of values, as roles, groups and users have them. */
export const LISTED_ATTRIBUTES: JsonSchema = mapOf(
  'Attributes, each with a list of values, such as { team: [payments] }. Only the keys written here are managed; [] says that one must be absent.',
  { type: ['array', 'null'], items: { type: 'string' }, expects: 'write a list, such as team: [payments]' },
  { noun: 'a map of attributes' },
);

/** Keycloak's scope mappings: which roles may come into a token. */
export const ROLE_SCOPE: JsonSchema = entry(
  'The roles that may come into a token when fullScopeAllowed is false (scope mappings in the admin console). Exact when written: { realmRoles: [], clientRoles: {} } lets none in.',
  {
    realmRoles: realmRoleSet('Realm roles, such as [agent-reader].'),
    clientRoles: clientRoleLists('Client roles, such as { aip-gateway: [submit] }.'),
  },
  { noun: 'a role scope' },
);

/** The author's word for dangers of one object. */
const ALLOW: JsonSchema = listOf(
  'Dangers of this object that you agree to, such as [{ hazard: admin-role, reason: runs the backups, until: 2027-03-31 }].',
  strict(
    'One danger that you agree to.',
    {
      hazard: oneWordOf('The hazard as the plan names it; "keyplan explain HAZARD" tells more.', HAZARDS),
      reason: text('Why it is wanted.'),
      until: LAST_DAY,
    },
    { noun: 'an allowance', required: ['hazard'] },
  ),
);

/** What every kind of object shares, by name. */
export const SHARED_DEFINITIONS: Readonly<Record<string, JsonSchema>> = { allow: nullable(ALLOW) };

/** The word that keeps the live object. */
export const PROTECT: JsonSchema = flag(
  'Whether the live object is kept from being deleted and disabled, even when its entry is gone. protect: false, applied first, ends that.',
);

/** What people try, because the admin API shows it or because it stands elsewhere, for every kind of object. */
export const OFTEN_TRIED: Readonly<Record<string, string>> = {
  id: 'leave it out; the server gives every object its own id, and keyplan finds objects by name',
  containerId: 'leave it out; the server fills it in',
  composite: 'leave it out; a role with "composites" is a composite',
  clientRole: 'leave it out; roles of a client are written under the client\'s "roles"',
  ignore: 'write it at the top level of the file: ignore: [{ client: grafana, field: attributes/some.key }]',
  removed: 'write it at the top level of the file: removed: { clients: { old-client: { then: delete } } }',
};
