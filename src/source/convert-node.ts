import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Scalar,
  type Alias,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Diagnostic, SourceEntry, SourceNode, SourceScalar } from '../model/index.js';
import { convertScalar, isBroken, scalarText } from './convert-scalar.js';
import { ALIASED_NODES_MAX, DEPTH_MAX } from './limits.js';
import type { Locate } from './locate.js';

interface Converted {
  readonly node: SourceNode;
  /** How many values it holds, itself and what its aliases name included. */
  readonly size: number;
  /** How deep it is; a scalar is 0. */
  readonly height: number;
}

interface Conversion {
  readonly locate: Locate;
  readonly diagnostics: Diagnostic[];
  /** What each anchor names; `open` while its own value is still being read. */
  readonly anchors: Map<string, Converted | 'open'>;
  aliased: number;
}

/** Makes source nodes of a parsed document. The node is absent when its aliases leave nothing to go on with. */
export function convertNode(
  contents: unknown,
  locate: Locate,
): { readonly node?: SourceNode; readonly diagnostics: readonly Diagnostic[] } {
  const conversion: Conversion = { locate, diagnostics: [], anchors: new Map(), aliased: 0 };
  const { node } = convert(contents, conversion, 1);
  const { diagnostics } = conversion;
  const isLost = diagnostics.some(({ code }) => code === 'yaml-aliases' || code === 'yaml-too-deep');
  return isLost ? { diagnostics } : { node, diagnostics };
}

function convert(node: unknown, conversion: Conversion, depth: number): Converted {
  if (isAlias(node)) return convertAlias(node, conversion, depth);
  const anchor = anchorOf(node);
  if (anchor !== undefined) conversion.anchors.set(anchor, 'open');
  const converted = convertPlain(node, conversion, depth);
  if (anchor !== undefined) conversion.anchors.set(anchor, converted);
  return converted;
}

function convertPlain(node: unknown, conversion: Conversion, depth: number): Converted {
  if (isMap(node)) return convertMap(node, conversion, depth);
  if (isSeq(node)) return convertList(node, conversion, depth);
  const scalar = isScalar(node) ? node : new Scalar(null);
  return leaf(convertScalar(scalar, conversion.locate(startOf(scalar)), conversion.diagnostics));
}

function leaf(node: SourceScalar): Converted {
  return { node, size: 1, height: 0 };
}

function convertList(list: YAMLSeq, conversion: Conversion, depth: number): Converted {
  // In [a: b] the item is a pair, which stands for a map of one key.
  const items = list.items.map((item) =>
    isPair(item)
      ? convertPairs([item], startOf(item.key), conversion, depth + 1)
      : convert(item, conversion, depth + 1),
  );
  const place = conversion.locate(startOf(list));
  return { node: { type: 'list', items: items.map(({ node }) => node), place }, ...measure(items) };
}

function convertMap(map: YAMLMap, conversion: Conversion, depth: number): Converted {
  return convertPairs(map.items, startOf(map), conversion, depth);
}

function convertPairs(pairs: readonly Pair[], start: number, conversion: Conversion, depth: number): Converted {
  const entries = new Map<string, SourceEntry>();
  const values: Converted[] = [];
  for (const pair of pairs) {
    const place = conversion.locate(startOf(pair.key));
    const key = keyText(pair.key, conversion);
    const value = convert(pair.value ?? new Scalar(null), conversion, depth + 1);
    values.push(value);
    if (key === undefined) continue;
    const first = entries.get(key);
    if (first === undefined) {
      // A key without a value has no place of its own; its key's is the nearest.
      const isMissing = value.node.type === 'scalar' && value.node.value === null && !hasSource(pair.value);
      entries.set(key, { place, value: isMissing ? { ...value.node, place } : value.node });
    } else {
      conversion.diagnostics.push({
        code: 'yaml-duplicate-key',
        severity: 'error',
        place,
        message: `the key "${key}" is here a second time`,
        hint: 'Remove one of the two, or merge them',
        related: [{ place: first.place, message: 'the first one' }],
      });
    }
  }
  return { node: { type: 'map', entries, place: conversion.locate(start) }, ...measure(values) };
}

