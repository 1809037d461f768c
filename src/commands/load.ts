import { basename, dirname, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { createFirstLook, readNeeds, resolveInPieces, resolveSettings } from '../desired/index.js';
import { lookAhead, readLive } from '../live/index.js';
import {
  hasErrors,
  nearest,
  sortDiagnostics,
  type DesiredState,
  type Diagnosed,
  type Diagnostic,
  type LiveState,
  type PlanNote,
  type ProgressListener,
  type ReadNeeds,
  type Settings,
  type SourceFile,
  type Target,
} from '../model/index.js';
import { readLayers, readSettingsFile, type OnFile } from '../source/index.js';
import type { RealmReader } from '../systems/keycloak/index.js';
import { readBaseSettings } from './base.js';
import type { LookingWorld } from './edges.js';
import { filesInFolder, type RunFiles } from './run-files.js';

/** Which targets of which settings a command works on. */
export interface Selection {
  /** Path of `keyplan.yaml`, relative to the world's folder. */
  readonly config: string;
  /** Names of targets; none means all. */
  readonly targets: readonly string[];
  /** The revision whose settings count, and which the files are compared with. */
  readonly base?: string;
}

/** The settings and the chosen targets, with everything that is wrong with them. */
export interface LoadedSettings {
  /** Where they come from; paths are relative to the folder of the settings. */
  readonly files: RunFiles;
  /** In the order of names. */
  readonly targets: readonly Target[];
  readonly diagnostics: readonly Diagnostic[];
  /** The commit of the base, where one was named: these are its settings. */
  readonly base?: string;
  /** What plans should say of the settings. */
  readonly notes: readonly PlanNote[];
}

/** One target's files, resolved. Without `desired` an error stands among the diagnostics. */
export interface LoadedTarget {
  readonly target: Target;
  readonly commit: string;
  readonly desired?: DesiredState;
  readonly needs?: ReadNeeds;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the settings, the base's where one is named, and picks the targets; an unknown name is a diagnostic like any other. */
export async function loadSettings(
  world: Pick<LookingWorld, 'folder' | 'files'>,
  { config, targets, base }: Selection,
): Promise<LoadedSettings> {
  const path = resolve(world.folder, config);
  const files = world.files ?? filesInFolder(dirname(path));
  const { file, notes, commit } = await readSettings(files, basename(path), base);
  const settings = file.value === undefined ? undefined : resolveSettings(file.value);
  const diagnostics = [...file.diagnostics, ...(settings?.diagnostics ?? [])];
  const known = settings?.value;
  const chosen = known === undefined ? [] : choose(known, targets, config);
  const picked = chosen.filter((one): one is Target => 'signIn' in one);
  return {
    files,
    targets: picked,
    diagnostics: sortDiagnostics([...diagnostics, ...chosen.filter((one): one is Diagnostic => 'code' in one)]),
    ...(commit === undefined ? {} : { base: commit }),
    notes,
  };
}

interface ReadSettings {
  readonly file: Diagnosed<SourceFile>;
  readonly notes: readonly PlanNote[];
  readonly commit?: string;
}

async function readSettings(files: RunFiles, name: string, base: string | undefined): Promise<ReadSettings> {
  if (base !== undefined) return await readBaseSettings(files, name, base);
  return { file: await readSettingsFile(files.tree, name), notes: [] };
}

function choose({ targets }: Settings, names: readonly string[], config: string): readonly (Target | Diagnostic)[] {
  if (names.length === 0) return [...targets.values()];
  return names.map((name) => {
    const target = targets.get(name);
    if (target !== undefined) return target;
    const [suggestion] = nearest(name, targets.keys());
    const known = [...targets.keys()].join(', ');
    return {
      code: 'unknown-target',
      severity: 'error',
      place: { file: config, line: 1, column: 1 },
      message: `there is no target "${name}"`,
      hint:
        suggestion === undefined
          ? `The targets are ${known}`
          : `Did you mean "${suggestion}"? The targets are ${known}`,
    };
  });
}

/** One target's files, and its realm, which is read as far as they ask from before they are all checked. */
export interface LoadedAndRead {
  readonly loaded: LoadedTarget;
  /** Absent where the files are wrong. */
  readonly live?: Promise<LiveState>;
}

/** Reads and resolves the files of one target, and reads the realm meanwhile. */
export async function loadWhileReading(
  { reader, onProgress }: { readonly reader: RealmReader; readonly onProgress: ProgressListener },
  files: Pick<RunFiles, 'tree'>,
  target: Target,
): Promise<LoadedAndRead> {
  const ahead = lookAhead(reader);
  const firstLook = createFirstLook();
  let live: Promise<LiveState> | undefined;
  const loaded = await loadTarget(files, target, {
    onFile: (file, part) => ahead.need(firstLook(file), part),
    onNeeds(needs) {
      live = readLive(reader, needs, { owner: target.owner, onProgress, asked: ahead.asked });
      // Files that turn out to be wrong are told of first, and then nobody asks what became of the reading.
      live.catch(() => undefined);
    },
  });
  if (loaded.desired !== undefined && live !== undefined) return { loaded, live };
  ahead.asked.end();
  return { loaded };
}

/** Who is told on the way what is known already. */
interface OnTheWay {
  readonly onFile: OnFile;
  /** Told what must be read of the realm; the files may still turn out to be wrong. */
  readonly onNeeds: (needs: ReadNeeds) => void;
}

/** Reads and resolves the files of one target. */
export async function loadTarget(
  { tree }: Pick<RunFiles, 'tree'>,
  target: Target,
  { onFile, onNeeds }: Partial<OnTheWay> = {},
): Promise<LoadedTarget> {
  const layers = await readLayers(tree, target, onFile);
  const commit = layers.value?.commit ?? 'none';
  let needs: ReadNeeds | undefined;
  const learn = (known: ReadNeeds | undefined): void => {
    if (known === undefined) return;
    needs = known;
    if (!hasErrors(layers.diagnostics)) onNeeds?.(needs);
  };
  const resolved =
    layers.value === undefined ? undefined : await withTurns(resolveInPieces(layers.value, target), learn);
  const diagnostics = sortDiagnostics([...layers.diagnostics, ...(resolved?.diagnostics ?? [])]);
  const desired = resolved?.value;
  if (desired === undefined || hasErrors(diagnostics)) return { target, commit, diagnostics };
  return { target, commit, desired, needs: needs ?? readNeeds(desired), diagnostics };
}

/** Does long work, and lets what was asked of the server ahead have its turn between two pieces of it. */
async function withTurns<P, T>(work: Generator<P, T, undefined>, onPiece: (piece: P) => void): Promise<T> {
  for (;;) {
    await setImmediate();
    const piece = work.next();
    if (piece.done === true) return piece.value;
    onPiece(piece.value);
  }
}
