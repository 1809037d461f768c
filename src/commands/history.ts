import { setImmediate } from 'node:timers/promises';
import { resolveDesired } from '../desired/index.js';
import {
  compareText,
  Failure,
  hasErrors,
  type Address,
  type AppliedObject,
  type AskedCommit,
  type DesiredObject,
  type DesiredState,
  type Diagnostic,
  type History,
  type HistoryNeeds,
  type PlanNote,
  type SourceFile,
  type SourceLayers,
  type Target,
} from '../model/index.js';
import { openRevision, readLayers, type FileTree, type ParsedFiles } from '../source/index.js';
import type { Repository, Revision } from '../systems/git/repository.js';
import { findBase, shortCommit } from './base.js';
import type { RunFiles } from './run-files.js';

/** Whose history is read. */
export interface HistoryOf {
  readonly files: Pick<RunFiles, 'withRepository'>;
  /** Its files are found and resolved with these settings, whatever the settings were then. */
  readonly target: Target;
  /** The commit of the base; absent where none was named. */
  readonly base?: string;
  /** What is known beforehand and belongs into the plan. */
  readonly notes: readonly PlanNote[];
  /** Told what only `--verbose` shows. */
  readonly tell: (text: string) => void;
}

/** Reads what the files wanted at the base, and at as many of these commits as tell what can be told. */
export type ReadHistory = (needs: HistoryNeeds) => Promise<History>;

/** How many commits of marks are read for one target. A realm that is applied after each merge needs one or two. */
const COMMITS_MAX = 50;

/** How many are looked up, which is cheap, to find the newest. */
const NAMES_MAX = 1000;

/**
 * After how many commits in a row that hold nothing as the marks say no more are read: then it is not the commits, but
 * variables of the settings, or what this version writes for a type, that give other digests than before.
 */
const MISSES_MAX = 8;

/** How many of the newest commits tell what was applied lately: of those that were applied as a whole, and of others. */
const NEWEST = { whole: 3, partial: 1 };

/** Makes the reader of a target's history. What it read once it knows, so that planning again costs nothing. */
export function createHistoryReader(of: HistoryOf): ReadHistory {
  const memory: Memory = {
    states: new Map(),
    parsed: new Map(),
    serials: new Map(),
    resolved: new Map(),
    objects: new Map(),
    looked: new Set(),
  };
  return async ({ commits, wantsNewest }) => {
    const named = commits.filter(({ commit }) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)).slice(0, NAMES_MAX);
    const isNew = ({ commit, objects }: AskedCommit): boolean =>
      !memory.looked.has(commit) || (!memory.states.has(commit) && !objects.every((object) => isKnown(object, memory)));
    if (named.some(isNew) || (of.base !== undefined && memory.base === undefined))
      await readStates(of, { commits: named, wantsNewest }, memory);
    const applied = [...memory.states].flatMap(([commit, state]): readonly (readonly [string, DesiredState])[] =>
      typeof state === 'object' ? [[commit, state]] : [],
    );
    return {
      ...memory.base?.history,
      applied: new Map(applied),
      notes: [...of.notes, ...(memory.base?.notes ?? [])],
      unreadNotes: unreadNotes(named, memory),
    };
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
  /** Commits that were looked up, be it without reading their files. */
  readonly looked: Set<string>;
}

interface BaseHistory {
  readonly history: Pick<History, 'base' | 'brokenBase'>;
  readonly notes: readonly PlanNote[];
}

interface Resolved {
  readonly desired?: DesiredState;
  readonly diagnostics: readonly Diagnostic[];
}

async function readStates(of: HistoryOf, needs: HistoryNeeds, memory: Memory): Promise<void> {
  await of.files.withRepository(async (repository) => {
    if (of.base !== undefined && memory.base === undefined)
      memory.base = await readBase(of, of.base, repository, memory);
    const newest = { whole: 0, partial: 0 };
    let read = 0;
    let misses = 0;
    for (const { commit, objects, isWhole, revision } of await newestFirst(needs, repository, memory)) {
      const kind = isWhole ? 'whole' : 'partial';
      const unknown = objects.filter((object) => !isKnown(object, memory));
      const isWanted =
        (unknown.length > 0 && misses < MISSES_MAX) || (needs.wantsNewest && newest[kind] < NEWEST[kind]);
      if (isWanted && !memory.states.has(commit) && read < COMMITS_MAX) {
        read += 1;
        memory.states.set(commit, await readApplied(of.target, revision, { repository, memory }));
        if (unknown.length > 0) misses = unknown.some((object) => isKnown(object, memory)) ? 0 : misses + 1;
      }
      if (typeof memory.states.get(commit) === 'object') newest[kind] += 1;
    }
    of.tell(`${needs.commits.length} commits are named by marks; the files of ${read} are read`);
  });
}

