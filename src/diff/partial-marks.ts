import { PARTIAL, type Differences, type LiveState } from '../model/index.js';

/**
 * Marks of an apply that leaves out something declared say so beside their commit: what is missing or unmarked the next
 * time was never made, and nobody deleted it. `all` is what differs, `narrowed` what of it is applied.
 */
export function withPartialMarks(all: Differences, narrowed: Differences, live: LiveState): Differences {
  const kept = new Set(narrowed.changes);
  const isPartial = all.changes.some(
    (change) =>
      !kept.has(change) &&
      (change.action === 'create' ||
        (change.action === 'update' && live.objects.get(change.address)?.mark === undefined)),
  );
  if (!isPartial) return narrowed;
  const changes = narrowed.changes.map((change) => {
    const { before, after } = change.mark ?? {};
    if (after === undefined || after.commit === before?.commit || after.commit === 'none') return change;
    return { ...change, mark: { ...change.mark, after: { ...after, commit: `${after.commit}${PARTIAL}` } } };
  });
  return { ...narrowed, changes };
}
