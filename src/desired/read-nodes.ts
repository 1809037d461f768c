import type { Diagnostic, SourceEntry, SourceMap, SourceNode } from '../model/index.js';
import { problem } from './problem.js';

const NOTHING: ReadonlyMap<string, SourceEntry> = new Map();

/**
 * Reading nodes of merged files. The shape check has named every wrong type already; what is named here again at the same
 * place is dropped at the end, so that nothing is passed over in silence even where the schema is laxer.
 */
export function entriesOf(node: SourceNode | undefined, found: Diagnostic[]): ReadonlyMap<string, SourceEntry> {
  if (node === undefined) return NOTHING;
  if (node.type === 'map') return node.entries;
  found.push(wrongType(node, 'a map'));
  return NOTHING;
}

/** The items of a list. */
export function itemsOf(node: SourceNode, found: Diagnostic[]): readonly SourceNode[] {
  if (node.type === 'list') return node.items;
  found.push(wrongType(node, 'a list'));
  return [];
}

/** A scalar as text, as Keycloak stores numbers and booleans of attributes; undefined for what is no single value. */
export function textOf(node: SourceNode, found: Diagnostic[]): string | undefined {
  if (node.type === 'scalar' && node.value !== null) return String(node.value);
  found.push(wrongType(node, 'a single value'));
  return undefined;
}

/** A scalar of the wanted type. */
export function valueOf<T extends 'string' | 'boolean' | 'number'>(
  node: SourceNode,
  type: T,
  found: Diagnostic[],
): { string: string; boolean: boolean; number: number }[T] | undefined {
  if (node.type === 'scalar' && typeof node.value === type) return node.value as never;
  found.push(wrongType(node, TYPE_WORDS[type]));
  return undefined;
}

/** The text of an optional entry of a map. */
export function optionalText(map: SourceMap, key: string, found: Diagnostic[]): string | undefined {
  const entry = map.entries.get(key);
  return entry === undefined ? undefined : valueOf(entry.value, 'string', found);
}

const TYPE_WORDS = { string: 'text', boolean: 'true or false', number: 'a number' } as const;

function wrongType(node: SourceNode, wanted: string): Diagnostic {
  return problem('wrong-type', node.place, `this must be ${wanted}`, `Write ${wanted}`);
}
