import { setImmediate } from 'node:timers/promises';
import { resolveDesired } from '../desired/index.js';
import {
  Failure,
  hasErrors,
  type Address,
  type DesiredObject,
  type DesiredState,
  type Diagnostic,
  type History,
  type PlanNote,
  type SourceFile,
  type SourceLayers,
  type Target,
} from '../model/index.js';
import { openRevision, readLayers, type FileTree, type ParsedFiles } from '../source/index.js';
import type { Repository } from '../systems/git/repository.js';
import { findBase, shortCommit, withRepository } from './base.js';

/** Whose history is read. */
export interface HistoryOf {
  /** The folder of the settings. */
  readonly folder: string;
  /** Its files are found and resolved with these settings, whatever the settings were then. */
  readonly target: Target;
  /** The commit of the base; absent where none was named. */
  readonly base?: string;
  /** What is known beforehand and belongs into the plan. */
  readonly notes: readonly PlanNote[];
  /** Told what only `--verbose` shows. */
  readonly tell: (text: string) => void;
}

/** Reads what the files wanted at the base and at these commits, as marks name them. */
export type ReadHistory = (commits: ReadonlySet<string>) => Promise<History>;

/** How many commits of marks are read for one target. A realm that is applied after each merge needs one or two. */
const COMMITS_MAX = 50;

/** Makes the reader of a target's history. What it read once it knows, so that planning again costs nothing. */
export function createHistoryReader(of: HistoryOf): ReadHistory {
  const memory: Memory = {
    states: new Map(),
    parsed: new Map(),
    serials: new Map(),
    resolved: new Map(),
    objects: new Map(),
  };
  return async (commits) => {
    const named = [...commits].filter((commit) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit));
    const asked = named.slice(0, COMMITS_MAX);
    if (named.length > asked.length) {
      of.tell(
        `${named.length} commits are named by marks; the first ${COMMITS_MAX} are read, and origins that need others are unknown`,
      );
    }
    const news =
      asked.some((commit) => !memory.states.has(commit)) || (of.base !== undefined && memory.base === undefined);
    if (news) await readStates(of, asked, memory);
    const applied = asked.flatMap((commit): readonly (readonly [string, DesiredState])[] => {
      const state = memory.states.get(commit);
      return typeof state === 'object' ? [[commit, state]] : [];
    });
    const notes = [...of.notes, ...(memory.base?.notes ?? []), ...unreadNotes(asked, memory)];
    return { ...memory.base?.history, applied: new Map(applied), notes };
  };
}

/** Why the files of a commit give no desired state. */
type Unreadable = 'outside' | 'absent' | 'shallow' | 'broken';

interface Memory {
  readonly states: Map<string, DesiredState | Unreadable>;
  base?: BaseHistory;
  readonly parsed: ParsedFiles;
  /** A number for each parsed file, and what the same files in the same layers gave: most commits change other files. */
  readonly serials: Map<SourceFile, number>;
  readonly resolved: Map<string, Resolved>;
  /** One object for all revisions in which it says the same, or fifty revisions would be held in memory fifty times. */
  readonly objects: Map<string, DesiredObject>;
}

interface BaseHistory {
  readonly history: Pick<History, 'base' | 'brokenBase'>;
  readonly notes: readonly PlanNote[];
}

interface Resolved {
  readonly desired?: DesiredState;
  readonly diagnostics: readonly Diagnostic[];
}

async function readStates(of: HistoryOf, asked: readonly string[], memory: Memory): Promise<void> {
  await withRepository(of.folder, async (repository) => {
    if (of.base !== undefined && memory.base === undefined)
      memory.base = await readBase(of, of.base, repository, memory);
    for (const commit of asked) {
      if (!memory.states.has(commit))
        memory.states.set(commit, await readApplied(of.target, commit, repository, memory));
    }
  });
}

