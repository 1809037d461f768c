import type { CST, YAMLError } from 'yaml';
import type { Diagnostic } from '../model/index.js';
import { enclosuresOf, isOpen } from './enclosures.js';
import { explainSyntax } from './explain-syntax.js';
import { SYNTAX_ERRORS_MAX } from './limits.js';
import type { Locate } from './locate.js';
import { OF_VALUES, type Mistake, type ReadText } from './mistake.js';
import { endOfBlock, hasKey, isConflict, isItem, lineFrom, lineOf, type TextLine } from './text-lines.js';

/** What the YAML library found in a text. */
export interface Parsed {
  readonly text: string;
  readonly tokens: readonly CST.Token[];
  readonly errors: readonly YAMLError[];
}

/** What is wrong with the syntax of a text: one diagnostic for each mistake, in our own words. */
export function syntaxErrors({ text, tokens, errors }: Parsed, locate: Locate): readonly Diagnostic[] {
  if (errors.length === 0) return [];
  const read = { text, texts: text.split('\n'), enclosures: enclosuresOf(tokens), locate };
  const mistakes = withoutEchoes(mistakesOf(errors, read), tokens, read);
  const explained = mistakes.slice(0, SYNTAX_ERRORS_MAX + 1).map((mistake) => explainSyntax(mistake, read));
  const last = explained[SYNTAX_ERRORS_MAX];
  if (last === undefined) return explained;
  const rest = { ...last, message: `${mistakes.length - SYNTAX_ERRORS_MAX} more syntax errors from here on` };
  return [...explained.slice(0, SYNTAX_ERRORS_MAX), rest];
}

function mistakesOf(errors: readonly YAMLError[], read: ReadText): readonly Mistake[] {
  return errors
    .filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')
    .toSorted((a, b) => a.pos[0] - b.pos[0])
    .map((error) => mistakeOf(error, read));
}

/**
 * The mistakes without what only comes of them: further errors on their line, in what is indented under it, in the lines
 * beside one that is misplaced, and behind a bracket that is not closed or what the library takes for the end of the text.
 */
function withoutEchoes(mistakes: readonly Mistake[], tokens: readonly CST.Token[], read: ReadText): readonly Mistake[] {
  const ends = new Set(tokens.filter(({ type }) => type === 'error').map(({ offset }) => offset));
  const open =
    read.enclosures.find((one) => isOpen(one) && one.opens !== one.closes)?.start ?? Number.POSITIVE_INFINITY;
  const lines = new Set<number>();
  const values = new Set<number>();
  let echoesTo = 0;
  return mistakes.filter(({ error, line, isMisplaced }) => {
    const [offset] = error.pos;
    if (OF_VALUES.has(error.code)) {
      const isFirst = !lines.has(line) && !values.has(offset);
      values.add(offset);
      return isFirst;
    }
    const isEcho = line <= echoesTo;
    const indent = lineOf(read.texts, line)?.indent ?? 0;
    if (!isEcho) echoesTo = endOfBlock(read.texts, line, isMisplaced ? indent : indent + 1);
    if (ends.has(offset) || offset > open) echoesTo = Number.POSITIVE_INFINITY;
    lines.add(line);
    return !isEcho;
  });
}

function mistakeOf(error: YAMLError, { text, texts, locate }: ReadText): Mistake {
  const [offset] = error.pos;
  const { line: number, column } = locate(offset);
  const rest = texts[number - 1]?.slice(column - 1) ?? '';
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY' && column > 1 && !hasKey(rest)) {
    // A value that goes on, on lines that are indented further, until one of them holds a key.
    return { error, line: lineWithKey(texts, number + 1), isMisplaced: true };
  }
  const isAtStart = text.slice(offset - column + 1, offset).trim() === '';
  const line = isAtStart ? lineFrom(texts, number) : undefined;
  if (line === undefined) return { error, line: number, isMisplaced: error.code === 'BAD_INDENT' };
  return { error, line: line.number, isMisplaced: isConflict(line) || isOfIndentation(error.code, line, column) };
}

/** Whether an error at the start of a line is about the column at which the line starts. */
function isOfIndentation(code: YAMLError['code'], line: TextLine, column: number): boolean {
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return column === 1 && isItem(line);
  if (code === 'MISSING_CHAR') return column === 1 && hasKey(line.content);
  return code === 'BAD_INDENT' || (code === 'UNEXPECTED_TOKEN' && !/^[}\]]/.test(line.content));
}

function lineWithKey(texts: readonly string[], from: number): number {
  for (let line = lineFrom(texts, from); line !== undefined; line = lineFrom(texts, line.number + 1)) {
    if (hasKey(line.content)) return line.number;
  }
  return from - 1;
}
