import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { applyPlan } from '../../src/apply/index.js';
import { runSchedule } from '../../src/apply/run-schedule.js';
import { locksOf } from '../../src/apply/step-locks.js';
import {
  address,
  groupAddress,
  type DesiredState,
  type Facts,
  type Operation,
  type Outcome,
  type Plan,
  type Report,
  type Step,
  type StepId,
} from '../../src/model/index.js';
import { FakeRealm, type WriteFault } from '../support/fake-realm.js';
import { at, desired, wants } from '../support/states.js';

type Fate = 'applied' | 'failed' | 'moved';

interface Graph {
  readonly steps: readonly Step[];
  readonly fates: ReadonlyMap<StepId, Fate>;
  /** The signal is aborted when this many steps have started; never when it is more than there are. */
  readonly stopAfter: number;
}

const OPERATIONS: readonly Operation[] = ['create', 'update', 'mark', 'link', 'grant'];

/** Steps on a few objects that need earlier ones at random. */
const anyGraph: fc.Arbitrary<Graph> = fc
  .array(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      kind: fc.constantFrom('client', 'client-role', 'role'),
      operation: fc.constantFrom(...OPERATIONS),
      needs: fc.array(fc.nat(), { maxLength: 3 }),
      fate: fc.constantFrom<Fate>('applied', 'applied', 'applied', 'failed', 'moved'),
    }),
    { maxLength: 25 },
  )
  .chain((drafts) =>
    fc.record({ drafts: fc.constant(drafts), stopAfter: fc.oneof(fc.constant(1000), fc.integer({ min: 0, max: 20 })) }),
  )
  .map(({ drafts, stopAfter }) => {
    const ids = drafts.map(({ kind, name, operation }, index) => `${kind}/${name}/${index}#${operation}` as StepId);
    const steps = drafts.map(
      ({ kind, name, operation, needs }, index): Step => ({
        id: ids[index] ?? ('' as StepId),
        address: kind === 'client-role' ? address(kind, name, 'r') : address(kind as 'client', name),
        operation,
        fields: [],
        needs: index === 0 ? [] : [...new Set(needs.map((need) => ids[need % index] ?? ('' as StepId)))],
        hazards: [],
        digest: '',
        place: at(1),
      }),
    );
    return { steps, fates: new Map(drafts.map(({ fate }, index) => [ids[index] ?? ('' as StepId), fate])), stopAfter };
  });

describe('laws of the schedule', () => {
  test.prop([anyGraph])(
    'each step has one outcome, after all that it needs, alone on its client, four at most',
    async (graph) => {
      const controller = new AbortController();
      const ran = new Map<StepId, Fate>();
      const running = new Map<StepId, readonly string[]>();
      const told: StepId[] = [];
      const faults: string[] = [];
      let stopped = false;
      const outcomes = await runSchedule({
        steps: graph.steps,
        settled: new Map(),
        atOnceMax: 4,
        signal: controller.signal,
        async run(step) {
          if (stopped) faults.push(`${step.id} started after the stop`);
          if (ran.has(step.id)) faults.push(`${step.id} ran twice`);
          const early = step.needs.find((need) => ran.get(need) !== 'applied' || running.has(need));
          if (early !== undefined) faults.push(`${step.id} ran before ${early}`);
          const locks = locksOf(step);
          for (const [other, held] of running) {
            if (held.some((lock) => locks.some((own) => own === lock))) faults.push(`${step.id} ran beside ${other}`);
          }
          const fate = graph.fates.get(step.id) ?? 'applied';
          running.set(step.id, locks);
          ran.set(step.id, fate);
          if (running.size > 4) faults.push(`${running.size} at once`);
          if (ran.size >= graph.stopAfter) {
            stopped = true;
            controller.abort();
          }
          await new Promise<void>((resolve) => setImmediate(resolve));
          running.delete(step.id);
          return { outcome: { step: step.id, result: fate }, hopeless: false };
        },
        onOutcome: (step) => told.push(step.id),
      });
      expect(faults).toEqual([]);
      expect([...told].sort()).toEqual(graph.steps.map(({ id }) => id).sort());
      for (const step of graph.steps)
        expect(outcomes.get(step.id)?.result).toBe(expectedResult(step, { ran, stopped, outcomes }));
    },
  );
});

