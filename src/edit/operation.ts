import { isMap, isScalar, isSeq } from 'yaml';
import type { Tree } from '../kinds/index.js';
import {
  holdsAnchor,
  isShared,
  openFile,
  plainText,
  saysVariable,
  walk,
  writtenText,
  type Variables,
} from './nodes.js';
import type { OpenFile, Spot } from './nodes.js';
import { removeEntry } from './remove-entry.js';
import { addItem, dropItem } from './list-items.js';
import { spliced, type Attempt } from './splice.js';
import { addEntry, replaceValue } from './write-entry.js';

/** One edit of one file. The keys lead from the top of the file to what it is about, their variables replaced. */
export type Operation = {
  readonly file: string;
  readonly keys: readonly string[];
} & (
  | { /** Writes a value, with the keys on the way that are missing. */ readonly act: 'set'; readonly value: Tree }
  | { readonly act: 'remove' }
  | {
      /** Adds to a list, or takes away from it. The item is text as a file says it. */ readonly act: 'add';
      readonly item: string;
    }
  | { readonly act: 'drop'; readonly item: string }
);

/** A file after one edit, or why the edit cannot be made there. */
export type Edited = { readonly file: OpenFile } | { readonly why: string };

/** Why what stands elsewhere too is left alone. */
export const SHARED = 'it is shared by an anchor';
/** Why what a variable says is left alone. */
export const VARIABLE = 'a variable of the target says it';

/** Makes one edit. Every byte that it is not about stays. */
export function edit(file: OpenFile, operation: Operation, variables: Variables): Edited {
  const attempt = attemptOf(file, operation, variables);
  if ('why' in attempt) return attempt;
  return { file: openFile(file.path, spliced(file.text, attempt.splices)) };
}

function attemptOf(file: OpenFile, operation: Operation, variables: Variables): Attempt {
  const { spot, missing } = walk(file, operation.keys, variables);
  if (spot === undefined) return { why: NOT_FOUND };
  if (isShared(spot)) return { why: SHARED };
  if (operation.act === 'set') return set(file.text, spot, missing, operation.value);
  if (missing.length > 0) return { why: NOT_FOUND };
  const { value } = spot.pair;
  if (operation.act === 'remove') return holdsAnchor(value) ? { why: SHARED } : removeEntry(file.text, spot);
  if (!isSeq(value)) return { why: NOT_FOUND };
  if (operation.act === 'add') return addItem(file.text, spot, value, operation.item);
  const item = value.items.find((one) => plainText(writtenText(one) ?? '', variables) === operation.item);
  if (item === undefined) return { why: NOT_FOUND };
  if (holdsAnchor(item)) return { why: SHARED };
  return saysVariable(writtenText(item)) ? { why: VARIABLE } : dropItem(file.text, spot, value, item);
}

const NOT_FOUND = 'the place where it is written was not found';

function set(text: string, spot: Spot, missing: readonly string[], value: Tree): Attempt {
  const { value: old } = spot.pair;
  const [next, ...below] = missing;
  if (next === undefined) {
    if (holdsAnchor(old)) return { why: SHARED };
    const isVariable = isScalar(old) && saysVariable(writtenText(old));
    return isVariable && (value === null || typeof value !== 'object')
      ? { why: VARIABLE }
      : replaceValue(text, spot, value);
  }
  const tree = nested(below, value);
  if (isMap(old) && old.items.length > 0) return addEntry(text, spot, old, { key: next, tree });
  return replaceValue(text, spot, new Map([[next, tree]]));
}

/** A value below keys that are all new. */
function nested(keys: readonly string[], value: Tree): Tree {
  return keys.reduceRight<Tree>((tree, key) => new Map([[key, tree]]), value);
}
