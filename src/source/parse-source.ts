import { LineCounter } from 'yaml';
import {
  hasErrors,
  sortDiagnostics,
  type Diagnosed,
  type Diagnostic,
  type Place,
  type SourceFile,
  type SourceMap,
  type SourceNode,
} from '../model/index.js';
import { composeDocuments } from './compose-documents.js';
import { convertNode } from './convert-node.js';
import { DIAGNOSTICS_MAX, FILE_SIZE_MAX } from './limits.js';
import type { Locate } from './locate.js';
import { readUsual } from './read-usual.js';

/**
 * Parses one YAML file (1.2, core schema). Keeps the place of every part. There is a value while the text can be
 * understood, even with errors such as a duplicate key, so that all problems of a file come out at once.
 *
 * @param path how diagnostics name the file: relative to the folder of the settings, with `/`
 */
export function parseSource(path: string, text: string): Diagnosed<SourceFile> {
  if (Buffer.byteLength(text) > FILE_SIZE_MAX) return { diagnostics: [tooLarge(path)] };
  const root = readUsual(path, text);
  const parsed = root === undefined ? parseByLibrary(path, text) : { value: { path, root }, diagnostics: [] };
  if (parsed.value === undefined || MAY_SAY_BRACES.test(text)) return parsed;
  return { ...parsed, value: { ...parsed.value, hasNoBraces: true } };
}

/** Two braces, or the escape by which a text in quotes may say them. */
const MAY_SAY_BRACES = /\{\{|\\/;

/** Parses with the YAML library: everything that is YAML, and everything that is wrong with it. */
export function parseByLibrary(path: string, text: string): Diagnosed<SourceFile> {
  const lines = new LineCounter();
  const locate: Locate = (offset) => {
    const { line, col } = lines.linePos(offset);
    return { file: path, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const { documents, diagnostics: found } = composeDocuments(text, lines, locate);
  const diagnostics: Diagnostic[] = [...found];
  const [document, second] = documents;
  if (second !== undefined) diagnostics.push(severalDocuments(locate(second.range[0])));
  if (document === undefined || hasErrors(found.filter(({ code }) => code !== 'yaml-tag'))) {
    return { diagnostics: atMost(sortDiagnostics(diagnostics)) };
  }
  const converted = convertNode(document.contents, locate);
  const root = rootMap(path, converted.node, diagnostics);
  const all = atMost(sortDiagnostics([...diagnostics, ...converted.diagnostics]));
  return { ...(root === undefined ? {} : { value: { path, root } }), diagnostics: all };
}

/** Parses the bytes of a file. */
export function parseBytes(path: string, bytes: Uint8Array): Diagnosed<SourceFile> {
  const text = textOf(bytes);
  if (text === undefined) {
    return { diagnostics: [ofFile(path, 'yaml-syntax', 'the file is not UTF-8 text', 'Save it as UTF-8')] };
  }
  return parseSource(path, text.replace(/^\uFEFF/, ''));
}

/** The text of bytes, a byte order mark included; undefined where they are no UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The first diagnostics, and how many more there are: a file of 4 MiB can hold a million mistakes. */
function atMost(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const last = diagnostics[DIAGNOSTICS_MAX];
  if (last === undefined) return diagnostics;
  const message = `${diagnostics.length - DIAGNOSTICS_MAX} more mistakes in this file from here on`;
  const severity = hasErrors(diagnostics) ? 'error' : 'warning';
  return [...diagnostics.slice(0, DIAGNOSTICS_MAX), { ...last, severity, message }];
}

/** The diagnostic for a file over {@link FILE_SIZE_MAX}. */
export function tooLarge(path: string): Diagnostic {
  const hint = 'Split it; any number of files may be read for one realm';
  return ofFile(path, 'file-too-large', 'the file is larger than 4 MiB', hint);
}

/** The diagnostic for a path with nothing behind it. */
export function fileNotFound(path: string): Diagnostic {
  return ofFile(path, 'file-not-found', 'there is no such file', 'Check the path');
}

/** The diagnostic for a link, a folder, a pipe. */
export function notRegular(path: string): Diagnostic {
  return ofFile(path, 'file-not-regular', 'this is no regular file', 'Put the file itself there, not a link');
}

function ofFile(file: string, code: Diagnostic['code'], message: string, hint: string): Diagnostic {
  return { code, severity: 'error', place: { file, line: 1, column: 1 }, message, hint };
}

function severalDocuments(place: Place): Diagnostic {
  return {
    code: 'yaml-several-documents',
    severity: 'error',
    place,
    message: 'a second YAML document starts here',
    hint: 'Write one document for each file: move what follows into a file of its own',
  };
}

function rootMap(path: string, node: SourceNode | undefined, diagnostics: Diagnostic[]): SourceMap | undefined {
  if (node === undefined) return undefined;
  if (node.type === 'map') return node;
  if (node.type === 'scalar' && node.value === null) {
    return { type: 'map', entries: new Map(), place: { file: path, line: 1, column: 1 } };
  }
  diagnostics.push({
    code: 'wrong-type',
    severity: 'error',
    place: node.place,
    message: `the file holds a ${node.type === 'list' ? 'list' : 'single value'}, not a map`,
    hint: 'Start with keys, such as "clients:"',
  });
  return undefined;
}
