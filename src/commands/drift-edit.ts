import { resolveDesired } from '../desired/index.js';
import { checkReferences } from '../diff/index.js';
import { driftedParts, followDrift, type FileText, type Followed } from '../edit/index.js';
import { mapperForms } from '../export/index.js';
import { readLive } from '../live/index.js';
import {
  Failure,
  hasErrors,
  type DesiredState,
  type Diagnosed,
  type Diagnostic,
  type Differences,
  type LiveState,
  type SourceFile,
  type Target,
} from '../model/index.js';
import type { FollowedDrift } from '../render/index.js';
import { parseSource, readLayers, type FileTree } from '../source/index.js';
import { compareTarget } from './compare-target.js';
import type { LookingWorld } from './edges.js';
import type { LoadedSettings } from './load.js';
import type { Output } from './output.js';
import { planEdges, type ResolvedTarget } from './plan-edges.js';

/** A realm file, and what it would say if it followed the realm. */
export interface EditedFile extends FileText {
  readonly before: string;
}

/** How realm files are edited so that they say what was changed outside git. */
export interface DriftEdit extends Pick<FollowedDrift, 'fields' | 'left'> {
  readonly files: readonly EditedFile[];
}

/** Without `edit` an error stands among the diagnostics. */
export interface EditedTarget {
  readonly diagnostics: readonly Diagnostic[];
  readonly edit?: DriftEdit;
  /** What could not be read, and is not followed. */
  readonly unread: LiveState['unread'];
}

/** What the edit of a target's files is made of. */
export interface Editing {
  readonly world: LookingWorld;
  readonly settings: LoadedSettings;
  readonly output: Pick<Output, 'note' | 'verbose'>;
}

/**
 * Reads the realm, and says how the files of a target follow what was changed outside git. Writes nothing. What is new in
 * the files and waits to be applied stays as it is written.
 */
export async function editForDrift(editing: Editing, loaded: ResolvedTarget): Promise<EditedTarget> {
  const { world, settings, output } = editing;
  const { target } = loaded;
  const reading = world.openReading(target);
  try {
    reading.reader.readAhead();
    const { owner } = target;
    const read = await readLive(reading.reader, loaded.needs, { owner, onProgress: world.onProgress });
    const { unread } = read;
    const edges = planEdges({ world, settings, target, reading, given: [], scope: { due: false }, output });
    const { differences, diagnostics, live } = await compareTarget(edges, loaded, read);
    if (differences === undefined) return { diagnostics, unread };
    return { diagnostics, unread, edit: await editFiles(settings.files.tree, loaded, { differences, live }) };
  } finally {
    await reading.close();
  }
}

interface Found {
  readonly differences: Differences;
  readonly live: LiveState;
}

async function editFiles(
  tree: FileTree,
  { target, desired, commit }: ResolvedTarget,
  { differences: { changes }, live }: Found,
): Promise<DriftEdit> {
  if (driftedParts(changes, { desired, live }).length === 0) return { fields: 0, files: [], left: [] };
  const layers = await readTexts(tree, target);
  const followed = followDrift({
    layers,
    variables: target.vars,
    desired,
    live,
    changes,
    resolve: resolverOf(target, commit, live),
    mapperForms,
  });
  return {
    fields: followed.followed.reduce((sum, { fields }) => sum + fields.length, 0),
    files: editedFiles(layers, followed),
    left: followed.left.map(({ address, part, fields, why }) => ({
      address,
      paths: part.form === 'gone' ? [] : fields.map(({ path }) => path),
      why,
    })),
  };
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
async function readTexts(tree: FileTree, target: Target): Promise<readonly (readonly FileText[])[]> {
  const { value } = await readLayers(tree, target);
  if (value === undefined) throw changedMeanwhile();
  return await Promise.all(
    value.layers.map((layer) =>
      Promise.all(layer.map(async ({ path }) => ({ path, text: (await tree.text(path)) ?? '' }))),
    ),
  );
}

/** Somebody else edits the files that are being edited. */
export function changedMeanwhile(): Failure {
  return new Failure('usage', 'the realm files changed while they were edited, and were left as they are', {
    hint: 'Run it again',
  });
}
