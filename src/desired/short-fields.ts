import {
  durationSeconds,
  joinedAttribute,
  SHORT_FIELD_NAMES,
  SHORT_FIELDS,
  type ShortFieldName,
} from '../kinds/index.js';
import type { Diagnostic, Place, SourceEntry, SourceMap, SourceNode } from '../model/index.js';
import type { Draft } from './draft.js';
import { problem } from './problem.js';
import { valueOf } from './read-nodes.js';
import { writeAttribute } from './resolve-attributes.js';
import { namesIn } from './resolve-roles.js';
import { quoted } from './shape/wording.js';

/** Fields of ours that write one attribute each. Writing the attribute too is an error. */
export function writeShortFields(draft: Draft, fields: SourceMap, found: Diagnostic[]): void {
  const attributes = fields.entries.get('attributes')?.value;
  for (const field of SHORT_FIELD_NAMES) {
    const { attribute } = SHORT_FIELDS[field];
    const entry = fields.entries.get(field);
    if (entry === undefined) continue;
    const same = attributes?.type === 'map' ? attributes.entries.get(attribute) : undefined;
    if (same !== undefined) found.push(conflict(field, attribute, entry, same));
    const text = attributeText(field, entry.value, found);
    if (text !== undefined) writeAttribute(draft, attribute, text, entry.value.place);
  }
}

function attributeText(field: ShortFieldName, node: SourceNode, found: Diagnostic[]): string | undefined {
  switch (field) {
    case 'accessTokenLifespan':
      return lifespan(node, found);
    case 'postLogoutRedirectUris':
      return joinedAttribute(namesIn(node, 'the post-logout redirect URI', { found }).map(({ text }) => text));
    case 'tokenExchange': {
      const isOn = valueOf(node, 'boolean', found);
      return isOn === undefined ? undefined : String(isOn);
    }
    case 'pkce': {
      const method = valueOf(node, 'string', found);
      return method === 'none' ? '' : method;
    }
  }
}

function lifespan(node: SourceNode, found: Diagnostic[]): string | undefined {
  const text = valueOf(node, 'string', found);
  const seconds = text === undefined ? undefined : durationSeconds(text);
  if (text === undefined) return undefined;
  if (seconds !== undefined && seconds > 0) return String(seconds);
  found.push(
    problem(
      'invalid-value',
      node.place,
      `${quoted(text)} is no time that tokens can live`,
      'Write a duration such as 5m',
    ),
  );
  return undefined;
}

function conflict(field: string, attribute: string, entry: SourceEntry, same: SourceEntry): Diagnostic {
  const [first, second] = isLater(entry.place, same.place) ? [same, entry] : [entry, same];
  const message = `"${field}" and the attribute "${attribute}" say the same thing`;
  const both = problem('conflicting-keys', second.place, message, `Keep "${field}"`);
  return { ...both, related: [{ place: first.place, message: 'the other one' }] };
}

function isLater(a: Place, b: Place): boolean {
  return a.file === b.file && (a.line - b.line || a.column - b.column) > 0;
}
