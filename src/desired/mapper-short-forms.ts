import { TOKEN_KEYS, tokensOfShortForm, type TokenKind } from '../kinds/index.js';
import type { Diagnostic, Place, SourceEntry, SourceNode } from '../model/index.js';
import { problem } from './problem.js';
import { entriesOf, itemsOf, textOf, valueOf } from './read-nodes.js';

/** One key of a mapper's config, its text and where it was written. */
export interface MapperConfig {
  readonly key: string;
  readonly text: string;
  readonly place: Place;
}

/** A mapper as the server has it. */
export interface ExpandedMapper {
  readonly type: string;
  readonly typePlace: Place;
  readonly config: readonly MapperConfig[];
}

type Fields = ReadonlyMap<string, SourceEntry>;
type Form = (node: SourceNode, found: Diagnostic[]) => readonly MapperConfig[];

/** The short forms, by the key that names them. */
const SHORT_FORMS: ReadonlyMap<string, { readonly type: string; readonly config: Form }> = new Map([
  ['audience', { type: 'oidc-audience-mapper', config: audience }],
  ['hardcodedClaim', { type: 'oidc-hardcoded-claim-mapper', config: hardcodedClaim }],
  ['groups', { type: 'oidc-group-membership-mapper', config: groups }],
  ['realmRoles', { type: 'oidc-usermodel-realm-role-mapper', config: realmRoles }],
  ['clientRoles', { type: 'oidc-usermodel-client-role-mapper', config: clientRoles }],
  ['userAttribute', { type: 'oidc-usermodel-attribute-mapper', config: userAttribute }],
  ['fullName', { type: 'oidc-full-name-mapper', config: () => [] }],
]);

const SHORT_KEYS = [...SHORT_FORMS.keys()];

/** The mapper that a short form stands for; undefined, with a diagnostic, when it is none. */
export function shortMapper(fields: Fields, place: Place, found: Diagnostic[]): ExpandedMapper | undefined {
  const [key, second] = SHORT_KEYS.filter((name) => fields.has(name));
  const form = key === undefined ? undefined : SHORT_FORMS.get(key);
  const entry = key === undefined ? undefined : fields.get(key);
  if (form === undefined || entry === undefined) {
    const hint = `Write protocolMapper with config, or one of ${SHORT_KEYS.join(', ')}`;
    found.push(problem('missing-key', place, 'the mapper does not say what it is', hint));
    return undefined;
  }
  if (second !== undefined) {
    const message = `the mapper has both "${key}" and "${second}", of which only one can count`;
    found.push(problem('conflicting-keys', fields.get(second)?.place ?? place, message, 'Keep one of them'));
    return undefined;
  }
  const config = [...form.config(entry.value, found), ...tokenConfig(form.type, fields.get('in'), entry.place, found)];
  return { type: form.type, typePlace: entry.place, config };
}

function tokenConfig(
  type: string,
  written: SourceEntry | undefined,
  place: Place,
  found: Diagnostic[],
): readonly MapperConfig[] {
  const { possible, usual } = tokensOfShortForm(type);
  const chosen = new Map<string, Place>(usual.map((token) => [token, place]));
  if (written !== undefined) {
    chosen.clear();
    for (const item of itemsOf(written.value, found)) {
      const token = valueOf(item, 'string', found);
      if (token !== undefined) chosen.set(token, item.place);
      if (token === undefined || !isTokenKind(token) || possible.includes(token)) continue;
      const message = `a mapper of type ${type} cannot write to ${token}`;
      found.push(problem('invalid-value', item.place, message, `Write some of ${possible.join(', ')}`));
    }
  }
  return possible.map((token) => ({
    key: TOKEN_KEYS[token],
    text: String(chosen.has(token)),
    place: chosen.get(token) ?? written?.place ?? place,
  }));
}

function isTokenKind(text: string): text is TokenKind {
  return Object.hasOwn(TOKEN_KEYS, text);
}

/** Reads the keys of a short form: each names a key of the config, or has a text that counts when it is not written. */
function configOf(
  node: SourceNode,
  keys: readonly (readonly [key: string, config: string, otherwise?: string])[],
  found: Diagnostic[],
): readonly MapperConfig[] {
  const fields = entriesOf(node, found);
  return keys.flatMap(([key, config, otherwise]): readonly MapperConfig[] => {
    const entry = fields.get(key);
    const text = entry === undefined ? otherwise : textOf(entry.value, found);
    return text === undefined ? [] : [{ key: config, text, place: entry?.value.place ?? node.place }];
  });
}

function audience(node: SourceNode, found: Diagnostic[]): readonly MapperConfig[] {
  if (node.type === 'map') return configOf(node, [['client', 'included.client.audience']], found);
  const text = valueOf(node, 'string', found);
  return text === undefined ? [] : [{ key: 'included.custom.audience', text, place: node.place }];
}

function hardcodedClaim(node: SourceNode, found: Diagnostic[]): readonly MapperConfig[] {
  const keys = [
    ['name', 'claim.name'],
    ['value', 'claim.value'],
    ['type', 'jsonType.label', 'String'],
  ] as const;
  return configOf(node, keys, found);
}

function groups(node: SourceNode, found: Diagnostic[]): readonly MapperConfig[] {
  return configOf(
    node,
    [
      ['claim', 'claim.name'],
      ['fullPath', 'full.path', 'true'],
    ],
    found,
  );
}

function realmRoles(node: SourceNode, found: Diagnostic[]): readonly MapperConfig[] {
  return [...configOf(node, [['claim', 'claim.name']], found), ...listClaim(node.place)];
}

function clientRoles(node: SourceNode, found: Diagnostic[]): readonly MapperConfig[] {
  const keys = [
    ['client', 'usermodel.clientRoleMapping.clientId'],
    ['claim', 'claim.name'],
  ] as const;
  return [...configOf(node, keys, found), ...listClaim(node.place)];
}

function listClaim(place: Place): readonly MapperConfig[] {
  return [
    { key: 'multivalued', text: 'true', place },
    { key: 'jsonType.label', text: 'String', place },
  ];
}

function userAttribute(node: SourceNode, found: Diagnostic[]): readonly MapperConfig[] {
  const keys = [
    ['attribute', 'user.attribute'],
    ['claim', 'claim.name'],
    ['multivalued', 'multivalued', 'false'],
  ] as const;
  return [...configOf(node, keys, found), { key: 'jsonType.label', text: 'String', place: node.place }];
}
