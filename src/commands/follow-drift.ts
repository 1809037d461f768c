import { lstat, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { resolveDesired } from '../desired/index.js';
import { checkReferences } from '../diff/index.js';
import { driftedParts, followDrift, shownLines, type FileText, type Followed } from '../edit/index.js';
import { mapperForms } from '../export/index.js';
import { readLive } from '../live/index.js';
import {
  Failure,
  hasErrors,
  type Diagnosed,
  type DesiredState,
  type Differences,
  type LiveState,
  type SourceFile,
  type Target,
} from '../model/index.js';
import { diagnosticsJson, followedText, type FollowedDrift } from '../render/index.js';
import { openWorkTree, parseSource, readLayers } from '../source/index.js';
import { compareTarget } from './compare-target.js';
import type { LookingWorld } from './edges.js';
import { EXIT } from './exit.js';
import { loadSettings, loadTarget, type LoadedSettings, type Selection } from './load.js';
import type { Output } from './output.js';
import { otherReaders } from './other-readers.js';
import { isResolved, type ResolvedTarget } from './plan-edges.js';
import { planEdges } from './plan-scope.js';
import { refuseFiles, runTargets, type ShowDiagnostics, type TargetResult } from './run-targets.js';

export interface FollowOptions extends Selection {
  /** Whether the changed lines are only shown. */
  readonly stdout: boolean;
}

/**
 * Edits the realm files so that git follows what was changed outside it. Only reads the realm. What is new in the files and
 * waits to be applied stays as it is written.
 */
export async function followDriftInFiles(world: LookingWorld, options: FollowOptions, output: Output): Promise<number> {
  const settings = await loadSettings(world, options);
  if (hasErrors(settings.diagnostics)) return refuseFiles(output, settings.diagnostics);
  return await runTargets(settings, output, async (target, show) => {
    const loaded = await loadTarget(settings.files, target);
    if (!isResolved(loaded)) return refused(loaded, show);
    return await followTarget({ world, settings, options, output, show }, loaded);
  });
}

interface Running {
  readonly world: LookingWorld;
  readonly settings: LoadedSettings;
  readonly options: FollowOptions;
  readonly output: Output;
  readonly show: ShowDiagnostics;
}

function refused(
  { target, diagnostics }: Pick<ResolvedTarget, 'target' | 'diagnostics'>,
  show: ShowDiagnostics,
): TargetResult {
  show(diagnostics);
  return { exit: EXIT.wrongFiles, json: () => ({ target: target.name, diagnostics: diagnosticsJson(diagnostics) }) };
}

async function followTarget(running: Running, loaded: ResolvedTarget): Promise<TargetResult> {
  const { world, settings, options, output, show } = running;
  const { target } = loaded;
  const reading = world.openReading(target);
  try {
    reading.reader.readAhead();
    const { owner } = target;
    const read = await readLive(reading.reader, loaded.needs, { owner, onProgress: world.onProgress });
    const edges = planEdges({ world, settings, target, reading, given: [], scope: { due: false }, output });
    const { differences, diagnostics, live } = await compareTarget(edges, loaded, read);
    if (differences === undefined) return refused({ target, diagnostics }, show);
    show(diagnostics);
    const folder = dirname(resolve(world.folder, options.config));
    const done = await followFiles(folder, loaded, { differences, live, isDry: options.stdout });
    if (output.format === 'text') output.result(followedText(done, output.resultStyle));
    await noteOtherReaders(running, target, done);
    for (const { evidence } of read.unread) output.note(`Not read, and not followed: ${evidence}`);
    const exit = read.unread.length > 0 ? EXIT.missingRight : done.left.length > 0 ? EXIT.changes : EXIT.fine;
    return { exit, json: () => done };
  } finally {
    await reading.close();
  }
}

async function noteOtherReaders(
  { world, settings, options, output }: Running,
  { name }: Target,
  { files }: FollowedDrift,
): Promise<void> {
  if (files.length === 0 || output.format === 'json') return;
  const all = await loadSettings(world, { config: options.config, targets: [] });
  const others = all.targets.filter((other) => other.name !== name);
  const paths = files.map(({ path }) => path);
  const readers = await otherReaders(settings.files, paths, others);
  if (readers.length > 0)
    output.note(`These files are read for ${readers.join(', ')} too: plan there before you merge.`);
}

interface Found {
  readonly differences: Differences;
  readonly live: LiveState;
  readonly isDry: boolean;
}

async function followFiles(
  folder: string,
  { target, desired, commit }: ResolvedTarget,
  { differences: { changes }, live, isDry }: Found,
): Promise<FollowedDrift> {
  const nothing = { target: target.name, fields: 0, files: [], left: [], isDry };
  if (driftedParts(changes, { desired, live }).length === 0) return nothing;
  const layers = await readTexts(folder, target);
  const followed = followDrift({
    layers,
    variables: target.vars,
    desired,
    live,
    changes,
    resolve: resolverOf(target, commit, live),
    mapperForms,
  });
  const edited = editedFiles(layers, followed);
  if (!isDry) await writeEdited(folder, edited);
  return {
    ...nothing,
    fields: followed.followed.reduce((sum, { fields }) => sum + fields.length, 0),
    files: edited.map(({ path, before, text }) => ({ path, lines: shownLines(before, text) })),
    left: followed.left.map(({ address, part, fields, why }) => ({
      address,
      paths: part.form === 'gone' ? [] : fields.map(({ path }) => path),
      why,
    })),
  };
}

interface EditedFile extends FileText {
  readonly before: string;
}

function editedFiles(layers: readonly (readonly FileText[])[], followed: Followed): readonly EditedFile[] {
  const after = new Map(followed.layers.flat().map(({ path, text }) => [path, text]));
  return layers.flat().flatMap(({ path, text: before }) => {
    const text = after.get(path);
    return text === undefined || text === before ? [] : [{ path, before, text }];
  });
}

/** The stages that any plan of the files goes through, as far as they can find an error. */
function resolverOf(
  target: Target,
  commit: string,
  live: LiveState,
): (layers: readonly (readonly FileText[])[]) => Diagnosed<DesiredState> {
  const parsed = new Map<string, { readonly text: string; readonly file: Diagnosed<SourceFile> }>();
  const parse = ({ path, text }: FileText): Diagnosed<SourceFile> => {
    const known = parsed.get(path);
    if (known?.text === text) return known.file;
    const file = parseSource(path, text);
    parsed.set(path, { text, file });
    return file;
  };
  return (layers) => {
    const read = layers.map((layer) => layer.map(parse));
    const errors = read.flat().flatMap(({ diagnostics }) => diagnostics);
    const files = read.map((layer) => layer.flatMap(({ value }) => (value === undefined ? [] : [value])));
    if (hasErrors(errors) || files.flat().length < read.flat().length) return { diagnostics: errors };
    const { value, diagnostics } = resolveDesired({ layers: files, commit }, target);
    if (value === undefined) return { diagnostics };
    const all = [...diagnostics, ...checkReferences(value, live)];
    return hasErrors(all) ? { diagnostics: all } : { value, diagnostics: all };
  };
}

/** The texts of a target's realm files. Reading them as files found each to be a regular one. */
async function readTexts(folder: string, target: Target): Promise<readonly (readonly FileText[])[]> {
  const { value } = await readLayers(openWorkTree(folder), target);
  if (value === undefined) throw changedMeanwhile();
  return await Promise.all(
    value.layers.map((layer) =>
      Promise.all(layer.map(async ({ path }) => ({ path, text: await readText(join(folder, path)) }))),
    ),
  );
}

async function readText(path: string): Promise<string> {
  return (await lstat(path)).isFile() ? await readFile(path, 'utf8') : '';
}

/** Writes the edited files where all of them still say what the edit started from; else none. */
async function writeEdited(folder: string, edited: readonly EditedFile[]): Promise<void> {
  for (const { path, before } of edited) {
    if ((await readText(join(folder, path))) !== before) throw changedMeanwhile();
  }
  for (const { path, text } of edited) {
    await writeFile(join(folder, path), text).catch((cause: unknown) => {
      throw new Failure('usage', `${path} cannot be written`, { hint: 'Check the rights of the file', cause });
    });
  }
}

function changedMeanwhile(): Failure {
  return new Failure('usage', 'the realm files changed while they were edited, and were left as they are', {
    hint: 'Run it again',
  });
}