interface Ended {
  readonly ran: ReadonlyMap<StepId, Fate>;
  readonly stopped: boolean;
  readonly outcomes: ReadonlyMap<StepId, Outcome>;
}

function expectedResult(step: Step, { ran, stopped, outcomes }: Ended): Outcome['result'] | undefined {
  const own = ran.get(step.id);
  if (own !== undefined) return own;
  const broken = step.needs.some((need) => ['failed', 'moved', 'skipped'].includes(outcomes.get(need)?.result ?? ''));
  if (broken) return 'skipped';
  return stopped ? 'interrupted' : undefined;
}

/** A service with its API's roles, its own grants, a group and a scope that attaches itself. */
const WANTED = desired([
  wants(address('role', 'reader'), [['composites/client/api/submit', true]]),
  wants(groupAddress('/agents'), [['realmRoles/reader', true]]),
  wants(groupAddress('/agents/eu')),
  wants(address('client-scope', 'aud'), [['attachTo/default/api', true]]),
  wants(address('client', 'api'), [['enabled', true]]),
  wants(address('client-role', 'api', 'submit')),
  wants(address('client-role', 'api', 'read'), [['description', 'reads']]),
  ...['one', 'two', 'three'].map((name) =>
    wants(address('client', name), [
      ['enabled', true],
      ['defaultClientScopes/aud', true],
      ['serviceAccount/present', true],
      ['serviceAccount/realmRoles/reader', true],
      ['serviceAccount/clientRoles/api/submit', true],
      [['serviceAccount', 'groups', '/agents/eu'], true],
    ]),
  ),
]);

const anyFaults: fc.Arbitrary<ReadonlyMap<number, WriteFault>> = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 24 }),
      fc.record(
        { status: fc.constantFrom(undefined, 400, 500, 503), isDone: fc.boolean() },
        { requiredKeys: ['isDone'] },
      ),
    ),
    { maxLength: 6 },
  )
  .map(
    (faults) =>
      new Map(
        faults.map(([write, { status, isDone }]) => [write, { isDone, ...(status === undefined ? {} : { status }) }]),
      ),
  );

describe('laws of applying', () => {
  test.prop([anyFaults, fc.integer({ min: 1, max: 30 })])(
    'stopping anywhere, with any faults, and running again ends the same',
    async (faults, stopAt) => {
      const whole = new FakeRealm([]);
      await applied(whole, WANTED, whole.plan(WANTED));
      const controller = new AbortController();
      let isFirst = true;
      const realm = new FakeRealm([], {
        faultAt: (_step, write) => (isFirst ? faults.get(write) : undefined),
        onWrite: (_step, write) => (write === stopAt ? controller.abort() : undefined),
      });
      const first = await applied(realm, WANTED, realm.plan(WANTED), controller.signal);
      isFirst = false;
      if (first.state === 'converged') expect(realm.plan(WANTED).changes).toEqual([]);
      const second = await applied(realm, WANTED, realm.plan(WANTED));
      expect(second.state).toBe('converged');
      expect(factsOf(realm)).toEqual(factsOf(whole));
      expect([...whole.complaints, ...realm.complaints]).toEqual([]);
    },
  );
});

async function applied(
  realm: FakeRealm,
  wanted: DesiredState,
  plan: Plan,
  signal: AbortSignal = new AbortController().signal,
): Promise<Report> {
  const edges = {
    writer: realm.writer,
    reread: () => Promise.resolve(realm.state()),
    replan: () => Promise.resolve(realm.plan(wanted)),
  };
  return applyPlan(edges, plan, { desired: wanted, live: realm.state(), signal, onProgress: () => undefined });
}

function factsOf(realm: FakeRealm): readonly (readonly [string, Facts])[] {
  return [...realm.state().objects].map(([of, { facts }]) => [of, facts] as const);
}
