import { KINDS } from '../kinds/index.js';
import {
  address,
  addressParts,
  compareText,
  groupAddress,
  type Address,
  type Step,
  type StepId,
} from '../model/index.js';
import { stepId, type LooseStep } from './steps-of-change.js';

/**
 * Gives each step the steps that it needs, and puts all into an order in which they can be carried out: by how deep a
 * step's needs go, then by id. Steps of one depth do not need each other.
 *
 * @throws Error when steps need each other in a circle, which would be a bug: a create never needs a link or a grant.
 */
export function orderSteps(steps: readonly LooseStep[]): readonly Step[] {
  const ids = new Set(steps.map(({ id }) => id));
  const ready = steps.map(
    (step): Step => ({ ...step, needs: needsOf(step).filter((id) => ids.has(id) && id !== step.id) }),
  );
  const depths = depthsOf(ready);
  return ready.sort((a, b) => (depths.get(a.id) ?? 0) - (depths.get(b.id) ?? 0) || compareText(a.id, b.id));
}

function needsOf(step: LooseStep): readonly StepId[] {
  const needs = new Set<StepId>();
  const written = (of: Address): void => {
    needs.add(stepId(of, 'create'));
    needs.add(stepId(of, 'update'));
  };
  const parent = parentOf(step.address);
  if (parent !== undefined) needs.add(stepId(parent, 'create'));
  if (step.operation === 'link' || step.operation === 'grant') written(step.address);
  if (step.operation === 'link') needs.add(stepId(step.address, 'mark'));
  if (step.operation === 'grant') needs.add(stepId(step.address, 'link')).add(stepId(step.address, 'mark'));
  const kind = KINDS[addressParts(step.address).kind];
  for (const { path, after } of step.fields) {
    if (after === undefined) continue;
    for (const required of kind.requires(path, step.address)) {
      needs.add(stepId(required, 'create'));
      // Rights are settled before they are granted: composites and group roles lose members first.
      if (step.operation === 'grant') needs.add(stepId(required, 'link'));
    }
  }
  return [...needs].sort(compareText);
}

/** The object inside which another one lives: the client of a client role, the parent of a group. */
function parentOf(of: Address): Address | undefined {
  const { kind, names } = addressParts(of);
  if (kind === 'client-role') return address('client', names[0] ?? '');
  if (kind === 'group' && names.length > 1) return groupAddress(`/${names.slice(0, -1).join('/')}`);
  return undefined;
}

function depthsOf(steps: readonly Step[]): ReadonlyMap<StepId, number> {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const depths = new Map<StepId, number>();
  const visit = (id: StepId, open: ReadonlySet<StepId>): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    if (open.has(id)) throw new Error(`steps need each other in a circle: ${[...open, id].join(' -> ')}`);
    const inner = new Set(open).add(id);
    const depth = Math.max(-1, ...(byId.get(id)?.needs ?? []).map((need) => visit(need, inner))) + 1;
    depths.set(id, depth);
    return depth;
  };
  for (const { id } of steps) visit(id, new Set());
  return depths;
}
