import { KINDS } from '../kinds/index.js';
import {
  addressParts,
  compareText,
  parentOf,
  wholesOf,
  withClient,
  type Address,
  type Operation,
  type Step,
  type StepId,
} from '../model/index.js';
import { stepId, type LooseStep } from './steps-of-change.js';

/**
 * Gives each step the steps that it needs, and puts all into an order in which they can be carried out: by how deep a
 * step's needs go, then by id. Steps of one depth do not need each other. What takes something away comes after
 * everything else.
 *
 * @throws Error when steps need each other in a circle, which would be a bug: a create never needs a link or a grant.
 */
export function orderSteps(steps: readonly LooseStep[]): readonly Step[] {
  const ids = new Set(steps.map(({ id }) => id));
  const around: Around = { renamed: renamedIn(steps), leaving: leavingIn(steps), parts: partsIn(steps) };
  const ready = steps.map(
    (step): Step => ({ ...step, needs: needsOf(step, around).filter((id) => ids.has(id) && id !== step.id) }),
  );
  const depths = depthsOf(ready);
  return ready.sort(
    (a, b) =>
      lateness(a.operation) - lateness(b.operation) ||
      (depths.get(a.id) ?? 0) - (depths.get(b.id) ?? 0) ||
      compareText(a.id, b.id),
  );
}

/** What can be undone comes before what cannot. */
function lateness(operation: Operation): number {
  return ['forget', 'disable', 'delete'].indexOf(operation) + 1;
}

/** What the steps of a plan mean to each other beyond creating what others name. */
interface Around {
  /** Clients that get another id, by that id. */
  readonly renamed: ReadonlyMap<string, StepId>;
  /** Steps by which an object loses its last tie to another one, by that one. */
  readonly leaving: ReadonlyMap<Address, readonly StepId[]>;
  /** Deletes of what lies inside another object, by that one. */
  readonly parts: ReadonlyMap<Address, readonly StepId[]>;
}

function renamedIn(steps: readonly LooseStep[]): ReadonlyMap<string, StepId> {
  const renames = steps.filter(({ operation }) => operation === 'rename');
  return new Map(renames.map(({ address: of, id }) => [addressParts(of).names[0] ?? '', id]));
}

function leavingIn(steps: readonly LooseStep[]): ReadonlyMap<Address, readonly StepId[]> {
  const deletes = steps.some(({ operation }) => operation === 'delete');
  const leaving = new Map<Address, StepId[]>();
  for (const { address: of, id, fields } of deletes ? steps : []) {
    const kind = KINDS[addressParts(of).kind];
    for (const { path, after } of fields) {
      if (after !== undefined) continue;
      for (const named of kind.requires(path, of).flatMap(withClient)) {
        const list = leaving.get(named) ?? [];
        leaving.set(named, list);
        if (list.at(-1) !== id) list.push(id);
      }
    }
  }
  return leaving;
}

function partsIn(steps: readonly LooseStep[]): ReadonlyMap<Address, readonly StepId[]> {
  const parts = new Map<Address, StepId[]>();
  for (const { address: of, id, operation } of steps) {
    for (const whole of operation === 'delete' ? wholesOf(of) : []) parts.set(whole, [...(parts.get(whole) ?? []), id]);
  }
  return parts;
}

function needsOf(step: LooseStep, around: Around): readonly StepId[] {
  const needs = new Set<StepId>();
  const written = (of: Address): void => {
    needs.add(stepId(of, 'create'));
    needs.add(stepId(of, 'update'));
  };
  const renamed = (clientId: string | undefined): void => {
    const rename = around.renamed.get(clientId ?? '');
    if (rename !== undefined) needs.add(rename);
  };
  const { kind: kindName, names } = addressParts(step.address);
  const parent = parentOf(step.address);
  if (parent !== undefined) needs.add(stepId(parent, 'create'));
  if (kindName === 'client' || kindName === 'client-role') renamed(names[0]);
  if (step.operation === 'link' || step.operation === 'grant') written(step.address);
  if (step.operation === 'link') needs.add(stepId(step.address, 'mark'));
  if (step.operation === 'grant') needs.add(stepId(step.address, 'link')).add(stepId(step.address, 'mark'));
  if (step.operation === 'delete') {
    for (const id of [...(around.leaving.get(step.address) ?? []), ...(around.parts.get(step.address) ?? [])])
      needs.add(id);
  }
  const kind = KINDS[kindName];
  for (const { path, after } of step.fields) {
    const required = kind.requires(path, step.address);
    if (around.renamed.size > 0) {
      for (const of of required) if (/^client(-role)?\//.test(of)) renamed(addressParts(of).names[0]);
      if (typeof after === 'string' && path.startsWith('protocolMappers/')) renamed(clientIdOf(after, around));
    }
    if (after === undefined) continue;
    for (const of of required) {
      needs.add(stepId(of, 'create'));
      // Rights are settled before they are granted: composites and group roles lose members first.
      if (step.operation === 'grant') needs.add(stepId(of, 'link'));
    }
  }
  return [...needs].sort(compareText);
}

/** The renamed client that a text in a mapper names, by itself or in front of one of its roles. */
function clientIdOf(text: string, { renamed }: Around): string | undefined {
  if (renamed.has(text)) return text;
  return [...renamed.keys()].find((id) => text.startsWith(`${id}.`));
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
