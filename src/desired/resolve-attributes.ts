import { comparableAttribute, comparableValues, isForbiddenAttribute, isSecretAttribute } from '../kinds/index.js';
import { type Diagnostic, fieldPath, pathsBelow, type Place, Secret, type SourceNode } from '../model/index.js';
import { checkName } from './check-names.js';
import { writeFact, type Draft } from './draft.js';
import { problem } from './problem.js';
import { entriesOf, itemsOf, textOf, valueOf } from './read-nodes.js';

/** Attributes of clients and client scopes: each key is one text. `""` says that it must be absent. */
export function writeAttributes(draft: Draft, node: SourceNode | undefined, found: Diagnostic[]): void {
  for (const [key, { place, value }] of entriesOf(node, found)) {
    if (!isDeclarable(key, place, found)) continue;
    const text = textOf(value, found);
    if (text === undefined) continue;
    checkKnownAttribute(key, text, value.place, found);
    writeAttribute(draft, key, text, value.place);
  }
}

const attributePath = pathsBelow('attributes');

/** One attribute of a client or client scope. */
export function writeAttribute(draft: Draft, key: string, text: string, place: Place): void {
  const isSecret = isSecretAttribute(key) && text.trim() !== '';
  writeFact(draft, attributePath(key), isSecret ? new Secret(text) : comparableAttribute(key, text), place);
}

/** Attributes of roles, groups and service accounts: each key is a list of texts. `[]` says that it must be absent. */
export function writeListedAttributes(
  draft: Draft,
  prefix: readonly string[],
  node: SourceNode | undefined,
  found: Diagnostic[],
): void {
  for (const [key, { place, value }] of entriesOf(node, found)) {
    if (!isDeclarable(key, place, found)) continue;
    const items = value.type === 'scalar' && value.value !== null ? [value] : itemsOf(value, found);
    const texts = items.flatMap((item) => valueOf(item, 'string', found) ?? []);
    const values = comparableValues(texts.filter((text) => text.trim() !== ''));
    const isSecret = isSecretAttribute(key) && values.length > 0;
    const fact = isSecret ? new Secret(JSON.stringify(values)) : values.length === 0 ? null : values;
    writeFact(draft, fieldPath(...prefix, 'attributes', key), fact, value.place);
  }
}

function isDeclarable(key: string, place: Place, found: Diagnostic[]): boolean {
  checkName(key, place, { what: 'the attribute' }, found);
  if (!isForbiddenAttribute(key)) return key !== '';
  if (key.startsWith('keyplan.') || key === 'realm_client') {
    const owner = key === 'realm_client' ? 'the server' : 'keyplan';
    const hint = `Remove it; ${owner} writes it itself`;
    found.push(problem('reserved-attribute', place, `the attribute "${key}" belongs to ${owner}`, hint));
  } else {
    const hint =
      'Take it out of the file and of its history, and change the secret; use "authentication" to say how a client signs in';
    found.push(
      problem('secret-attribute', place, `the attribute "${key}" holds a secret and cannot be declared`, hint),
    );
  }
  return false;
}

/** Attributes whose value the server stores unread and then cannot use (26.7.4, contract "accepted although wrong"). */
function checkKnownAttribute(key: string, text: string, place: Place, found: Diagnostic[]): void {
  if (!/^access\.token\.lifespan$|^client\.(offline\.)?session\.(idle\.timeout|max\.lifespan)$/.test(key)) return;
  if (text === '' || /^-?\d+$/.test(text)) return;
  const hint =
    key === 'access.token.lifespan'
      ? 'Write seconds, or accessTokenLifespan: 5m instead'
      : 'Write seconds, such as "300"';
  found.push(problem('invalid-value', place, `the attribute "${key}" must be a number of seconds`, hint));
}
