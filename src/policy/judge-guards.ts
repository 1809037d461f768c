import type { GuardLimit, GuardName, Plan, Refusal } from '../model/index.js';
import { allowWords, type Rules } from './rules.js';

/** The limits that a plan as a whole exceeds, and that nobody gave their word for. */
export function guards(plan: Plan, rules: Rules): readonly Refusal[] {
  const { owned, update } = plan.counts;
  const { guards: limits } = rules.policy;
  const tripped: readonly (readonly [GuardName, string | undefined])[] = [
    ['mass-delete', exceeds(removals(plan, rules), owned, limits['mass-delete'], 'would be deleted or disabled')],
    ['mass-change', exceeds(update, owned, limits['mass-change'], 'would be changed')],
    ['empty-desired', emptyDesired(plan, rules)],
  ];
  return tripped.flatMap(([rule, detail]) => {
    const isAllowed = [...rules.policy.allow, ...rules.given].some((allowance) => allowance.rule === rule);
    return detail === undefined || isAllowed
      ? []
      : [{ rule, detail, allowWith: allowWords(rule, 'in the settings: policy.allow', rules) }];
  });
}

/**
 * The files keep nothing of what is ours, and not all of it was spelled out under `removed`. Where orphans are only
 * reported nothing happens to them, and the plan names each.
 */
function emptyDesired({ counts: { owned }, changes, orphans }: Plan, { kept, policy }: Rules): string | undefined {
  if (policy.orphans.then === 'report' || kept > 0) return undefined;
  const left = changes.filter(({ removal }) => removal?.by === 'orphans').length + orphans.length;
  return left === 0 ? undefined : `the files declare none of what is ours, and ${countOf(owned)} ours`;
}

function countOf(owned: number): string {
  return owned === 1 ? '1 object is' : `${owned} objects are`;
}

/** Objects of ours that are deleted, be it along with another one, or that somebody switches off: by a word, or in a field. */
function removals({ changes, steps, target }: Plan, { along }: Rules): number {
  const disabled = steps
    .filter(({ operation, hazards }) => operation !== 'delete' && hazards.some(({ hazard }) => hazard === 'disable'))
    .map(({ address }) => address);
  const deleted = changes.filter(({ action }) => action === 'delete').map(({ address }) => address);
  const parts = [...along.values()]
    .flat()
    .filter(({ mark }) => mark?.owner === target.owner)
    .map(({ address }) => address);
  return new Set([...disabled, ...deleted, ...parts]).size;
}

/** Both limits must be exceeded: few objects may change wholly, and many by a few. */
function exceeds(count: number, owned: number, limit: GuardLimit, words: string): string | undefined {
  const percent = owned === 0 ? 0 : (count / owned) * 100;
  if (count <= limit.count || percent <= limit.percent) return undefined;
  return `${count} of ${owned} objects ${words}; the limit is ${limit.count} and ${limit.percent} %`;
}
