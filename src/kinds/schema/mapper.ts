import { TOKEN_KINDS } from '../mapper-tokens.js';
import { flag, listOf, mapOf, oneWordOf, strict, text, use, type JsonSchema } from './json-schema.js';

/** The claim types that a mapper can write, as Keycloak's `jsonType.label` spells them. */
const CLAIM_TYPES = ['String', 'long', 'int', 'boolean', 'JSON'] as const;

const IN = listOf(
  'The tokens and answers that carry the claim, such as [access]. Leave it out for the usual ones.',
  { type: 'string', enum: TOKEN_KINDS },
  { minItems: 1, uniqueItems: true },
);

const claim = (example: string): JsonSchema =>
  text(`The name of the claim, such as ${example}. Dots nest it; write "\\." for a dot in the name.`, { minLength: 1 });

const AUDIENCE: JsonSchema = {
  description:
    'Who the token is for: any text, or { client: aip-gateway } for a client that must exist. It is added to the claim aud.',
  noun: 'an audience',
  expects: 'write a text, or { client: … }',
  oneOf: [
    { type: 'string', minLength: 1 },
    strict(
      'A client of this realm.',
      { client: text('Its client id, such as aip-gateway.', { minLength: 1 }) },
      { noun: 'an audience', required: ['client'] },
    ),
  ],
};

/** The short forms, each by the one key that names it. */
const SHORT_FORMS: Readonly<Record<string, JsonSchema>> = {
  audience: AUDIENCE,
  hardcodedClaim: strict(
    'A claim with a fixed value, such as { name: tenant, value: acme }.',
    {
      name: claim('tenant'),
      value: { description: 'The value.', type: ['string', 'number', 'boolean'] },
      type: oneWordOf('The JSON type of the claim; String when left out.', CLAIM_TYPES),
    },
    { noun: 'a hardcodedClaim', required: ['name', 'value'] },
  ),
  groups: strict(
    'The groups of the user or service account, such as { claim: groups, fullPath: false }.',
    {
      claim: claim('groups'),
      fullPath: flag('Whether paths (/agents) or bare names (agents) are listed; paths when left out.'),
    },
    { noun: 'a groups mapper', required: ['claim'] },
  ),
  realmRoles: strict(
    'The realm roles, as a list, such as { claim: roles }.',
    { claim: claim('roles') },
    { noun: 'a realmRoles mapper', required: ['claim'] },
  ),
  clientRoles: strict(
    'The roles of one client, as a list, such as { client: aip-gateway, claim: roles }.',
    {
      client: text('The client id whose roles are listed; those of all clients when left out.', { minLength: 1 }),
      claim: claim('roles'),
    },
    { noun: 'a clientRoles mapper', required: ['claim'] },
  ),
  userAttribute: strict(
    'An attribute of the user or service account, such as { attribute: team, claim: team }.',
    {
      attribute: text('The attribute, such as team.', { minLength: 1 }),
      claim: claim('team'),
      multivalued: flag('Whether all its values are listed, or the first one only; the first when left out.'),
    },
    { noun: 'a userAttribute mapper', required: ['attribute', 'claim'] },
  ),
  fullName: strict(
    "The user's full name as the claim name: {}.",
    {},
    { noun: 'a fullName mapper', expects: 'write fullName: {}' },
  ),
};

function shortForm(key: string, form: JsonSchema): JsonSchema {
  return strict(form.description ?? '', { [key]: form, in: IN }, { noun: 'a mapper', required: [key] });
}

const PLAIN = strict(
  'A mapper as Keycloak has it: { protocolMapper: oidc-usermodel-attribute-mapper, config: { … } }.',
  {
    protocol: text('The protocol, openid-connect when left out.'),
    protocolMapper: text('The type of the mapper, such as oidc-usermodel-attribute-mapper.', { minLength: 1 }),
    consentRequired: flag('An old setting that Keycloak still stores.'),
    config: mapOf('Its settings; exact but for blank keys and the defaults of its type.', {
      type: ['string', 'number', 'boolean', 'null'],
    }),
  },
  {
    noun: 'a mapper',
    required: ['protocolMapper', 'config'],
    keyHints: {
      name: 'leave it out; the key under protocolMappers is the name',
      id: 'leave it out; keyplan finds mappers by name',
    },
  },
);

/** Mappers, by name, as clients and client scopes have them. */
export const MAPPER_DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  protocolMapper: {
    description:
      'A protocol mapper, in a short form such as { audience: aip-gateway, in: [access] } or as Keycloak has it: { protocolMapper, config }. null un-writes one of an earlier layer or a template.',
    noun: 'a mapper',
    oneOf: [...Object.entries(SHORT_FORMS).map(([key, form]) => shortForm(key, form)), PLAIN, { type: 'null' }],
  },
  protocolMappers: {
    ...mapOf(
      'Protocol mappers by name, such as { audience-aip-gateway: { audience: aip-gateway } }. Exact when written: a mapper that is not listed is removed.',
      use('protocolMapper'),
      { noun: 'a map of mappers', expects: 'write the mappers as a map by name' },
    ),
    type: ['object', 'null'],
  },
};
