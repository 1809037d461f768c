/** A line that two texts do not share, counted from 1 in the text that has it. */
export interface ChangedLine {
  readonly sign: '-' | '+';
  readonly line: number;
  readonly text: string;
}

/** The lines that went and those that came, in the order of the text. Line breaks themselves are not compared. */
export function changedLines(before: string, after: string): readonly ChangedLine[] {
  const [was, is] = [linesOf(before), linesOf(after)];
  const found: ChangedLine[] = [];
  let [i, j] = [0, 0];
  while (i < was.length || j < is.length) {
    if (was[i] === is[j] && i < was.length && j < is.length) {
      i += 1;
      j += 1;
      continue;
    }
    const [gone, come] = nextMeeting(was.slice(i), is.slice(j));
    for (let at = 0; at < gone; at++) found.push({ sign: '-', line: i + at + 1, text: was[i + at] ?? '' });
    for (let at = 0; at < come; at++) found.push({ sign: '+', line: j + at + 1, text: is[j + at] ?? '' });
    i += gone;
    j += come;
  }
  return found;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** How many lines of each side must be passed over until both go on alike, as few as possible. */
function nextMeeting(was: readonly string[], is: readonly string[]): readonly [number, number] {
  for (let sum = 1; sum <= was.length + is.length; sum++) {
    for (let gone = Math.max(0, sum - is.length); gone <= Math.min(sum, was.length); gone++) {
      const come = sum - gone;
      if (meets(was.slice(gone, gone + ALIKE), is.slice(come, come + ALIKE))) return [gone, come];
    }
  }
  return [was.length, is.length];
}

/** One line alone, such as an empty one, is often the same by chance. */
const ALIKE = 2;

function meets(was: readonly string[], is: readonly string[]): boolean {
  return was.length === is.length && was.every((line, index) => line === is[index]);
}
