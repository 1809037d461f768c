import { partsOfDeleted } from '../diff/index.js';
import { hasOtherAdmins, readLive } from '../live/index.js';
import type { Address, Differences, History, LiveState, Origin, Plan, PlanNote, Usages } from '../model/index.js';
import { buildPlan, checkPlan } from '../plan/index.js';
import { judge, type Rules } from '../policy/index.js';
import { losesAdminRole } from '../kinds/index.js';
import type { RealmReader } from '../systems/keycloak/index.js';
import { attributeChanges } from './attribute-changes.js';
import { compareTarget, ownAddresses, readMore } from './compare-target.js';
import type { PlanEdges, PlannedTarget, ResolvedTarget } from './plan-edges.js';

/** From files to verdict: reads the realm unless that was begun before, compares, plans, judges. Only reads. */
export async function planTarget(
  edges: PlanEdges,
  loaded: ResolvedTarget,
  begun?: Promise<LiveState>,
): Promise<PlannedTarget> {
  const { target, desired, needs } = loaded;
  const { reader, readAs } = edges.reading;
  const read = await (begun ?? readLive(reader, needs, { owner: target.owner, onProgress: edges.onProgress }));
  const compared = await compareTarget(edges, loaded, read);
  const { diagnostics, live: settled } = compared;
  if (compared.differences === undefined) return { target, diagnostics, live: read };
  const outside = { live: settled, differences: compared.differences, ownClients: ownAddresses(target) };
  const [{ live, usages }, { differences, notes: told }] = await Promise.all([
    readMore(edges, read, compared),
    attributeChanges(reader, outside),
  ]);
  const lastAdmins = await findLastAdmins(reader, settled, compared.differences);
  const { due, onlyOrigins } = edges;
  const { base } = compared.history;
  const plan = buildPlan({
    desired,
    live,
    differences,
    commit: loaded.commit,
    readAs,
    due,
    usages,
    notes: [...historyNotes(compared.history, differences), ...told],
    ...(base === undefined ? {} : { base: base.commit }),
    ...(onlyOrigins === undefined ? {} : { onlyOrigins }),
  });
  checkPlan(plan);
  return {
    target,
    diagnostics,
    plan,
    verdict: judge(plan, rulesOf(edges, loaded, { live: settled, plan, usages, lastAdmins })),
    live: settled,
  };
}

/** Which commits cannot be read is told where that leaves something unknown. */
function historyNotes(
  { notes = [], unreadNotes = [] }: History,
  { changes, leftOut = [] }: Differences,
): readonly PlanNote[] {
  const isUnknown = ({ origin }: { readonly origin?: Origin }): boolean => origin === 'unknown';
  const isTold =
    changes.some((change) => isUnknown(change) || change.fields.some(isUnknown)) || leftOut.some(isUnknown);
  return isTold ? [...notes, ...unreadNotes] : notes;
}

interface Planned {
  readonly live: LiveState;
  readonly plan: Plan;
  readonly usages: Usages;
  readonly lastAdmins: ReadonlySet<Address>;
}

function rulesOf(
  edges: PlanEdges,
  { target, desired }: ResolvedTarget,
  { live, plan, usages, lastAdmins }: Planned,
): Rules {
  const { given, today, expectOnly, wordsBy } = edges;
  const declared = [...desired.objects.keys()].map((of) => live.objects.get(of)?.mark?.owner);
  return {
    policy: target.policy,
    entries: new Map([...desired.objects.values()].map(({ address, allow }) => [address, allow])),
    given,
    kept: declared.filter((owner) => owner === target.owner).length,
    along: partsOfDeleted(plan.changes, live),
    today,
    ignores: desired.ignores,
    usages,
    lastAdmins,
    ...(expectOnly === undefined ? {} : { expectOnly }),
    ...(wordsBy === undefined ? {} : { wordsBy }),
  };
}

/** Asked only where a plan takes `realm-admin` away. */
async function findLastAdmins(
  reader: RealmReader,
  live: LiveState,
  { changes }: Differences,
): Promise<ReadonlySet<Address>> {
  const losing = changes.filter((change) =>
    losesAdminRole(change, live.objects.get(change.address)?.facts, reader.realm),
  );
  const clients = new Set(losing.map(({ address }) => address));
  const isSafe = clients.size === 0 || (await hasOtherAdmins(reader, live, clients)) !== false;
  return isSafe ? new Set() : clients;
}
