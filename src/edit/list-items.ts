import type { YAMLSeq } from 'yaml';
import { flowText } from '../kinds/index.js';
import { endOf, startOf, type Spot } from './nodes.js';
import { nothingLeft, removedFromFlow, UNUSUAL } from './remove-entry.js';
import { lineStart, linesBelow, withoutLines, type Attempt } from './splice.js';
import { addedInFlow, replaceValue } from './write-entry.js';

/** Puts an item at the end of a list. */
export function addItem(text: string, spot: Spot, list: YAMLSeq, item: string): Attempt {
  const last = list.items.at(-1);
  if (last === undefined) return replaceValue(text, spot, [item]);
  if (list.flow === true) return { splices: addedInFlow(text, list, flowText(item)) };
  const dash = dashBefore(text, last);
  return dash === undefined
    ? { why: UNUSUAL }
    : { splices: [linesBelow(text, endOf(text, last), [`${dash}${flowText(item)}`])] };
}

/** Takes an item out of its list. A list that has nothing left says so. */
export function dropItem(text: string, spot: Spot, list: YAMLSeq, item: unknown): Attempt {
  if (list.flow === true) return { splices: removedFromFlow(text, list.items, item) };
  if (dashBefore(text, item) === undefined) return { why: UNUSUAL };
  const gone = withoutLines(text, startOf(item), endOf(text, item));
  return { splices: list.items.length > 1 ? [gone] : [nothingLeft(text, spot, '[]'), gone] };
}

/** The dash of an item with the blanks around it; undefined where something else stands before the item. */
function dashBefore(text: string, item: unknown): string | undefined {
  const before = text.slice(lineStart(text, startOf(item)), startOf(item));
  return /^[ \t]*-[ \t]+$/.test(before) ? before : undefined;
}
