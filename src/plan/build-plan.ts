import { hazardsOf, isBuiltIn, rolesIn, type RoleGraph } from '../kinds/index.js';
import {
  addressParts,
  isUnder,
  type Address,
  type DesiredState,
  type Differences,
  type Facts,
  type LiveState,
  type ObjectChange,
  type Plan,
  type PlanCounts,
  type PlanNote,
} from '../model/index.js';
import { orderSteps } from './order-steps.js';
import { stepsOfChange } from './steps-of-change.js';

/** What a plan is made of. `differences` is what comparing `desired` and `live` gave. */
export interface PlanInput {
  readonly desired: DesiredState;
  readonly live: LiveState;
  readonly differences: Differences;
  readonly commit: string;
  /** The identity that read the realm. */
  readonly readAs: string;
}

/** Makes the plan: the same bytes for the same states, whatever order they came in. */
export function buildPlan({ desired, live, differences, commit, readAs }: PlanInput): Plan {
  const graph = roleGraph(desired, live);
  const loose = differences.changes.flatMap((change) => {
    const object = desired.objects.get(change.address);
    if (object === undefined) throw new Error(`a change of ${change.address}, which nobody declared`);
    const before: Facts = live.objects.get(change.address)?.facts ?? new Map();
    return stepsOfChange(change, hazardsOf({ change, desired: object, before, graph }), desired.target);
  });
  const { name, server, realm, owner } = desired.target;
  return {
    format: 1,
    target: { name, server, realm, owner },
    commit,
    readAs,
    changes: differences.changes,
    steps: orderSteps(loose),
    counts: countsOf(differences, realm),
    orphans: differences.orphans,
    scheduled: differences.scheduled,
    released: [],
    unmanaged: differences.unmanaged,
    unread: live.unread,
    notes: notesOf(differences),
  };
}

/** Roles as they will be after the plan: what the files write, and of what is live all that no exact list takes away. */
export function roleGraph(desired: DesiredState, live: LiveState): RoleGraph {
  return {
    realm: desired.target.realm,
    rolesOf(of) {
      const prefix = addressParts(of).kind === 'group' ? '' : 'composites';
      const wanted = desired.objects.get(of);
      const exact = wanted?.exact ?? [];
      const found = [...(live.objects.get(of)?.facts ?? [])].filter(
        ([path]) => !exact.some((list) => isUnder(path, list)),
      );
      const written = rolesIn(wanted?.facts ?? new Map(), prefix);
      const composites = exact.some((list) => list === 'composites') ? [] : (live.composites.get(of) ?? []);
      return new Set([...written, ...rolesIn(new Map(found), prefix), ...composites]);
    },
  };
}

function countsOf({ changes, unchanged, unmanaged, owned }: Differences, realm: string): PlanCounts {
  const count = (test: (change: ObjectChange) => boolean): number => changes.filter(test).length;
  const isClient = (of: Address): boolean => addressParts(of).kind === 'client' && !isBuiltIn(of, realm);
  return {
    create: count(({ action }) => action === 'create'),
    update: count(({ action }) => action === 'update'),
    delete: count(({ action }) => action === 'delete'),
    disable: count(({ action }) => action === 'disable'),
    forget: count(({ action }) => action === 'forget'),
    rename: count(({ renamedFrom }) => renamedFrom !== undefined),
    adopt: count(({ action, adopts }) => action === 'mark' && adopts),
    mark: count(({ action, adopts }) => action === 'mark' && !adopts),
    unchangedClients: unchanged.filter(isClient).length,
    unchanged: unchanged.length,
    owned,
    unmanagedClients: unmanaged.length,
  };
}

/** An object with a change says itself what of it could not be compared. */
function notesOf({ changes, unknown }: Differences): readonly PlanNote[] {
  const told = new Set(changes.map(({ address }) => address));
  return [...unknown]
    .filter(([address]) => !told.has(address))
    .map(([address, prefixes]) => ({
      address,
      text:
        prefixes.length === 0
          ? 'could not be compared: whether it exists was not read'
          : `could not be compared: ${prefixes.join(', ')}`,
    }));
}
