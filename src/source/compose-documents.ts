import { Composer, CST, Lexer, Parser, type Document, type LineCounter, type ParsedNode } from 'yaml';
import type { Diagnostic } from '../model/index.js';
import { DEPTH_MAX } from './limits.js';
import type { Locate } from './locate.js';
import { syntaxErrors } from './syntax-errors.js';

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
  const errors = documents.flatMap((document) => document.errors);
  diagnostics.push(...syntaxErrors({ text, tokens, errors }, locate));
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
