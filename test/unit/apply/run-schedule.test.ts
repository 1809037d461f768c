import { describe, expect, it } from 'vitest';
import { runSchedule } from '../../../src/apply/run-schedule.js';
import { addressParts, type Operation, type Outcome, type Step, type StepId } from '../../../src/model/index.js';
import { addressOf, at } from '../../support/builders.js';

function step(id: string, needs: readonly string[] = []): Step {
  const [of = '', operation = ''] = id.split('#');
  const address = addressOf(of);
  return {
    id: id as StepId,
    address,
    operation: operation as Operation,
    fields: [],
    needs: needs as readonly StepId[],
    hazards: [],
    digest: id,
    place: at('realm.yaml:1'),
    ...(operation === 'rename' ? { renamedFrom: addressOf(`client/old-${addressParts(address).names[0]}`) } : {}),
  };
}

interface Ran {
  readonly order: readonly string[];
  readonly results: Readonly<Record<string, Outcome['result']>>;
  readonly outcomes: ReadonlyMap<StepId, Outcome>;
}

/** Runs steps; those named in `failing` fail. `order` tells when each began and ended. */
async function run(steps: readonly Step[], failing: readonly string[] = [], atOnceMax = 4): Promise<Ran> {
  const order: string[] = [];
  const outcomes = await runSchedule({
    steps,
    settled: new Map(),
    atOnceMax,
    signal: new AbortController().signal,
    async run({ id }) {
      order.push(`begin ${id}`);
      await new Promise<void>((resolve) => setImmediate(resolve));
      order.push(`end ${id}`);
      const result = failing.includes(id) ? 'failed' : 'applied';
      return { outcome: { step: id, result }, hopeless: false };
    },
    onOutcome: () => undefined,
  });
  const results = Object.fromEntries([...outcomes].map(([id, { result }]) => [id, result]));
  return { order, results, outcomes };
}

it('takes the many steps of one client without comparing each with all others each time', async () => {
  let looks = 0;
  const count = 200;
  const steps = Array.from({ length: count }, (_, index) => {
    const { operation, ...rest } = step(`client-role/a/r${index}#create`);
    return {
      ...rest,
      get operation() {
        looks += 1;
        return operation;
      },
    };
  });
  const { results } = await run(steps);
  expect(Object.keys(results)).toHaveLength(count);
  // For each step the lanes look through what is ready once or twice, not once for each of what is ready.
  expect(looks).toBeLessThan(12 * count * count);
});

describe('the order of a run', () => {
  it('renames before anything else begins, whether or not it needs the renaming', async () => {
    const { order } = await run([step('role/a#create'), step('client/b#rename'), step('client/c#update')]);
    expect(order.slice(0, 2)).toEqual(['begin client/b#rename', 'end client/b#rename']);
  });

  it('does not wait for a renaming that itself waits', async () => {
    const { results } = await run([step('role/a#create'), step('client/b#rename', ['role/a#create'])]);
    expect(results).toEqual({ 'role/a#create': 'applied', 'client/b#rename': 'applied' });
  });

  it('deletes, disables and forgets only after everything else has ended', async () => {
    const last = ['client/a#delete', 'client/b#disable', 'role/c#forget'];
    const { order } = await run([
      ...last.map((id) => step(id)),
      step('role/d#create'),
      step('role/d#link', ['role/d#create']),
    ]);
    const others = order.lastIndexOf('end role/d#link');
    for (const id of last) expect(order.indexOf(`begin ${id}`)).toBeGreaterThan(others);
  });

  it('deletes groups above each other one after the other', async () => {
    const { order } = await run([step('group/a/b#delete'), step('group/a#delete'), step('group/c#delete')]);
    const inOrder = order.filter((line) => !line.includes('group/c'));
    expect(inOrder.map((line) => line.split(' ')[0])).toEqual(['begin', 'end', 'begin', 'end']);
  });

  it('is refused where something needs what comes last', async () => {
    const steps = [step('client/a#delete'), step('client/b#create', ['client/a#delete'])];
    await expect(run(steps)).rejects.toThrow('which comes last');
  });
});

describe('a step that was not done', () => {
  it('switches off deletes and disables, and nothing else', async () => {
    const steps = [
      step('role/a#create'),
      step('role/b#create'),
      step('client/c#delete'),
      step('client/d#disable'),
      step('client/e#forget'),
    ];
    const { results, outcomes, order } = await run(steps, ['role/a#create']);
    expect(results).toEqual({
      'role/a#create': 'failed',
      'role/b#create': 'applied',
      'client/c#delete': 'skipped',
      'client/d#disable': 'skipped',
      'client/e#forget': 'applied',
    });
    const message = 'nothing is deleted or disabled any more in a run in which another step was not done';
    expect(outcomes.get('client/c#delete' as StepId)?.message).toBe(message);
    expect(order).not.toContain('begin client/c#delete');
  });

  it('that is a delete itself leaves what has not begun', async () => {
    const steps = ['a', 'b', 'c'].map((name) => step(`client/${name}#delete`));
    const { results } = await run(steps, ['client/a#delete'], 1);
    expect(results).toEqual({
      'client/a#delete': 'failed',
      'client/b#delete': 'skipped',
      'client/c#delete': 'skipped',
    });
  });

  it('that is a renaming leaves alone what does not need it', async () => {
    const steps = [step('client/a#rename'), step('client/a#update', ['client/a#rename']), step('role/b#create')];
    const { results, outcomes } = await run(steps, ['client/a#rename']);
    expect(results).toEqual({
      'client/a#rename': 'failed',
      'client/a#update': 'skipped',
      'role/b#create': 'applied',
    });
    expect(outcomes.get('client/a#update' as StepId)?.message).toContain('the renaming of client a');
  });
});
