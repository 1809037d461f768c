/** A line as indentation sees it; comments and empty lines are none. */
export interface TextLine {
  /** From 1. */
  readonly number: number;
  /** How many blanks stand before its content. */
  readonly indent: number;
  /** Without the blanks around it. */
  readonly content: string;
}

/** A column at which a line may start, because one above it does that is still open. */
export interface Level {
  /** The blanks before it. */
  readonly indent: number;
  /** The line that starts there. */
  readonly line: TextLine;
  /** Whether a list item starts there; else it is a key. */
  readonly isItem: boolean;
}

/** The line with that number, counted from 1; undefined where it is empty, a comment, or behind the end. */
export function lineOf(texts: readonly string[], number: number): TextLine | undefined {
  const text = texts[number - 1] ?? '';
  const content = text.trim();
  if (content === '' || content.startsWith('#')) return undefined;
  return { number, indent: /^ */.exec(text)?.[0].length ?? 0, content };
}

/** The first line from that number on that holds something. */
export function lineFrom(texts: readonly string[], number: number): TextLine | undefined {
  for (let next = number; next <= texts.length; next += 1) {
    const line = lineOf(texts, next);
    if (line !== undefined) return line;
  }
  return undefined;
}

/** The number of the last line before the first one below `number` that has fewer blanks than `indent`. */
export function endOfBlock(texts: readonly string[], number: number, indent: number): number {
  for (let next = number + 1; next <= texts.length; next += 1) {
    const line = lineOf(texts, next);
    if (line !== undefined && line.indent < indent) return next - 1;
  }
  return texts.length;
}

/** Where the lines above this one start that are still open, the deepest first. */
export function levelsAbove(texts: readonly string[], number: number): readonly Level[] {
  const levels: Level[] = [];
  for (let above = number - 1; above > 0 && !isOutermost(levels.at(-1)); above -= 1) {
    const line = lineOf(texts, above);
    if (line === undefined) continue;
    const last = levels.at(-1);
    // The items of a list may start where its key does.
    const isOpen = last === undefined || line.indent < last.indent || (last.isItem && line.indent === last.indent);
    if (isOpen && !(last?.isItem === true && isItem(line) && line.indent === last.indent))
      levels.push(...levelsOf(line));
  }
  return levels;
}

/** Whether a line is an item of a list. */
export function isItem({ content }: TextLine): boolean {
  return /^-(?:\s|$)/.test(content);
}

/** Whether a text holds a key: a colon that ends it, or a blank behind one. */
export function hasKey(text: string): boolean {
  return /:(?:\s|$)/.test(text);
}

/** Whether a line is one of those that git leaves where two sides changed the same. */
export function isConflict({ indent, content }: TextLine): boolean {
  return indent === 0 && /^(?:<{7}|={7}|>{7})(?: |$)/.test(content);
}

function levelsOf(line: TextLine): readonly Level[] {
  if (!isItem(line)) return [{ indent: line.indent, line, isItem: false }];
  const inner = line.content.slice(1).trimStart();
  const item = { indent: line.indent, line, isItem: true };
  const key = { indent: line.indent + line.content.length - inner.length, line, isItem: false };
  return hasKey(inner) ? [key, item] : [item];
}

function isOutermost(level: Level | undefined): boolean {
  return level !== undefined && level.indent === 0 && !level.isItem;
}
