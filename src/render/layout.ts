import { visible, withoutCommands } from './escape.js';
import { painted, type Style, type Tone } from './style.js';

/** The sign before a line: what happens to the thing it names, or what kind of remark it is. */
export type Sign = '+' | '~' | '-' | '=' | '!' | '?';

/** One logical line, without colours and breaks. Every text in it may hold anything; laying out escapes it. */
export type Line =
  | { readonly form: 'blank' }
  /** Columns: what, a detail beside it, a quiet note behind it, and a place at the right. Never broken. */
  | {
      readonly form: 'row';
      readonly indent: number;
      readonly sign?: Sign;
      readonly text: string;
      readonly detail?: string;
      readonly note?: string;
      readonly right?: string;
      readonly tone?: Tone;
    }
  /** Phrases with commas between them, broken between phrases only. */
  | {
      readonly form: 'list';
      readonly indent: number;
      readonly sign?: Sign;
      readonly lead?: string;
      readonly items: readonly string[];
    }
  /** A sentence, broken at blanks. What begins a new line hangs below the text, or `hang` columns to the right of it. */
  | {
      readonly form: 'sentence';
      readonly indent: number;
      readonly sign?: Sign;
      readonly text: string;
      readonly tone?: Tone;
      readonly hang?: number;
    };

/** How lines become text. */
export interface LayoutOptions {
  readonly style: Style;
  /** Columns of the reader's screen; at least 40 are assumed. */
  readonly width: number;
}

/** The column in which details begin, and the one of places on a screen that is wide enough. */
const DETAIL_COLUMN = 43;
const PLACE_COLUMN = 68;

export const BLANK: Line = { form: 'blank' };

/** Finished text: broken to the width, aligned, coloured, every line free of characters that deceive. Without a line break at its end. */
export function layout(lines: readonly Line[], options: LayoutOptions): string {
  return lines.flatMap((line) => laidOut(line, options)).join('\n');
}

function laidOut(line: Line, options: LayoutOptions): readonly string[] {
  switch (line.form) {
    case 'blank':
      return [''];
    case 'row':
      return [row(line, options)];
    case 'list':
      return broken(line, listPieces(line), options);
    case 'sentence':
      return broken(
        line,
        visible(line.text)
          .split(' ')
          .map((piece, at) => (at === 0 ? piece : ` ${piece}`)),
        options,
      );
  }
}

type Row = Extract<Line, { form: 'row' }>;

function row(line: Row, { style, width }: LayoutOptions): string {
  const head = `${' '.repeat(line.indent)}${line.sign === undefined ? '' : `${line.sign} `}`;
  // A blank at the end would stay where a colour ends behind it.
  const text = visible(line.text).trimEnd();
  let plain = `${head}${text}`;
  let shown = `${painted(head, signTone(line.sign), style)}${painted(text, line.tone ?? 'none', style)}`;
  const add = (piece: string | undefined, column: number, tone: Tone): void => {
    if (piece === undefined || piece === '') return;
    const gap = ' '.repeat(Math.max(2, column - columns(plain)));
    const safe = visible(piece).trimEnd();
    plain += gap + safe;
    shown += gap + painted(safe, tone, style);
  };
  add(line.detail, DETAIL_COLUMN, 'none');
  add(line.note, 0, 'quiet');
  add(line.right, Math.min(PLACE_COLUMN, Math.max(40, width - 32)), 'quiet');
  return safeLine(plain, shown);
}

type Breaking = Extract<Line, { form: 'list' | 'sentence' }>;

function listPieces({ lead, items }: Extract<Line, { form: 'list' }>): readonly string[] {
  const pieces = items.map((item, at) => `${at === 0 ? '' : ' '}${visible(item)}${at === items.length - 1 ? '' : ','}`);
  return lead === undefined
    ? pieces
    : [`${visible(lead)}${pieces[0] === undefined ? '' : ` ${pieces[0]}`}`, ...pieces.slice(1)];
}

/** Code points, which is what most fonts give one column each; wide letters only make a line break late. */
function columns(text: string): number {
  return Array.from(text).length;
}

/** Joins pieces while they fit; what begins a new line hangs below the first one's text. */
function broken(line: Breaking, pieces: readonly string[], { style, width }: LayoutOptions): readonly string[] {
  const sign = line.sign === undefined ? '' : `${line.sign} `;
  const limit = Math.max(40, width);
  const hanging = ' '.repeat(line.indent + sign.length + (line.form === 'sentence' ? (line.hang ?? 0) : 0));
  const tone = line.form === 'sentence' ? (line.tone ?? 'none') : 'none';
  const bodies: string[] = [];
  let body = '';
  for (const piece of pieces) {
    if (body !== '' && hanging.length + columns(body) + columns(piece) > limit) {
      bodies.push(body);
      body = piece.trimStart();
    } else body += piece;
  }
  bodies.push(body);
  return bodies.map((each, at) => {
    const text = each.trimEnd();
    const head = at === 0 ? `${' '.repeat(line.indent)}${sign}` : hanging;
    return safeLine(
      head + text,
      painted(head, at === 0 ? signTone(line.sign) : 'none', style) + painted(text, tone, style),
    );
  });
}

/** The coloured line, unless the runner of a workflow would take the plain one for a command. */
function safeLine(plain: string, shown: string): string {
  const safe = withoutCommands(plain);
  return safe === plain ? shown.trimEnd() : safe.trimEnd();
}

function signTone(sign: Sign | undefined): Tone {
  switch (sign) {
    case '+':
      return 'added';
    case '~':
      return 'changed';
    case '-':
      return 'removed';
    case '!':
      return 'danger';
    case '?':
    case '=':
      return 'quiet';
    case undefined:
      return 'none';
  }
}
