import { isCollection, isPair, isScalar, Scalar, type YAMLMap } from 'yaml';
import { entryLines, flowText, inlineText, scalarText, valueLines, type Tree } from '../kinds/index.js';
import { quotedText } from '../model/index.js';
import { colonOf, endOf, isEmpty, startOf, type Spot } from './nodes.js';
import { lineEnd, lineStart, linesBelow, newlineOf, withoutLines, type Attempt, type Splice } from './splice.js';

/** How many columns deeper each level of a file is where nothing tells. */
const USUAL_STEP = 2;

/** Gives a key another value. A scalar keeps its quotes where they can hold the new one. */
export function replaceValue(text: string, spot: Spot, tree: Tree): Attempt {
  const { pair, inFlow } = spot;
  const { value } = pair;
  const colon = colonOf(text, pair);
  const inline = inFlow ? flowText(tree) : inlineText(tree, colon - lineStart(text, colon) + 1);
  const lines = (): readonly string[] => below(tree, text, spot);
  if (isEmpty(value))
    return { splices: inline === undefined ? [linesBelow(text, colon, lines())] : [behind(colon, inline)] };
  const [start, end] = [startOf(value), endOf(text, value)];
  if (isCollection(value) && value.flow !== true) {
    // What stands on lines of its own gives them to other lines, or to a value behind the colon.
    if (inline !== undefined) return { splices: [behind(colon, inline), withoutLines(text, start, end)] };
    const replaced = { start: lineStart(text, start), end: lineEnd(text, end), text: lines().join(newlineOf(text)) };
    return { splices: [replaced] };
  }
  if (inline === undefined) return { splices: [{ start: colon, end, text: '' }, linesBelow(text, end, lines())] };
  const quoted = isScalar(value) && typeof tree === 'string' ? quotedAs(value, tree) : undefined;
  return { splices: [{ start, end, text: quoted ?? inline }] };
}

function behind(colon: number, value: string): Splice {
  return { start: colon, end: colon, text: ` ${value}` };
}

/** Puts a key with its value at the end of a map that has others. */
export function addEntry(
  text: string,
  spot: Spot,
  map: YAMLMap,
  { key, tree }: { readonly key: string; readonly tree: Tree },
): Attempt {
  const last = map.items.at(-1);
  const first = map.items[0];
  if (last === undefined || first === undefined) return replaceValue(text, spot, new Map([[key, tree]]));
  const end = endOf(text, last);
  if (map.flow === true || spot.inFlow)
    return { splices: addedInFlow(text, map, `${scalarText(key)}: ${flowText(tree)}`) };
  const indent = columnOf(text, startOf(first.key));
  return {
    splices: [
      linesBelow(text, end, entryLines(key, tree, indent, { step: stepBetween(text, spot.pair.key, first.key) })),
    ],
  };
}

/** Puts an item behind the last one in brackets, on a line of its own where the others have one. */
export function addedInFlow(
  text: string,
  list: { readonly items: readonly unknown[] },
  item: string,
): readonly Splice[] {
  const [last, before] = [list.items.at(-1), list.items.at(-2)];
  const end = endOf(text, last);
  const start = startOf(isPair(last) ? last.key : last);
  const comma = /^\s*,/.exec(text.slice(end))?.[0].length ?? 0;
  const own = text.slice(lineStart(text, start), start);
  const isOnOwnLine = /^[ \t]*$/.test(own) && (before === undefined || endOf(text, before) < lineStart(text, start));
  if (!isOnOwnLine) return [{ start: end + comma, end: end + comma, text: comma > 0 ? ` ${item},` : `, ${item}` }];
  const line = linesBelow(text, end, [`${own}${item}${comma > 0 ? ',' : ''}`]);
  return comma > 0 ? [line] : [{ start: end, end, text: ',' }, line];
}

function below(tree: Tree, text: string, { pair, parent }: Spot): readonly string[] {
  const indent = columnOf(text, startOf(pair.key));
  const step = parent === undefined ? USUAL_STEP : stepBetween(text, parent.pair.key, pair.key);
  return valueLines(tree, indent + step, { step });
}

/** How many columns deeper one key is than another. */
function stepBetween(text: string, outer: unknown, inner: unknown): number {
  const step = columnOf(text, startOf(inner)) - columnOf(text, startOf(outer));
  return step > 0 ? step : USUAL_STEP;
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

/** A text in the quotes of the scalar that it replaces; undefined where that has none, or they cannot hold it. */
function quotedAs({ type }: Scalar, text: string): string | undefined {
  if (type === Scalar.QUOTE_DOUBLE) return quotedText(text);
  const isHeld = type === Scalar.QUOTE_SINGLE && /^[^\p{C}\p{Zl}\p{Zp}]*$/u.test(text);
  return isHeld ? `'${text.replaceAll("'", "''")}'` : undefined;
}
