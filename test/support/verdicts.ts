import { compareStates } from '../../src/diff/index.js';
import {
  address,
  DEFAULT_POLICY,
  type Address,
  type DesiredObject,
  type LiveObject,
  type LiveState,
  type Verdict,
} from '../../src/model/index.js';
import { buildPlan } from '../../src/plan/index.js';
import { judge, type Rules } from '../../src/policy/index.js';
import { comparing, desired, has, OWNER, type WrittenFacts } from './states.js';

export const agent: Address = address('client', 'agent');

/** What policy says of the plan that makes `objects` of `state`. */
export function verdict(objects: readonly DesiredObject[], state: LiveState, rules: Partial<Rules> = {}): Verdict {
  const wanted = desired(objects);
  const plan = buildPlan({
    desired: wanted,
    live: state,
    differences: compareStates(wanted, state, comparing()),
    commit: 'none',
    readAs: 'x',
  });
  const entries = new Map(objects.map((object) => [object.address, object.allow]));
  return judge(plan, {
    policy: DEFAULT_POLICY,
    entries,
    given: [],
    kept: objects.filter((object) => state.objects.get(object.address)?.mark?.owner === OWNER).length,
    along: new Map(),
    today: '2026-11-25',
    ignores: [],
    usages: new Map(),
    ...rules,
  });
}

export const rulesOf = ({ refusals }: Verdict): readonly string[] => refusals.map(({ rule }) => rule);
export const owned = (written: WrittenFacts): LiveObject => has(agent, written, { owner: OWNER });
/** A client type with every user flow off, so that only the tested danger shows. */
export const CLOSED: WrittenFacts = [
  ['standardFlowEnabled', false],
  ['fullScopeAllowed', false],
];
