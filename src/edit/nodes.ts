import { isAlias, isCollection, isMap, isPair, isScalar, parseDocument, Scalar, type Pair, type YAMLMap } from 'yaml';

/** The values of a target's variables, by name. */
export type Variables = Readonly<Record<string, string | number | boolean>>;

/** One realm file and what it says, with the place of every part in its text. */
export interface OpenFile {
  readonly path: string;
  readonly text: string;
  /** Absent where the file is empty. */
  readonly root: YAMLMap | undefined;
}

/** Opens a file that was read without an error before. */
export function openFile(path: string, text: string): OpenFile {
  const { contents } = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    resolveKnownTags: false,
    logLevel: 'silent',
  });
  return { path, text, root: isMap(contents) ? contents : undefined };
}

/** A key with its value, and what stands around it. */
export interface Spot {
  readonly pair: Pair;
  /** The map that it stands in. */
  readonly map: YAMLMap;
  /** The key of that map; absent for the top of the file. */
  readonly parent?: Spot;
  /** Whether it stands in brackets. */
  readonly inFlow: boolean;
}

/** How far a way of keys leads into a file. */
export interface Walk {
  /** The last key that is there; absent where not even the first one is. */
  readonly spot?: Spot;
  /** The keys that are missing. */
  readonly missing: readonly string[];
}

/** Follows keys into a file, their variables replaced. */
export function walk({ root }: OpenFile, keys: readonly string[], variables: Variables): Walk {
  let map = root;
  let spot: Spot | undefined;
  for (const [index, key] of keys.entries()) {
    const pair: Pair | undefined = map?.items.find((item) => plainText(keyText(item), variables) === key);
    if (map === undefined || pair === undefined) {
      const missing = keys.slice(index);
      return spot === undefined ? { missing } : { spot, missing };
    }
    const inFlow: boolean = map.flow === true || (spot?.inFlow ?? false);
    spot = { pair, map, inFlow, ...(spot === undefined ? {} : { parent: spot }) };
    map = isMap(pair.value) ? pair.value : undefined;
  }
  return spot === undefined ? { missing: keys } : { spot, missing: [] };
}

/** A key as it is written. */
export function keyText({ key }: Pair): string {
  if (!isScalar(key)) return '';
  return key.type === Scalar.PLAIN ? (key.source ?? '') : String(key.value);
}

/** A text with its variables replaced. */
export function plainText(text: string, variables: Variables): string {
  if (!text.includes('{{')) return text;
  return text.replaceAll(/\{\{([^{}]*|\s*"\{\{"\s*)\}\}/g, (whole, expression: string) => {
    const words = expression.trim();
    if (words === '"{{"') return '{{';
    return words.startsWith('vars.') ? String(variables[words.slice('vars.'.length)] ?? whole) : whole;
  });
}

/** The text of a scalar, variables and all; undefined for what is none. */
export function writtenText(node: unknown): string | undefined {
  const value: unknown = isScalar(node) ? node.value : undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}

/** Whether a text says a variable of the target. */
export function saysVariable(text: string | undefined): boolean {
  return text !== undefined && /\{\{\s*vars\./.test(text);
}

/** Whether what stands here is said elsewhere too, by an anchor and its alias. */
export function isShared(spot: Spot | undefined): boolean {
  for (let at = spot; at !== undefined; at = at.parent) if (isAnchored(at.pair.value)) return true;
  return false;
}

/** Whether a value has an anchor or is an alias, itself or anywhere inside. */
export function holdsAnchor(node: unknown): boolean {
  if (isAnchored(node)) return true;
  if (isPair(node)) return holdsAnchor(node.key) || holdsAnchor(node.value);
  return isCollection(node) && node.items.some(holdsAnchor);
}

function isAnchored(node: unknown): boolean {
  if (isAlias(node)) return true;
  return (isScalar(node) || isCollection(node)) && node.anchor !== undefined;
}

interface Ranged {
  readonly range?: readonly [number, number, number] | null;
}

/** Where a node starts. */
export function startOf(node: unknown): number {
  return (node as Ranged | undefined)?.range?.[0] ?? 0;
}

function rangeEnd(node: unknown): number {
  return (node as Ranged | undefined)?.range?.[1] ?? 0;
}

/** Whether a value was written at all: `a:` has an empty one. */
export function isEmpty(node: unknown): boolean {
  if (node === null || node === undefined) return true;
  return isScalar(node) && node.value === null && node.type === Scalar.PLAIN && (node.source ?? '') === '';
}

/** Where what a node says ends, comments and blank lines behind it left out. */
export function endOf(text: string, node: unknown): number {
  if (isPair(node)) return isEmpty(node.value) ? colonOf(text, node) : endOf(text, node.value);
  if (isCollection(node) && node.flow !== true) return endOf(text, node.items.at(-1));
  const end = rangeEnd(node);
  if (!isScalar(node) || (node.type !== Scalar.BLOCK_LITERAL && node.type !== Scalar.BLOCK_FOLDED)) return end;
  return startOf(node) + text.slice(startOf(node), end).trimEnd().length;
}

/** The position behind the colon of a key. */
export function colonOf(text: string, { key }: Pair): number {
  return text.indexOf(':', rangeEnd(key)) + 1;
}
