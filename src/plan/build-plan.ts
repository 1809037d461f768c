import {
  hazardsOf,
  holdingPath,
  isBuiltIn,
  isRemoval,
  removalHazards,
  rolesIn,
  type HazardContext,
  type RoleGraph,
  type Surroundings,
} from '../kinds/index.js';
import {
  address,
  addressParts,
  fieldPath,
  isUnder,
  type Address,
  type DesiredState,
  type Differences,
  type Facts,
  type LiveState,
  type ObjectChange,
  type Origin,
  type Plan,
  type PlanCounts,
  type PlanNote,
  type Unread,
  type Usages,
} from '../model/index.js';
import { unreadUsages, withLosses } from './losses.js';
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
  /** The commit of the base, where one was named. */
  readonly base?: string;
  /** The origins that `differences` were narrowed to; absent where they hold all. */
  readonly onlyOrigins?: readonly Origin[];
  /** Whether what falls due by date is among the changes. */
  readonly due?: boolean;
  /** Who else uses what would be deleted, and what goes along with it; nothing where nobody asked. */
  readonly usages?: Usages;
  /** Remarks that came up on the way. */
  readonly notes?: readonly PlanNote[];
}

/** Makes the plan: the same bytes for the same states, whatever order they came in. */
export function buildPlan(input: PlanInput): Plan {
  const { desired, live, differences, commit, readAs, usages = new Map() } = input;
  const surrounding = { graph: roleGraph(desired, live), around: surroundings(desired, live) };
  const changes = withLosses(differences.changes, usages, desired.target.owner);
  const loose = changes.flatMap((change) => {
    const hazards = isRemoval(change.action)
      ? removalHazards(change)
      : hazardsOf(hazardContext(change, input, surrounding));
    return stepsOfChange(change, hazards, desired.target);
  });
  const { name, server, realm, owner } = desired.target;
  const { base, onlyOrigins, due } = input;
  return {
    format: 1,
    target: { name, server, realm, owner },
    commit,
    ...(base === undefined ? {} : { base }),
    ...(onlyOrigins === undefined ? {} : { onlyOrigins }),
    ...(due === true ? { due } : {}),
    ...(differences.leftOut === undefined ? {} : { leftOut: differences.leftOut }),
    readAs,
    changes,
    steps: orderSteps(loose),
    counts: countsOf(differences, realm),
    orphans: differences.orphans,
    scheduled: differences.scheduled,
    released: differences.released,
    unmanaged: differences.unmanaged,
    unread: [...live.unread, ...sharedAccounts(differences, live), ...unreadUsages(usages, live.unread)],
    notes: [...notesOf(differences), ...(input.notes ?? [])],
  };
}

function hazardContext(
  change: ObjectChange,
  { desired, live }: PlanInput,
  surrounding: Pick<HazardContext, 'graph' | 'around'>,
): HazardContext {
  const object = desired.objects.get(change.address);
  if (object === undefined) throw new Error(`a change of ${change.address}, which nobody declared`);
  const before: Facts = live.objects.get(change.address)?.facts ?? new Map();
  return { change, desired: object, before, ...surrounding };
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
      const composites = [...(live.composites.get(of) ?? [])].filter(
        (role) => !exact.some((list) => isUnder(holdingPath(of, role), list)),
      );
      return new Set([...written, ...rolesIn(new Map(found), prefix), ...composites]);
    },
  };
}

const MAPPERS = fieldPath('protocolMappers');

function surroundings(desired: DesiredState, live: LiveState): Surroundings {
  return {
    isLive: (of) => live.objects.has(of),
    mappersOfScope(name) {
      const of = address('client-scope', name);
      const wanted = desired.objects.get(of);
      const isExact = wanted?.exact.some((list) => list === MAPPERS) === true;
      const found = isExact ? [] : (live.objects.get(of)?.facts ?? []);
      return new Map([...found, ...(wanted?.facts ?? [])].filter(([path]) => isUnder(path, MAPPERS)));
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

const ACCOUNT = fieldPath('serviceAccount');

/** Clients whose account could not be compared because another client of almost the same id has one of the same name. */
function sharedAccounts({ unknown }: Differences, { objects }: LiveState): readonly Unread[] {
  const shared = [...unknown].filter(
    ([of, prefixes]) =>
      objects.get(of)?.unread.includes(ACCOUNT) === true && prefixes.some((prefix) => isUnder(prefix, ACCOUNT)),
  );
  if (shared.length === 0) return [];
  const names = shared.map(([of]) => addressParts(of).names[0]).join(', ');
  const evidence = `the id of another client differs only in case from that of ${names}; rename or delete one`;
  return [{ area: 'shared-service-accounts', reason: 'ambiguous', evidence }];
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
