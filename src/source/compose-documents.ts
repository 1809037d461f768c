import { Composer, CST, Lexer, Parser, type Document, type LineCounter, type ParsedNode, type YAMLError } from 'yaml';
import type { Diagnostic } from '../model/index.js';
import { DEPTH_MAX, SYNTAX_ERRORS_MAX } from './limits.js';
import type { Locate } from './locate.js';

type ComposedDocument = Document.Parsed<ParsedNode>;

/** The documents of a text, and what is wrong with its syntax. With an error other than `yaml-tag` there is nothing to go on with. */
export function composeDocuments(
  text: string,
  lines: LineCounter,
  locate: Locate,
): { readonly documents: readonly ComposedDocument[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const tokens = readTokens(text, lines, (code, offset) => diagnostics.push(refusal(code, locate, offset)));
  if (tokens === undefined) return { documents: [], diagnostics };
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    strict: true,
    // Duplicate keys are found while converting, where both places are known and a long map costs no square.
    uniqueKeys: false,
    resolveKnownTags: false,
    logLevel: 'silent',
  });
  const documents = [...composer.compose(tokens, true, text.length)] as ComposedDocument[];
  diagnostics.push(...syntaxErrors(text, documents, locate));
  return { documents, diagnostics };
}

type TokenRefusal = 'yaml-tag' | 'yaml-too-deep' | 'directive';

/** The tokens, or undefined when they nest too deep: then reading stops at once, because the parser's time grows with the square of the depth. */
function readTokens(
  text: string,
  lines: LineCounter,
  refuse: (code: TokenRefusal, offset: number) => void,
): readonly CST.Token[] | undefined {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  let isText = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (!isText && lexeme.startsWith('!')) refuse('yaml-tag', parser.offset);
    if (!isText && lexeme.startsWith('%')) refuse('directive', parser.offset);
    isText = !isText && lexeme === CST.SCALAR;
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > DEPTH_MAX && depthOf(parser.stack) > DEPTH_MAX) {
      refuse('yaml-too-deep', parser.offset - lexeme.length);
      return undefined;
    }
  }
  tokens.push(...parser.end());
  return tokens;
}

function depthOf(stack: readonly CST.Token[]): number {
  return stack.filter(({ type }) => type === 'block-map' || type === 'block-seq' || type === 'flow-collection').length;
}

function refusal(code: TokenRefusal, locate: Locate, offset: number): Diagnostic {
  const [message, hint] = REFUSALS[code];
  return {
    code: code === 'directive' ? 'yaml-syntax' : code,
    severity: 'error',
    place: locate(offset),
    message,
    hint,
  };
}

const REFUSALS: Readonly<Record<TokenRefusal, readonly [message: string, hint: string]>> = {
  'yaml-tag': ['a YAML tag is not taken', 'Remove the tag; put text in quotes where a number would be read'],
  'yaml-too-deep': [
    `maps and lists lie more than ${DEPTH_MAX} deep in each other`,
    'Write it flatter; no field of a realm file needs half of that',
  ],
  directive: ['a YAML directive is not taken', 'Remove the line; files are YAML 1.2'],
};

function syntaxErrors(text: string, documents: readonly ComposedDocument[], locate: Locate): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const lines = new Set<string>();
  for (const error of documents.flatMap((document) => document.errors)) {
    if (error.code === 'TAG_RESOLVE_FAILED') continue;
    const diagnostic = tabError(text, error, locate) ?? syntaxError(error, locate);
    // One mistake often makes several errors at one spot; the first says what it is.
    const spot = `${diagnostic.place.line}:${diagnostic.code === 'yaml-tab' ? 0 : diagnostic.place.column}`;
    if (lines.has(spot)) continue;
    lines.add(spot);
    diagnostics.push(diagnostic);
  }
  const last = diagnostics[SYNTAX_ERRORS_MAX];
  if (last === undefined) return diagnostics;
  const more = diagnostics.length - SYNTAX_ERRORS_MAX;
  const rest = { ...last, message: `${more} more syntax errors from here on` };
  return [...diagnostics.slice(0, SYNTAX_ERRORS_MAX), rest];
}

/** An error on a line that a tab indents is about the tab, whatever the parser stumbled over. */
function tabError(text: string, error: YAMLError, locate: Locate): Diagnostic | undefined {
  const [offset] = error.pos;
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(start, start + 200))?.[0] ?? '';
  const tab = indentation.indexOf('\t');
  if (tab < 0) return undefined;
  return {
    code: 'yaml-tab',
    severity: 'error',
    place: locate(start + tab),
    message: 'a tab indents this line',
    hint: 'Indent with blanks; YAML takes no tabs there',
  };
}

function syntaxError(error: YAMLError, locate: Locate): Diagnostic {
  const message = error.message.replace(/\.$/, '');
  return {
    code: 'yaml-syntax',
    severity: 'error',
    place: locate(error.pos[0]),
    message: message.slice(0, 1).toLowerCase() + message.slice(1),
    hint: SYNTAX_HINTS[error.code] ?? 'Look at the quotes, brackets and indentation here and on the line before',
  };
}

const SYNTAX_HINTS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  BAD_ALIAS: 'Put text that starts with * in quotes',
  BAD_DQ_ESCAPE: 'Write a backslash as \\\\, or use single quotes',
  BAD_INDENT: 'Close the bracket, or indent the line further',
  BAD_SCALAR_START: 'Put the text in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'Put text that holds ": " in quotes, or start a new line',
  MISSING_CHAR: 'Close what was opened before, or add the missing ":"',
  MULTILINE_IMPLICIT_KEY: 'Write the key and its ":" on one line',
};
