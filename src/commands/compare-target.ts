import { ownClients } from '../desired/index.js';
import {
  checkReferences,
  compareStates,
  historyNeeds,
  namesUntilNow,
  narrowToOrigins,
  settleRenames,
  withNewNames,
  withPartialMarks,
  type Renames,
} from '../diff/index.js';
import { expandComposites, readUsages } from '../live/index.js';
import {
  address,
  clientOf,
  hasErrors,
  isRead,
  sortDiagnostics,
  type Address,
  type Diagnostic,
  type Differences,
  type History,
  type LiveState,
  type Target,
  type Usages,
} from '../model/index.js';
import { rolesToExpand } from '../plan/index.js';
import type { PlanEdges, ResolvedTarget } from './plan-edges.js';

/** The files of a target against its realm. Without `differences` an error stands among the diagnostics. */
export interface ComparedTarget {
  readonly diagnostics: readonly Diagnostic[];
  /** The realm as it will be once the renames of the files are done. */
  readonly live: LiveState;
  readonly renames: Renames;
  readonly history: History;
  readonly differences?: Differences;
}

/** Settles renames, checks references, and compares under the names that will be; `read` is the realm as it is. */
export async function compareTarget(
  edges: Pick<PlanEdges, 'readHistory' | 'today' | 'due' | 'onlyOrigins' | 'markOnly'>,
  { target, desired, commit, diagnostics: found }: ResolvedTarget,
  read: LiveState,
): Promise<ComparedTarget> {
  const { live, renames, diagnostics: refused } = settleRenames(desired, read);
  const diagnostics = sortDiagnostics([...found, ...refused, ...checkReferences(desired, live)]);
  if (hasErrors(diagnostics)) return { diagnostics, live, renames, history: { applied: new Map() } };
  const history = await edges.readHistory(historyNeeds(desired, live));
  const all = compareStates(desired, live, {
    commit,
    today: edges.today,
    due: edges.due,
    orphans: target.policy.orphans,
    history,
    renames,
    settings: target.place,
    ownClients: ownAddresses(target),
  });
  const narrowed = narrowToOrigins(edges.markOnly === true ? onlyMarks(all, renames) : all, edges.onlyOrigins);
  return { diagnostics, live, renames, history, differences: withPartialMarks(all, narrowed, live) };
}

/** What lies inside a client that keeps its old id for now cannot be found under the new one. */
function onlyMarks(differences: Differences, renames: Renames): Differences {
  const isReachable = (of: Address): boolean => {
    const client = clientOf(of);
    return client === undefined || !renames.has(client);
  };
  const changes = differences.changes.filter(({ action, address: of }) => action === 'mark' && isReachable(of));
  return { ...differences, changes };
}

/** The clients of the realm by which keyplan signs in. */
export function ownAddresses(target: Target): ReadonlySet<Address> {
  return new Set([...ownClients(target)].map((clientId) => address('client', clientId)));
}

/** What the dangers of the changes rest on: the roles behind what is newly granted, and who else uses what is to go. */
export async function readMore(
  { reading: { reader } }: Pick<PlanEdges, 'reading'>,
  read: LiveState,
  { live, renames, differences }: ComparedTarget,
): Promise<{ readonly live: LiveState; readonly usages: Usages }> {
  const changes = differences?.changes ?? [];
  const roles = isRead(read, 'roles') ? rolesToExpand(changes) : new Set<never>();
  const deleted = changes.filter(({ action }) => action === 'delete').map((change) => change.address);
  const [expanded, usages] = await Promise.all([
    roles.size === 0 ? undefined : expandComposites(reader, read, namesUntilNow(roles, renames)),
    readUsages(reader, live, new Set(deleted)),
  ]);
  return { live: expanded === undefined ? live : withNewNames(expanded, renames), usages };
}
