import { isMap, isPair, isSeq } from 'yaml';
import { isForbiddenAttribute, isSecretKey } from '../kinds/index.js';
import { SECRET_MASK } from '../model/index.js';
import { changedLines, type ChangedLine } from './changed-lines.js';
import { endOf, keyText, openFile, startOf } from './nodes.js';

/** The lines of a file that changed, as they may be shown: what says a secret value is not. */
export function shownLines(before: string, after: string): readonly ChangedLine[] {
  const hidden = { '-': secretLines(before), '+': secretLines(after) };
  return changedLines(before, after).map((line) =>
    hidden[line.sign].has(line.line) ? { ...line, text: SECRET_MASK } : line,
  );
}

function secretLines(text: string): ReadonlySet<number> {
  const lines = new Set<number>();
  const visit = (node: unknown): void => {
    if (isMap(node) || isSeq(node)) node.items.forEach(visit);
    if (!isPair(node)) return;
    visit(node.value);
    const key = keyText(node);
    if (isMap(node.value) || !(isSecretKey(key) || isForbiddenAttribute(key))) return;
    const [first, last] = [startOf(node.key), endOf(text, node)].map((at) => text.slice(0, at).split('\n').length);
    for (let line = first ?? 1; line <= (last ?? 1); line++) lines.add(line);
  };
  visit(openFile('', text).root);
  return lines;
}
