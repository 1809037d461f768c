import { compareText, type Diagnostic, type FilePattern } from '../model/index.js';
import { CLOSED_FOLDERS, parsePattern, type PatternSegment } from './file-pattern.js';
import type { FileTree } from './file-tree.js';
import { NAMES_MAX } from './limits.js';

/** What a pattern found. */
export interface FoundFiles {
  /** In the order of paths. Regular files only. */
  readonly paths: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The files of a tree that fit a pattern. Symbolic links are never followed: one that fits, or a folder that the
 * pattern would go through, is a diagnostic. A walker of our own, because `fs.glob` passes over such links in silence.
 */
export async function findFiles(tree: FileTree, pattern: FilePattern): Promise<FoundFiles> {
  const segments = parsePattern(pattern);
  if ('code' in segments) return { paths: [], diagnostics: [segments] };
  const walk: Walk = { tree, pattern, paths: new Set(), diagnostics: new Map(), namesLeft: NAMES_MAX };
  await visit(walk, '', segments);
  if (walk.namesLeft < 0) return { paths: [], diagnostics: [goesTooFar(pattern)] };
  const paths = [...walk.paths].sort(compareText);
  const diagnostics = [...walk.diagnostics.values()];
  if (paths.length === 0 && diagnostics.length === 0 && !pattern.optional) diagnostics.push(matchesNothing(pattern));
  return { paths, diagnostics };
}

interface Walk {
  readonly tree: FileTree;
  readonly pattern: FilePattern;
  readonly paths: Set<string>;
  /** By path, so that two ways to one link are one diagnostic. */
  readonly diagnostics: Map<string, Diagnostic>;
  /** Below zero it went too far, and goes no further. */
  namesLeft: number;
}

/** Goes on in the folder `at` with what is left of the pattern. */
async function visit(walk: Walk, at: string, [segment, ...rest]: readonly PatternSegment[]): Promise<void> {
  if (segment === undefined) return;
  // Folders of one pattern are read one after the other: a repository has few, and the order of diagnostics stays.
  if (segment === '**' && rest.length > 0) await visit(walk, at, rest);
  for (const name of await walk.tree.namesIn(at)) {
    walk.namesLeft -= 1;
    if (walk.namesLeft < 0) return;
    const path = at === '' ? name : `${at}/${name}`;
    if (segment === '**') {
      if (!name.startsWith('.')) await descend(walk, path, ['**', ...rest], rest.length === 0);
    } else if (segment.matches(name)) {
      await descend(walk, path, rest, rest.length === 0);
    }
  }
}

/** Takes `path` as a file where the pattern ends there, and goes into it where it is a folder. */
async function descend(walk: Walk, path: string, rest: readonly PatternSegment[], isLast: boolean): Promise<void> {
  if (CLOSED_FOLDERS.has(nameOf(path).toLowerCase())) return refuse(walk, path, 'is closed to realm files');
  const kind = await walk.tree.kindOf(path);
  if (kind === 'folder') return visit(walk, path, rest);
  if (kind === 'file' && isLast) walk.paths.add(path);
  if (kind === 'link' && (isLast || (await walk.tree.leadsToFolder(path)))) refuse(walk, path, 'is a symbolic link');
  if (kind === 'submodule') refuse(walk, path, 'is a submodule, whose files this repository does not hold');
  if (kind === 'other' && isLast) refuse(walk, path, 'is no regular file');
}

function refuse(walk: Walk, path: string, what: string): void {
  walk.diagnostics.set(path, {
    code: what === 'is closed to realm files' ? 'file-outside-repository' : 'file-not-regular',
    severity: 'error',
    place: { file: path, line: 1, column: 1 },
    message: `"${path}" ${what}`,
    hint: 'Realm files are regular files below the folder of the settings; put the file itself there',
    related: [{ place: walk.pattern.place, message: `the pattern "${walk.pattern.pattern}" finds it` }],
  });
}

function matchesNothing({ pattern, place }: FilePattern): Diagnostic {
  return {
    code: 'pattern-matches-nothing',
    severity: 'error',
    place,
    message: `the pattern "${pattern}" matches no file`,
    hint: `Correct the pattern, or write { pattern: "${pattern}", optional: true } where that may be so`,
  };
}

function goesTooFar({ pattern, place }: FilePattern): Diagnostic {
  return {
    code: 'too-many-files',
    severity: 'error',
    place,
    message: `the pattern "${pattern}" goes past more than ${NAMES_MAX} files and folders`,
    hint: 'Name the folder of the realm files in the pattern, and keep other files out of it',
  };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
