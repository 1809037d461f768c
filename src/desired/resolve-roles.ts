import { defaultRoleName } from '../kinds/index.js';
import { address, fieldPath, pathsBelow, type SourceEntry, type SourceNode } from '../model/index.js';
import { checkName, checkText } from './check-names.js';
import { createDraft, writeExact, writeFact, type Draft, type Resolving } from './draft.js';
import { problem, warning } from './problem.js';
import { entriesOf, itemsOf, valueOf } from './read-nodes.js';
import { writeObjectWords } from './resolve-allowances.js';
import { writeListedAttributes } from './resolve-attributes.js';

/** A realm role. */
export function resolveRole(name: string, entry: SourceEntry, resolving: Resolving): Draft {
  const draft = createDraft(address('role', name), entry.place);
  if (name === defaultRoleName(resolving.realm)) {
    const hint = 'Remove it; grant what a client needs to its service account instead';
    resolving.found.push(problem('built-in', entry.place, `the role "${name}" belongs to the realm itself`, hint));
  }
  return roleParts(draft, name, entry, resolving);
}

/** The roles under a client's `roles`, each an object of its own. */
export function resolveClientRoles(clientId: string, node: SourceNode, resolving: Resolving): readonly Draft[] {
  return [...entriesOf(node, resolving.found)].map(([name, entry]) =>
    roleParts(createDraft(address('client-role', clientId, name), entry.place), name, entry, resolving),
  );
}

function roleParts(draft: Draft, name: string, { place, value }: SourceEntry, { found, realm }: Resolving): Draft {
  checkName(name, place, { what: 'the role' }, found);
  if (name === '.' || name === '..') {
    found.push(
      problem(
        'invalid-value',
        place,
        `the server stores a role "${name}" and can never find it again`,
        'Choose another name',
      ),
    );
  }
  const fields = entriesOf(value, found);
  writeDescription(draft, fields.get('description'), { found, realm });
  writeListedAttributes(draft, [], fields.get('attributes')?.value ?? EMPTY, found);
  const composites = fields.get('composites');
  if (composites !== undefined) writeRoleSets(draft, ['composites'], composites, { found, realm });
  writeObjectWords(draft, fields, found);
  return draft;
}

/** `description`, which may have several lines. */
export function writeDescription(draft: Draft, entry: SourceEntry | undefined, { found }: Resolving): void {
  if (entry === undefined) return;
  const text = valueOf(entry.value, 'string', found);
  if (text === undefined) return;
  checkText(text, entry.value.place, { what: 'the description', lines: true }, found);
  writeFact(draft, fieldPath('description'), text, entry.value.place);
}

/** A map without entries, for what nobody wrote. */
export const EMPTY: SourceNode = { type: 'map', entries: new Map(), place: { file: '', line: 1, column: 1 } };

/** The keys under which roles are listed, realm roles first: composites spell them shorter. */
const ROLE_KEYS = { composites: ['realm', 'client'], other: ['realmRoles', 'clientRoles'] } as const;

/**
 * Sets of roles below a prefix: realm roles and, by client, client roles. What is written is exact; an empty map says that
 * there are none at all.
 */
export function writeRoleSets(
  draft: Draft,
  prefix: readonly string[],
  { value }: SourceEntry,
  resolving: Resolving,
): void {
  const [realmKey, clientKey] = prefix[0] === 'composites' ? ROLE_KEYS.composites : ROLE_KEYS.other;
  const fields = entriesOf(value, resolving.found);
  if (fields.size === 0) writeExact(draft, fieldPath(...prefix));
  const realmRoles = fields.get(realmKey);
  if (realmRoles !== undefined) writeRealmRoles(draft, [...prefix, realmKey], realmRoles.value, resolving);
  const clientRoles = fields.get(clientKey);
  if (clientRoles !== undefined) writeClientRoles(draft, [...prefix, clientKey], clientRoles.value, resolving);
}

function writeRealmRoles(draft: Draft, prefix: readonly string[], node: SourceNode, resolving: Resolving): void {
  const { found, realm } = resolving;
  writeExact(draft, fieldPath(...prefix));
  const below = pathsBelow(...prefix);
  for (const { text, place } of namesIn(node, 'the role', resolving)) {
    if (text === defaultRoleName(realm) && prefix[0] === 'serviceAccount') {
      const hint = 'Remove it; the server gives it to every account';
      found.push(warning('built-in', place, `the role "${text}" is not managed on service accounts`, hint));
    } else {
      writeFact(draft, below(text), true, place);
    }
  }
}

function writeClientRoles(draft: Draft, prefix: readonly string[], node: SourceNode, resolving: Resolving): void {
  writeExact(draft, fieldPath(...prefix));
  for (const [clientId, { place, value }] of entriesOf(node, resolving.found)) {
    checkName(clientId, place, { what: 'the client id' }, resolving.found);
    const below = pathsBelow(...prefix, clientId);
    for (const role of namesIn(value, 'the role', resolving)) writeFact(draft, below(role.text), true, role.place);
  }
}

/** The names in a list, checked. An empty one is named and left out. */
export function namesIn(
  node: SourceNode,
  what: string,
  { found }: Pick<Resolving, 'found'>,
): readonly { readonly text: string; readonly place: SourceNode['place'] }[] {
  const names: { text: string; place: SourceNode['place'] }[] = [];
  for (const item of itemsOf(node, found)) {
    const text = valueOf(item, 'string', found);
    if (text === undefined) continue;
    checkName(text, item.place, { what }, found);
    if (text !== '') names.push({ text, place: item.place });
  }
  return names;
}