async function readBase(
  of: HistoryOf,
  base: string,
  repository: Repository | undefined,
  memory: Memory,
): Promise<BaseHistory> {
  const { commit, files } = await findBase(repository, base);
  const { desired, diagnostics } = await resolveAt(of.target, files(memory.parsed), memory);
  if (desired !== undefined) return { history: { base: { commit, desired } }, notes: [] };
  const [first] = diagnostics.filter(({ severity }) => severity === 'error');
  const where = first === undefined ? '' : `, the first at ${first.place.file}:${first.place.line}: ${first.message}`;
  const text = `the realm files of the base ${shortCommit(commit)} have errors${where}; what this revision changes cannot be told from what was there before`;
  return { history: { brokenBase: commit }, notes: [{ text }] };
}

async function readApplied(
  target: Target,
  commit: string,
  repository: Repository | undefined,
  memory: Memory,
): Promise<DesiredState | Unreadable> {
  if (repository === undefined) return 'outside';
  const absent = repository.isShallow ? 'shallow' : 'absent';
  try {
    const revision = await repository.find(commit);
    if (revision === undefined) return absent;
    const { desired } = await resolveAt(target, openRevision(repository, revision, memory.parsed), memory);
    return desired === undefined ? 'broken' : withSharedObjects(desired, memory);
  } catch (error) {
    // A partial clone lacks files: nothing to fail for, since only an origin is not known then.
    if (error instanceof Failure) return absent;
    throw error;
  }
}

/** A pattern that matched nothing then is no mistake: the layer is newer. */
async function resolveAt(target: Target, tree: FileTree, memory: Memory): Promise<Resolved> {
  const files = target.files.map((pattern) => ({ ...pattern, optional: true }));
  const { value, diagnostics } = await readLayers(tree, { files });
  if (value === undefined || hasErrors(diagnostics)) return { diagnostics };
  const key = keyOf(value, memory.serials);
  const known = memory.resolved.get(key);
  if (known !== undefined) return known;
  await setImmediate();
  const { value: desired, diagnostics: found } = resolveDesired(value, target);
  const resolved = { diagnostics: found, ...(desired === undefined || hasErrors(found) ? {} : { desired }) };
  memory.resolved.set(key, resolved);
  return resolved;
}

function keyOf({ layers }: SourceLayers, serials: Map<SourceFile, number>): string {
  const serial = (file: SourceFile): number => {
    const known = serials.get(file) ?? serials.size;
    serials.set(file, known);
    return known;
  };
  return layers.map((layer) => layer.map(serial).join()).join(';');
}

/** The digest covers every fact; the rest of an entry, such as its place, is not asked of an old revision. */
function withSharedObjects(desired: DesiredState, { objects }: Memory): DesiredState {
  const shared = [...desired.objects].map(([address, object]): [Address, DesiredObject] => {
    const key = `${address} ${object.digest}`;
    const known = objects.get(key) ?? object;
    objects.set(key, known);
    return [address, known];
  });
  return { ...desired, objects: new Map(shared) };
}

const UNREADABLE: Readonly<Record<Unreadable, (commits: string) => string>> = {
  outside: (commits) =>
    `these files are in no git repository, and marks name ${commits}; where those differences come from is unknown`,
  shallow: (commits) =>
    `this clone is shallow and lacks ${commits}, which marks name; fetch the whole history (fetch-depth: 0) to tell where those differences come from`,
  absent: (commits) => `this clone lacks ${commits}, which marks name; where those differences come from is unknown`,
  broken: (commits) =>
    `the realm files of ${commits}, which marks name, are not valid under the settings of today; where those differences come from is unknown`,
};

function unreadNotes(asked: readonly string[], { states }: Memory): readonly PlanNote[] {
  return (['outside', 'shallow', 'absent', 'broken'] as const).flatMap((why) => {
    const commits = asked.filter((commit) => states.get(commit) === why).map(shortCommit);
    const named = `commit${commits.length === 1 ? '' : 's'} ${commits.slice(0, NAMED_MAX).join(', ')}`;
    const more = commits.length > NAMED_MAX ? ` and ${commits.length - NAMED_MAX} more` : '';
    return commits.length === 0 ? [] : [{ text: UNREADABLE[why](`${named}${more}`) }];
  });
}

/** How many commits a note names. */
const NAMED_MAX = 5;
