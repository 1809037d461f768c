import type { GuardLimit, GuardName, Plan, Refusal } from '../model/index.js';
import type { Rules } from './rules.js';

/** The limits that a plan as a whole exceeds, and that nobody gave their word for. */
export function guards(plan: Plan, rules: Rules): readonly Refusal[] {
  const { owned, update } = plan.counts;
  const { guards: limits } = rules.policy;
  const tripped: readonly (readonly [GuardName, string | undefined])[] = [
    ['mass-delete', exceeds(removals(plan), owned, limits['mass-delete'], 'would be deleted or disabled')],
    ['mass-change', exceeds(update, owned, limits['mass-change'], 'would be changed')],
    ['empty-desired', emptyDesired(plan, rules)],
  ];
  return tripped.flatMap(([rule, detail]) => {
    const isAllowed = [...rules.policy.allow, ...rules.given].some((allowance) => allowance.rule === rule);
    return detail === undefined || isAllowed
      ? []
      : [{ rule, detail, allowWith: `--allow ${rule}, or in the settings: policy.allow` }];
  });
}

/** Nothing of ours is left in the files; what `removed` spells out was said by somebody, and counts as left. */
function emptyDesired({ counts: { owned }, changes, orphans }: Plan, { declared }: Rules): string | undefined {
  if (owned === 0) return undefined;
  const byPolicy = changes.filter(({ removal }) => removal?.by === 'orphans').length;
  const spelledOut = changes.some(({ removal }) => removal?.by === 'removed');
  if (declared === 0 && !spelledOut) return `the files declare nothing, and ${owned} objects are ours`;
  return byPolicy + orphans.length >= owned
    ? `the files declare none of what is ours, and ${owned} objects are ours`
    : undefined;
}

/** Objects that are deleted, or that somebody switches off: by a word for it, or in a field. */
function removals({ counts, steps }: Plan): number {
  const disabled = steps
    .filter(({ operation, hazards }) => operation !== 'delete' && hazards.some(({ hazard }) => hazard === 'disable'))
    .map(({ address }) => address);
  return counts.delete + new Set(disabled).size;
}

/** Both limits must be exceeded: few objects may change wholly, and many by a few. */
function exceeds(count: number, owned: number, limit: GuardLimit, words: string): string | undefined {
  const percent = owned === 0 ? 0 : (count / owned) * 100;
  if (count <= limit.count || percent <= limit.percent) return undefined;
  return `${count} of ${owned} objects ${words}; the limit is ${limit.count} and ${limit.percent} %`;
}
