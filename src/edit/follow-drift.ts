import { FULL_SCOPE } from '../kinds/index.js';
import { hasErrors, type DesiredState, type Diagnosed, type LiveState, type ObjectChange } from '../model/index.js';
import { driftedParts, type Drifted } from './drifted-parts.js';
import type { Variables } from './nodes.js';
import { edit, type Operation } from './operation.js';
import { faultsOf, faultText, type Fault } from './same-but-for.js';
import { entryKeys, openSources, ownAt, ownEntries, withFile, type FileText, type Sources } from './sources.js';
import { inside, type Looking, type MapperForms } from './way.js';
import { waysOf } from './ways.js';

/** What the edit that lets the files follow the realm works on. */
export interface Following {
  /** The realm files of the target, a list for each layer. */
  readonly layers: readonly (readonly FileText[])[];
  readonly variables: Variables;
  /** What the files say, and the realm that they were compared with. */
  readonly desired: DesiredState;
  readonly live: LiveState;
  readonly changes: readonly ObjectChange[];
  /** Resolves files by the stages that any plan of them goes through, checks of references included. */
  readonly resolve: (layers: readonly (readonly FileText[])[]) => Diagnosed<DesiredState>;
  /** Forms of one mapper among an object's facts, the shortest first. What they resolve to decides. */
  readonly mapperForms: MapperForms;
}

/** The files after the edit, and what they could not be made to say. */
export interface Followed {
  readonly layers: readonly (readonly FileText[])[];
  readonly followed: readonly Drifted[];
  readonly left: readonly Left[];
}

/** Something that was changed outside git and that the files do not say. */
export interface Left extends Drifted {
  readonly why: string;
}

/**
 * Makes the files say what is live wherever it was changed outside git. Each edit is proved by resolving the files again:
 * they must say what is live, and nothing else may differ; what cannot be said like that is left as it is, and named.
 */
export function followDrift(following: Following): Followed {
  const { layers, variables, desired, changes } = following;
  const state: State = {
    following,
    now: { sources: openSources(layers, variables), desired },
    followed: [],
    left: [],
  };
  follow(driftedParts(changes, following), state);
  return { layers: textsOf(state.now.sources), followed: state.followed, left: state.left };
}

interface State {
  readonly following: Following;
  now: Said;
  readonly followed: Drifted[];
  readonly left: Left[];
}

/** Files, and what they say. */
interface Said {
  readonly sources: Sources;
  readonly desired: DesiredState;
}

/** All at once where that proves right; else each half by itself. */
function follow(parts: readonly Drifted[], state: State): void {
  const [only, second] = parts;
  if (only === undefined) return;
  if (second === undefined) {
    followOne(only, state);
    return;
  }
  const edited = editedBy(parts, state);
  const said = edited === undefined ? undefined : proved(edited, parts, state);
  if (said !== undefined && 'sources' in said) {
    state.now = said;
    state.followed.push(...parts);
    return;
  }
  const half = Math.ceil(parts.length / 2);
  follow(parts.slice(0, half), state);
  follow(parts.slice(half), state);
}

/** The first way of each part, one after the other; undefined where one has none. */
function editedBy(parts: readonly Drifted[], state: State): Sources | undefined {
  let { sources } = state.now;
  for (const part of parts) {
    const ways = waysOf(part, lookingIn(sources, state));
    const edited = 'why' in ways ? undefined : made(ways[0] ?? [], sources);
    if (edited === undefined || 'why' in edited) return undefined;
    sources = edited;
  }
  return sources;
}

function followOne(part: Drifted, state: State): void {
  const { sources } = state.now;
  const ways = waysOf(part, lookingIn(sources, state));
  let why = 'why' in ways ? ways.why : undefined;
  for (const way of 'why' in ways ? [] : ways) {
    const said = alongWith(way, part, state);
    if ('sources' in said) {
      state.now = said;
      state.followed.push(part);
      return;
    }
    why ??= said.why;
  }
  state.left.push({ ...part, why: why ?? 'no edit of its entry says it' });
}

/** Tries a way, and where facts that follow from others would change along, with these written out as they were. */
function alongWith(way: readonly Operation[], part: Drifted, state: State): Said | { readonly why: string } {
  const plain = tried(way, part, state);
  if ('sources' in plain) return plain;
  const pins = pinsFor(plain.faults, part, state);
  if (pins.length === 0) return plain;
  const pinned = tried([...way, ...pins], part, state);
  return 'sources' in pinned ? pinned : plain;
}

function tried(way: readonly Operation[], part: Drifted, state: State): Said | Refused {
  const edited = made(way, state.now.sources);
  return 'why' in edited ? { why: edited.why, faults: [] } : proved(edited, [part], state);
}

interface Refused {
  readonly why: string;
  /** What would differ; undefined where the files give no state at all. */
  readonly faults: readonly Fault[] | undefined;
}

/** A flow that is switched on takes the full scope away from a client of type service, or asks for a role scope. */
function pinsFor(faults: readonly Fault[] | undefined, { address }: Drifted, state: State): readonly Operation[] {
  const object = state.now.desired.objects.get(address);
  const value = object?.facts.get(FULL_SCOPE);
  const isMeant = faults === undefined ? object?.type === 'service' : faults.every(({ path }) => path === FULL_SCOPE);
  const keys = entryKeys(address);
  const [last] = ownEntries(state.now.sources, keys);
  if (!isMeant || typeof value !== 'boolean' || last === undefined) return [];
  if (faults?.length === 0 || ownAt(state.now.sources, keys, [FULL_SCOPE]) !== undefined) return [];
  const file = last.file.path;
  return [{ act: 'set', file, keys: inside({ keys, file }, [FULL_SCOPE]), value }];
}

function made(way: readonly Operation[], from: Sources): Sources | { readonly why: string } {
  let sources = from;
  for (const operation of way) {
    const file = sources.layers.flat().find(({ path }) => path === operation.file);
    const edited = file === undefined ? undefined : edit(file, operation, sources.variables);
    if (edited === undefined) return { why: 'its file was not found' };
    if ('why' in edited) return edited;
    sources = withFile(sources, edited.file);
  }
  return sources;
}

function proved(sources: Sources, parts: readonly Drifted[], { following, now }: State): Said | Refused {
  const { value: desired, diagnostics } = following.resolve(textsOf(sources));
  if (desired === undefined || hasErrors(diagnostics)) {
    const error = diagnostics.find(({ severity }) => severity === 'error');
    return { why: `the files would be wrong: ${error?.message ?? 'they cannot be read'}`, faults: undefined };
  }
  const faults = faultsOf(now.desired, desired, parts);
  return faults.length === 0 ? { sources, desired } : { why: faultText(faults, parts), faults };
}

function lookingIn(sources: Sources, { now, following: { mapperForms } }: State): Looking {
  return { sources, desired: now.desired, mapperForms };
}

function textsOf({ layers }: Sources): readonly (readonly FileText[])[] {
  return layers.map((layer) => layer.map(({ path, text }) => ({ path, text })));
}