interface NamedCommit extends AskedCommit {
  readonly revision: Revision;
}

/**
 * The commits that the clone holds, the newest before the others: an entry stays as it is for many commits, so the newest
 * has most of what is looked for.
 */
async function newestFirst(
  { commits }: HistoryNeeds,
  repository: Repository | undefined,
  memory: Memory,
): Promise<readonly NamedCommit[]> {
  const found: NamedCommit[] = [];
  for (const asked of commits) {
    const { commit } = asked;
    const revision = await findRevision(commit, repository);
    memory.looked.add(commit);
    if (typeof revision === 'string') memory.states.set(commit, revision);
    else found.push({ ...asked, revision });
  }
  return found.sort((a, b) => b.revision.time - a.revision.time || compareText(a.commit, b.commit));
}

async function findRevision(commit: string, repository: Repository | undefined): Promise<Revision | Unreadable> {
  if (repository === undefined) return 'outside';
  try {
    return (await repository.find(commit)) ?? absentFrom(repository);
  } catch (error) {
    if (error instanceof Failure) return absentFrom(repository);
    throw error;
  }
}

function absentFrom({ isShallow }: Repository): Unreadable {
  return isShallow ? 'shallow' : 'absent';
}

/** Whether some revision that was read holds the object as its mark says. */
function isKnown({ addresses, digest }: AppliedObject, { objects }: Memory): boolean {
  return addresses.some((of) => objects.has(objectKey(of, digest)));
}

function objectKey(of: Address, digest: string): string {
  return `${of} ${digest}`;
}

async function readBase(
  of: HistoryOf,
  base: string,
  repository: Repository | undefined,
  memory: Memory,
): Promise<BaseHistory> {
  const { commit, files } = await findBase(repository, base);
  const { desired, diagnostics } = await resolveAt(of.target, files(memory.parsed), memory);
  if (desired !== undefined) {
    withSharedObjects(desired, memory);
    return { history: { base: { commit, desired } }, notes: [] };
  }
  const [first] = diagnostics.filter(({ severity }) => severity === 'error');
  const where = first === undefined ? '' : `, the first at ${first.place.file}:${first.place.line}: ${first.message}`;
  const text = `the realm files of the base ${shortCommit(commit)} have errors${where}; what this revision changes cannot be told from what was there before`;
  return { history: { brokenBase: commit }, notes: [{ text }] };
}

async function readApplied(
  target: Target,
  revision: Revision,
  { repository, memory }: { readonly repository: Repository | undefined; readonly memory: Memory },
): Promise<DesiredState | Unreadable> {
  if (repository === undefined) return 'outside';
  try {
    const { desired } = await resolveAt(target, openRevision(repository, revision, memory.parsed), memory);
    return desired === undefined ? 'broken' : withSharedObjects(desired, memory);
  } catch (error) {
    // A partial clone lacks files: nothing to fail for, since only an origin is not known then.
    if (error instanceof Failure) return absentFrom(repository);
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
    const key = objectKey(address, object.digest);
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

function unreadNotes(asked: HistoryNeeds['commits'], { states }: Memory): readonly PlanNote[] {
  return (['outside', 'shallow', 'absent', 'broken'] as const).flatMap((why) => {
    const commits = asked.map(({ commit }) => commit).filter((commit) => states.get(commit) === why);
    const named = `commit${commits.length === 1 ? '' : 's'} ${commits.slice(0, NAMED_MAX).map(shortCommit).join(', ')}`;
    const more = commits.length > NAMED_MAX ? ` and ${commits.length - NAMED_MAX} more` : '';
    return commits.length === 0 ? [] : [{ text: UNREADABLE[why](`${named}${more}`) }];
  });
}

/** How many commits a note names. */
const NAMED_MAX = 5;
