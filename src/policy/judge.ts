import {
  addressText,
  type Address,
  type Allowance,
  type GuardLimit,
  type GuardName,
  type Hazard,
  type Plan,
  type Policy,
  type Refusal,
  type Step,
  type Verdict,
} from '../model/index.js';

/** What policy is judged by. */
export interface Rules {
  readonly policy: Policy;
  /** What the entries of the files allow, by object. */
  readonly entries: ReadonlyMap<Address, readonly Allowance[]>;
  /** What was allowed on the command line. */
  readonly given: readonly Allowance[];
  /** How many objects the files declare. */
  readonly declared: number;
  /** The day on which the plan is judged, `yyyy-mm-dd` in UTC. */
  readonly today: string;
}

/** How many days before its end an allowance is warned of. */
const WARN_DAYS = 14;

/** Says what of a plan is refused, what somebody allowed, and what ends soon. Changes nothing and asks nobody. */
export function judge(plan: Plan, rules: Rules): Verdict {
  const refusals: Refusal[] = [...expired(rules), ...guards(plan, rules)];
  const allowed: { hazard: Hazard; allowance: Allowance }[] = [];
  for (const step of plan.steps) {
    for (const hazard of step.hazards) {
      const allowance = allowanceFor(hazard, rules);
      if (allowance === undefined) refusals.push(refusalOf(hazard, step));
      else allowed.push({ hazard, allowance });
    }
  }
  return { refusals, allowed, warnings: endings(rules) };
}

function everyAllowance({ policy, entries, given }: Rules): readonly Allowance[] {
  return [...policy.allow, ...[...entries.values()].flat(), ...given];
}

function allowanceFor(hazard: Hazard, { policy, entries, given }: Rules): Allowance | undefined {
  const own = entries.get(hazard.address) ?? [];
  return [...own, ...policy.allow, ...given].find(
    ({ rule, address }) => rule === hazard.hazard && (address === undefined || address === hazard.address),
  );
}

function refusalOf(hazard: Hazard, step: Step): Refusal {
  return {
    rule: hazard.hazard,
    address: hazard.address,
    place: step.place,
    detail: hazard.detail,
    allowWith: `--allow ${hazard.hazard}:${hazard.address}, or in its entry: allow: [{ hazard: ${hazard.hazard}, reason: … }]`,
  };
}

/** An allowance whose last day is over refuses the target's plan, so that nobody forgets it. */
function expired(rules: Rules): readonly Refusal[] {
  return everyAllowance(rules).flatMap((allowance): readonly Refusal[] => {
    const { until, rule, address, place } = allowance;
    if (until === undefined || until >= rules.today) return [];
    const detail = `the word for ${rule}${address === undefined ? '' : ` on ${addressText(address)}`} ended on ${until}`;
    return [
      {
        rule: 'expired',
        detail,
        allowWith: 'remove it, or give it a later date',
        ...(address === undefined ? {} : { address }),
        ...(place === undefined ? {} : { place }),
      },
    ];
  });
}

function endings(rules: Rules): readonly string[] {
  const last = new Date(`${rules.today}T00:00:00Z`);
  last.setUTCDate(last.getUTCDate() + WARN_DAYS);
  const limit = last.toISOString().slice(0, 10);
  return everyAllowance(rules).flatMap(({ until, rule, place }) =>
    until !== undefined && until >= rules.today && until <= limit
      ? [
          `the word for ${rule}${place === undefined ? '' : ` in ${place.file}:${place.line}`} ends on ${until}; after that day the plan is refused`,
        ]
      : [],
  );
}

function guards(plan: Plan, rules: Rules): readonly Refusal[] {
  const { owned } = plan.counts;
  const tripped: readonly (readonly [GuardName, string | undefined])[] = [
    ['mass-delete', exceeds(removals(plan), owned, rules.policy.guards['mass-delete'], 'would be deleted or disabled')],
    ['mass-change', exceeds(plan.counts.update, owned, rules.policy.guards['mass-change'], 'would be changed')],
    [
      'empty-desired',
      owned > 0 && (rules.declared === 0 || plan.orphans.length >= owned)
        ? `the files declare ${rules.declared === 0 ? 'nothing' : 'none of what is ours'}, and ${owned} objects are ours`
        : undefined,
    ],
  ];
  return tripped.flatMap(([rule, detail]) => {
    const isAllowed = [...rules.policy.allow, ...rules.given].some((allowance) => allowance.rule === rule);
    return detail === undefined || isAllowed
      ? []
      : [{ rule, detail, allowWith: `--allow ${rule}, or in the settings: policy.allow` }];
  });
}

function removals(plan: Plan): number {
  const disabled = new Set(
    plan.steps
      .filter(({ hazards }) => hazards.some(({ hazard }) => hazard === 'disable'))
      .map(({ address }) => address),
  );
  return plan.counts.delete + disabled.size;
}

/** Both limits must be exceeded: few objects may change wholly, and many by a few. */
function exceeds(count: number, owned: number, limit: GuardLimit, words: string): string | undefined {
  const percent = owned === 0 ? 0 : (count / owned) * 100;
  if (count <= limit.count || percent <= limit.percent) return undefined;
  return `${count} of ${owned} objects ${words}; the limit is ${limit.count} and ${limit.percent} %`;
}
