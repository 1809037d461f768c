import {
  address,
  compareText,
  type Address,
  type AppliedObject,
  type DesiredObject,
  type DesiredState,
  type HistoryNeeds,
  type LiveState,
  type Mark,
} from '../model/index.js';

/** A whole or shortened id, and whether the work tree was another one or something was left out. */
const COMMIT = /^([0-9a-f]{4,64})(-dirty)?(-partial)?$/;

/**
 * What of earlier revisions is worth reading: what objects wanted at their last apply, where the files want something else
 * now, and, where something declared is missing or carries no mark, what was applied lately at all. Of a commit with a
 * dirty work tree the files may be those that were applied, which only the digest tells.
 */
export function historyNeeds(desired: DesiredState, live: LiveState): HistoryNeeds {
  const commits = new Map<string, { readonly objects: AppliedObject[]; isWhole: boolean }>();
  const wantsNewest = [...desired.objects.keys()].some((of) => {
    const found = live.objects.get(of);
    return found === undefined || found.mark === undefined;
  });
  for (const found of live.objects.values()) {
    const { mark } = found;
    const [, commit, dirty, partial] = (mark?.owner === desired.target.owner && COMMIT.exec(mark.commit)) || [];
    if (mark === undefined || commit === undefined) continue;
    const object = desired.objects.get(found.address);
    const isChanged = object !== undefined && object.digest !== mark.digest;
    if (!isChanged && (!wantsNewest || dirty !== undefined)) continue;
    const asked = commits.get(commit) ?? { objects: [], isWhole: false };
    commits.set(commit, asked);
    asked.isWhole ||= dirty === undefined && partial === undefined;
    if (isChanged) asked.objects.push({ addresses: namesOf(object, mark), digest: mark.digest });
  }
  const sorted = [...commits].sort(([a], [b]) => compareText(a, b));
  return { commits: sorted.map(([commit, asked]) => ({ commit, ...asked })), wantsNewest };
}

/** The address of an object, and those that it may have had when it was applied last. */
function namesOf(object: DesiredObject, mark: Mark): readonly Address[] {
  if (object.kind !== 'client') return [object.address];
  const old = [object.renamedFrom?.clientId, mark.renamedFrom].filter((name) => name !== undefined);
  return [object.address, ...old.map((name) => address('client', name))];
}
