/** A line that two texts do not share, counted from 1 in the text that has it. */
export interface ChangedLine {
  readonly sign: '-' | '+';
  readonly line: number;
  readonly text: string;
}

/** The fewest lines that went and came, in the order of the text. Line breaks themselves are not compared. */
export function changedLines(before: string, after: string): readonly ChangedLine[] {
  const [was, is] = [linesOf(before), linesOf(after)];
  const found: ChangedLine[] = [];
  let [i, j] = [was.length, is.length];
  for (const reached of furthest(was, is).toReversed()) {
    const k = i - j;
    const isDown = k === -reached.steps || (k !== reached.steps && reached.at(k - 1) < reached.at(k + 1));
    const from = reached.steps === 0 ? 0 : isDown ? reached.at(k + 1) : reached.at(k - 1) + 1;
    // What both share lies behind the one line that this step went or came by.
    j -= i - from;
    i = from;
    if (reached.steps === 0) break;
    if (isDown) found.push({ sign: '+', line: j, text: is[--j] ?? '' });
    else found.push({ sign: '-', line: i, text: was[--i] ?? '' });
  }
  return found.toReversed();
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** How far into the first text each diagonal led before the step with this number was taken. */
interface Reached {
  readonly steps: number;
  readonly at: (diagonal: number) => number;
}

/** The greedy walk of Myers ("An O(ND) Difference Algorithm", 1986): one more line that went or came with each step. */
function furthest(was: readonly string[], is: readonly string[]): readonly Reached[] {
  const trace: Reached[] = [];
  let reached = new Map<number, number>([[1, 0]]);
  for (let steps = 0; ; steps++) {
    const known = reached;
    trace.push({ steps, at: (diagonal) => known.get(diagonal) ?? -1 });
    reached = new Map(known);
    for (let k = -steps; k <= steps; k += 2) {
      const isDown = k === -steps || (k !== steps && (known.get(k - 1) ?? -1) < (known.get(k + 1) ?? -1));
      let i = isDown ? (known.get(k + 1) ?? 0) : (known.get(k - 1) ?? 0) + 1;
      while (i < was.length && i - k < is.length && was[i] === is[i - k]) i += 1;
      reached.set(k, i);
      if (i >= was.length && i - k >= is.length) return trace;
    }
  }
}
