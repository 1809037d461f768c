import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { shownLines } from '../edit/index.js';
import { Failure, hasErrors, type Target } from '../model/index.js';
import { followedText, type FollowedDrift } from '../render/index.js';
import type { FileTree } from '../source/index.js';
import { changedMeanwhile, editForDrift, type EditedFile } from './drift-edit.js';
import type { LookingWorld } from './edges.js';
import { EXIT } from './exit.js';
import { loadSettings, loadTarget, type LoadedSettings, type Selection } from './load.js';
import type { Output } from './output.js';
import { otherReaders } from './other-readers.js';
import { isResolved, type ResolvedTarget } from './plan-edges.js';
import { refuseFiles, runTargets, wrongFiles, type ShowDiagnostics, type TargetResult } from './run-targets.js';

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
    if (isResolved(loaded)) return await followTarget({ world, settings, options, output, show }, loaded);
    show(loaded.diagnostics);
    return wrongFiles(output, loaded);
  });
}

interface Running {
  readonly world: LookingWorld;
  readonly settings: LoadedSettings;
  readonly options: FollowOptions;
  readonly output: Output;
  readonly show: ShowDiagnostics;
}

async function followTarget(running: Running, loaded: ResolvedTarget): Promise<TargetResult> {
  const { world, settings, options, output, show } = running;
  const { target } = loaded;
  const { edit, diagnostics, unread } = await editForDrift(running, loaded);
  show(diagnostics);
  if (edit === undefined) return wrongFiles(output, { target, diagnostics });
  const { fields, left, files } = edit;
  if (!options.stdout) {
    await writeEdited(dirname(resolve(world.folder, options.config)), settings.files.tree, files);
  }
  const done: FollowedDrift = {
    target: target.name,
    fields,
    files: files.map(({ path, before, text }) => ({ path, lines: shownLines(before, text) })),
    left,
    isDry: options.stdout,
  };
  if (output.format === 'text') output.result(followedText(done, output.resultStyle));
  await noteOtherReaders(running, target, done);
  for (const { evidence } of unread) output.note(`Not read, and not followed: ${evidence}`);
  const exit = unread.length > 0 ? EXIT.missingRight : left.length > 0 ? EXIT.changes : EXIT.fine;
  return { exit, json: () => done };
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

/** Writes the edited files where all of them still say what the edit started from; else none. */
async function writeEdited(folder: string, tree: FileTree, edited: readonly EditedFile[]): Promise<void> {
  for (const { path, before } of edited) {
    if ((await tree.text(path)) !== before) throw changedMeanwhile();
  }
  for (const { path, text } of edited) {
    await writeFile(join(folder, path), text).catch((cause: unknown) => {
      throw new Failure('usage', `${path} cannot be written`, { hint: 'Check the rights of the file', cause });
    });
  }
}