function measure(parts: readonly Converted[]): { readonly size: number; readonly height: number } {
  let size = 1;
  let height = 0;
  for (const part of parts) {
    size += part.size;
    height = Math.max(height, part.height);
  }
  return { size, height: height + 1 };
}

/** A key as text, spelled as it is written: `1:` has the key "1" and `010:` the key "010". */
function keyText(key: unknown, { locate, diagnostics }: Conversion): string | undefined {
  const refuse = (code: 'yaml-syntax' | 'yaml-merge-key', message: string, hint: string): undefined => {
    diagnostics.push({ code, severity: 'error', place: locate(startOf(key)), message, hint });
    return undefined;
  };
  if (!isScalar(key)) {
    return refuse(
      'yaml-syntax',
      'a key is not a single text',
      isMap(key)
        ? 'Put text with a variable in quotes, such as "{{ vars.name }}"'
        : 'Write the key as text, in quotes where it holds brackets',
    );
  }
  const text = scalarText(key);
  if (isBroken(text)) {
    return refuse(
      'yaml-syntax',
      'the key holds half of a character',
      'Write the character itself instead of an escape',
    );
  }
  if (text === '<<' && key.type === Scalar.PLAIN) {
    return refuse(
      'yaml-merge-key',
      'the merge key << is not taken',
      'Use "extends" with a template, or write the keys out',
    );
  }
  if (text === '' && key.type === Scalar.PLAIN) {
    return refuse('yaml-syntax', 'a key is missing before the ":"', 'Write the key, or "" in quotes');
  }
  return text;
}

function convertAlias(alias: Alias, conversion: Conversion, depth: number): Converted {
  const place = conversion.locate(startOf(alias));
  const lost = leaf({ type: 'scalar', value: null, place });
  const refuse = (code: 'yaml-aliases' | 'yaml-too-deep', message: string, hint: string): Converted => {
    conversion.diagnostics.push({ code, severity: 'error', place, message, hint });
    return lost;
  };
  const named = conversion.anchors.get(alias.source);
  if (named === undefined) {
    return refuse(
      'yaml-aliases',
      `no anchor &${alias.source} comes before this alias`,
      'Put text that starts with * in quotes',
    );
  }
  if (named === 'open') {
    return refuse('yaml-aliases', `the alias *${alias.source} lies inside what it names`, 'Write the value out');
  }
  if (depth + named.height > DEPTH_MAX) {
    return refuse(
      'yaml-too-deep',
      `with this alias, maps and lists lie more than ${DEPTH_MAX} deep`,
      'Write it flatter',
    );
  }
  const before = conversion.aliased;
  conversion.aliased += named.size;
  if (conversion.aliased <= ALIASED_NODES_MAX) return named;
  if (before > ALIASED_NODES_MAX) return lost;
  return refuse(
    'yaml-aliases',
    `the aliases of this file stand for more than ${ALIASED_NODES_MAX} values`,
    'Use a template instead of aliases of aliases',
  );
}

interface MaybePlaced {
  readonly range?: readonly number[] | null;
  readonly anchor?: string;
}

function startOf(node: unknown): number {
  const range = typeof node === 'object' && node !== null ? (node as MaybePlaced).range : undefined;
  return range?.[0] ?? 0;
}

function anchorOf(node: unknown): string | undefined {
  return typeof node === 'object' && node !== null ? (node as MaybePlaced).anchor : undefined;
}

/** Whether a value was written at all: `a:` has an empty one and `{ a }` none, `a: null` and `a: ""` have one. */
function hasSource(value: unknown): boolean {
  if (value === null) return false;
  return !isScalar(value) || scalarText(value) !== '' || value.type !== Scalar.PLAIN;
}
