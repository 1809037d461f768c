import type { KindName } from '../model/index.js';
import { CLIENT_SCALARS } from './fields.js';

/** What may stand below a part of a field path: any text, or these words, each with what may stand below it. */
export type FieldWords = 'any' | ReadonlyMap<string, FieldWords>;

const NOTHING: FieldWords = new Map();
const ROLE_LISTS = [
  ['realmRoles', 'any'],
  ['clientRoles', 'any'],
] as const satisfies readonly (readonly [string, FieldWords])[];
const ROLES: FieldWords = new Map(ROLE_LISTS);

const ROLE_WORDS: FieldWords = new Map<string, FieldWords>([
  ['description', NOTHING],
  ['attributes', 'any'],
  [
    'composites',
    new Map([
      ['realm', 'any'],
      ['client', 'any'],
    ]),
  ],
]);

/** The words of the facts of each kind, as the definitions of the kinds list them. */
export const FIELD_WORDS: Readonly<Record<KindName, ReadonlyMap<string, FieldWords>>> = {
  client: new Map<string, FieldWords>([
    ...Object.keys(CLIENT_SCALARS).map((field): [string, FieldWords] => [field, NOTHING]),
    ['redirectUris', 'any'],
    ['webOrigins', 'any'],
    ['attributes', 'any'],
    ['protocolMappers', 'any'],
    ['defaultClientScopes', 'any'],
    ['optionalClientScopes', 'any'],
    ['authenticationFlowBindingOverrides', 'any'],
    ['roleScope', ROLES],
    [
      'serviceAccount',
      new Map<string, FieldWords>([
        ['present', NOTHING],
        ['enabled', NOTHING],
        ...ROLE_LISTS,
        ['groups', 'any'],
        ['attributes', 'any'],
      ]),
    ],
  ]),
  'client-scope': new Map<string, FieldWords>([
    ['description', NOTHING],
    ['protocol', NOTHING],
    ['attributes', 'any'],
    ['protocolMappers', 'any'],
    ['roleScope', ROLES],
    [
      'attachTo',
      new Map<string, FieldWords>([
        ['default', 'any'],
        ['optional', 'any'],
        ['realmDefault', NOTHING],
        ['realmOptional', NOTHING],
      ]),
    ],
  ]),
  role: ROLE_WORDS,
  'client-role': ROLE_WORDS,
  group: new Map<string, FieldWords>([['description', NOTHING], ['attributes', 'any'], ...ROLE_LISTS]),
};

/** Lists and maps of one value each: whatever stands after these words is one part, be there slashes in it. */
const ONE_PART_BELOW: ReadonlySet<string> = new Set([
  'attributes',
  'redirectUris',
  'webOrigins',
  'defaultClientScopes',
  'optionalClientScopes',
  'authenticationFlowBindingOverrides',
  'realmRoles',
  'serviceAccount/realmRoles',
  'serviceAccount/groups',
  'serviceAccount/attributes',
  'roleScope/realmRoles',
  'composites/realm',
  'attachTo/default',
  'attachTo/optional',
]);

/**
 * The parts of a field as an author writes it, joined by `/`. Below a list or map of single values the rest is one part, so
 * that a URL or a group path need not be encoded. @example fieldPatternParts('redirectUris/https://a') is ['redirectUris', 'https://a']
 */
export function fieldPatternParts(text: string): readonly string[] {
  const parts = text.split('/');
  const heads = [1, 2].filter((count) => count < parts.length);
  const head = heads.find((count) => ONE_PART_BELOW.has(parts.slice(0, count).join('/')));
  return head === undefined ? parts : [...parts.slice(0, head), parts.slice(head).join('/')];
}
