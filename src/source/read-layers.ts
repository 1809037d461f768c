import { setImmediate } from 'node:timers/promises';
import {
  countValues,
  hasErrors,
  sortDiagnostics,
  VALUES_MAX,
  type Diagnosed,
  type Diagnostic,
  type FilePattern,
  type SourceFile,
  type SourceLayers,
  type Target,
} from '../model/index.js';
import type { FileTree, Parse } from './file-tree.js';
import { findFiles } from './find-files.js';

/** How many files are read at a time; parsing is what takes the time, and it is one after the other anyway. */
const READS_AT_A_TIME = 8;

/** Told of each file without errors so far, and which part of all files has been looked at by now: more than 0 and up to 1. */
export type OnFile = (file: SourceFile, part: number) => void;

/**
 * Reads the realm files of a target, a layer for each of its patterns, and the commit they are from. There is a value
 * when every file could be understood, be it with errors, so that later stages can add theirs.
 */
export async function readLayers(
  tree: FileTree,
  target: Pick<Target, 'files'>,
  onFile: OnFile = () => undefined,
): Promise<Diagnosed<SourceLayers>> {
  const diagnostics: Diagnostic[] = [];
  const layers: string[][] = [];
  const patternOf = new Map<string, FilePattern>();
  for (const pattern of target.files) {
    const found = await findFiles(tree, pattern);
    diagnostics.push(...found.diagnostics);
    const layer: string[] = [];
    for (const path of found.paths) {
      const first = patternOf.get(path);
      if (first === undefined) {
        patternOf.set(path, pattern);
        layer.push(path);
      } else {
        diagnostics.push(inTwoLayers(path, first, pattern));
      }
    }
    layers.push(layer);
  }
  const wasFound = diagnostics.length === 0;
  const paths = new Set(patternOf.keys());
  const [files, commit] = await Promise.all([readAll(tree, [...paths], onFile), tree.commit(paths)]);
  for (const file of files.values()) diagnostics.push(...file.diagnostics);
  const sorted = sortDiagnostics(diagnostics);
  const parsed = layers.map((layer) => layer.map((path) => files.get(path)?.value));
  if (!wasFound || parsed.some((layer) => layer.includes(undefined))) return { diagnostics: sorted };
  const whole = parsed.map((layer) => layer.filter((file) => file !== undefined));
  return { value: { layers: whole, commit }, diagnostics: sorted };
}

async function readAll(
  tree: FileTree,
  paths: readonly string[],
  onFile: OnFile,
): Promise<ReadonlyMap<string, Diagnosed<SourceFile>>> {
  const files = new Map<string, Diagnosed<SourceFile>>();
  let values = 0;
  for (let start = 0; start < paths.length; start += READS_AT_A_TIME) {
    const some = paths.slice(start, start + READS_AT_A_TIME);
    const read = await Promise.all(some.map(async (path): Promise<[string, Parse]> => [path, await tree.read(path)]));
    for (const [path, parse] of read) {
      // Parsing takes long; whoever waits for the network meanwhile gets a turn after each file.
      await setImmediate();
      const file = parse();
      values += file.value === undefined ? 0 : countValues(file.value.root);
      if (values > VALUES_MAX) return files.set(path, { diagnostics: [tooManyValues(path)] });
      files.set(path, file);
      if (file.value !== undefined && !hasErrors(file.diagnostics)) onFile(file.value, files.size / paths.length);
    }
  }
  return files;
}

function tooManyValues(file: string): Diagnostic {
  return {
    code: 'too-many-values',
    severity: 'error',
    place: { file, line: 1, column: 1 },
    message: `with this file, the files of the target stand for more than ${VALUES_MAX} values`,
    hint: 'Use a template instead of aliases, or spread the objects over several targets',
  };
}

function inTwoLayers(path: string, first: FilePattern, second: FilePattern): Diagnostic {
  return {
    code: 'file-in-two-layers',
    severity: 'error',
    place: second.place,
    message: `"${path}" is found by this pattern and by an earlier one`,
    hint: 'Make the patterns so that each file belongs to one layer',
    related: [{ place: first.place, message: `the pattern "${first.pattern}" finds it first` }],
  };
}
