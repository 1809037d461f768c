import {
  compareText,
  hasErrors,
  sortDiagnostics,
  type Address,
  type Diagnosed,
  type DesiredObject,
  type DesiredState,
  type Diagnostic,
  type ReadNeeds,
  type SourceEntry,
  type SourceLayers,
  type Target,
} from '../model/index.js';
import { checkClients } from './check-clients.js';
import { checkIgnores } from './check-ignores.js';
import { checkRenames } from './check-renames.js';
import { checkRoleScopes } from './check-role-scopes.js';
import { finishDraft, type Draft, type ResolvingClient } from './draft.js';
import { templateExtender } from './extend-templates.js';
import { withoutNulls, type UsedNulls } from './merge-entries.js';
import { mergeLayers, type Declarations } from './merge-layers.js';
import { mergeRemovals } from './merge-removals.js';
import { openReferences } from './open-references.js';
import { placeKey, warning } from './problem.js';
import { readNeeds } from './read-needs.js';
import { replaceVariables } from './replace-variables.js';
import { resolveClientScope } from './resolve-client-scope.js';
import { resolveClient } from './resolve-client.js';
import { resolveGroup } from './resolve-group.js';
import { resolveIgnores } from './resolve-ignores.js';
import { checkRemovedNames, resolveRemovals } from './resolve-removals.js';
import { resolveRole } from './resolve-roles.js';
import { settleAttachments } from './settle-attachments.js';
import { checkShape } from './shape/index.js';

/**
 * Work that pauses between its pieces, and what comes out at its end. What must be read of the realm is told as soon as it
 * is known; what comes later may still find the files wrong.
 */
type Pieces<T> = Generator<ReadNeeds | undefined, T, undefined>;

/** Clients in a piece of work. */
const PIECE = 50;

/**
 * What the files of a target want of its realm: variables replaced, layers and templates merged, short forms and types
 * spelled out, everything flattened into facts, shapes checked. All problems come at once; with an error there is no
 * value.
 */
export function resolveDesired(layers: SourceLayers, target: Target): Diagnosed<DesiredState> {
  const work = resolveInPieces(layers, target);
  for (;;) {
    const piece = work.next();
    if (piece.done === true) return piece.value;
  }
}

/** The same in pieces of a few milliseconds, for a caller that lets others have their turn in between. */
export function* resolveInPieces(layers: SourceLayers, target: Target): Pieces<Diagnosed<DesiredState>> {
  const found: Diagnostic[] = [];
  const files = layers.layers.map((layer) => layer.map((file) => replaceVariables(file, target.vars, found)));
  const variables = found.splice(0);
  yield undefined;
  const used: UsedNulls = new Set();
  const declarations = mergeLayers(files, used, found);
  const removed = mergeRemovals(files, used, found);
  const { name, server, realm, owner } = target;
  const resolving: ResolvingClient = { realm, found, ownClients: ownClients(target) };
  const drafts = yield* resolveObjects(declarations, used, resolving);
  settleAttachments(drafts, resolving);
  yield undefined;
  const references = openReferences(drafts);
  const removals = resolveRemovals(removed, drafts, resolving);
  // What must be read is known before the shapes are checked, so that the server works meanwhile.
  if (!hasErrors([...variables, ...found])) yield readNeeds({ objects: drafts, openReferences: references, removals });
  const shape: Diagnostic[] = [];
  for (const file of files.flat()) {
    shape.push(...checkShape(file, 'realm-file'));
    yield undefined;
  }
  const ignores = resolveIgnores(files, found);
  const ours = [
    ...found,
    ...checkClients(drafts),
    ...checkRoleScopes(drafts),
    ...checkRenames(drafts, removals),
    ...checkRemovedNames(removals, references),
    ...checkIgnores(ignores, drafts),
  ];
  const diagnostics = sortDiagnostics([...variables, ...withoutEchoes(ours, variables, shape), ...shape]);
  if (hasErrors(diagnostics)) return { diagnostics };
  const objects = new Map<Address, DesiredObject>();
  for (const [address, draft] of drafts) {
    objects.set(address, finishDraft(draft));
    if (objects.size % PIECE === 0) yield undefined;
  }
  const value = { target: { name, server, realm, owner }, objects, openReferences: references, removals, ignores };
  return { value, diagnostics };
}

/** Ids of the clients of this realm by which keyplan itself signs in. */
export function ownClients({ realm, signIn }: Target): ReadonlySet<string> {
  const identities = [signIn.plan, signIn.apply].filter((identity) => identity.realm === realm);
  return new Set(identities.map(({ clientId }) => clientId));
}

function* resolveObjects(
  declarations: Declarations,
  used: UsedNulls,
  resolving: ResolvingClient,
): Pieces<ReadonlyMap<Address, Draft>> {
  const { found } = resolving;
  const extend = templateExtender(declarations.templates, used, found);
  const settled = (entry: SourceEntry): SourceEntry => withoutUnwritten(entry, used, found);
  const drafts: Draft[] = [];
  for (const [name, entry] of declarations.roles) drafts.push(resolveRole(name, settled(entry), resolving));
  for (const [path, entry] of declarations.groups) {
    const group = resolveGroup(path, settled(entry), resolving);
    if (group !== undefined) drafts.push(group);
  }
  for (const [name, entry] of declarations.clientScopes) {
    drafts.push(resolveClientScope(name, settled(entry), resolving));
  }
  let done = 0;
  for (const [id, entry] of declarations.clients) {
    const value = entry.value.type === 'map' ? extend(entry.value) : entry.value;
    drafts.push(...resolveClient(id, settled({ ...entry, value }), resolving));
    done += 1;
    if (done % PIECE === 0) yield undefined;
  }
  drafts.sort((a, b) => compareText(a.address, b.address));
  return new Map(drafts.map((draft) => [draft.address, draft]));
}

/** Takes out what `null` un-wrote. One that un-writes nothing was probably meant as a value. */
function withoutUnwritten(entry: SourceEntry, used: UsedNulls, found: Diagnostic[]): SourceEntry {
  if (entry.value.type !== 'map') return entry;
  const value = withoutNulls(entry.value, ({ place, value: written }, key) => {
    if (used.has(written)) return;
    const hint = 'Write [] or {} for none, "" for a field that must be empty, or remove the line';
    found.push(warning('invalid-value', place, `"${key}" has no value and un-writes nothing`, hint));
  });
  return value === entry.value ? entry : { ...entry, value };
}

/** Leaves out what the shape check or a variable has explained already at the same place. */
function withoutEchoes(
  found: readonly Diagnostic[],
  variables: readonly Diagnostic[],
  shape: readonly Diagnostic[],
): readonly Diagnostic[] {
  const explained = new Set(variables.map(({ place }) => placeKey(place)));
  const shaped = new Set(shape.map(({ place }) => placeKey(place)));
  const said = new Set(shape.map(({ code, place }) => `${code} ${placeKey(place)}`));
  return found.filter(({ code, place, severity }) => {
    const at = placeKey(place);
    if (explained.has(at) || said.has(`${code} ${at}`)) return false;
    return !shaped.has(at) || (code !== 'wrong-type' && severity !== 'warning');
  });
}
