import { compareText, type SourceMap, type SourceNode } from '../model/index.js';

/** How many keys deep a difference is named: deep enough for `targets.prod.server`. */
const DEPTH = 3;

/** The keys under which two files say different things, joined by dots and in order. Order, comments and spelling are no difference. */
export function changedKeys(before: SourceMap, after: SourceMap, depth = DEPTH): readonly string[] {
  const keys = [...new Set([...before.entries.keys(), ...after.entries.keys()])].sort(compareText);
  return keys.flatMap((key) => {
    const [was, is] = [before.entries.get(key)?.value, after.entries.get(key)?.value];
    if (plain(was) === plain(is)) return [];
    if (depth === 1 || was?.type !== 'map' || is?.type !== 'map') return [key];
    return changedKeys(was, is, depth - 1).map((below) => `${key}.${below}`);
  });
}

/** What a node says, without places, as text to compare by. */
function plain(node: SourceNode | undefined): string {
  switch (node?.type) {
    case undefined:
      return '';
    case 'scalar':
      return JSON.stringify(node.value);
    case 'list':
      return `[${node.items.map(plain).join()}]`;
    case 'map': {
      const entries = [...node.entries].map(([key, { value }]) => `${JSON.stringify(key)}:${plain(value)}`);
      return `{${entries.sort(compareText).join()}}`;
    }
  }
}
