import { expect } from 'vitest';
import { applyPlan } from '../../src/apply/index.js';
import {
  address,
  groupAddress,
  type DesiredState,
  type LiveObject,
  type Plan,
  type ProgressEvent,
  type Report,
} from '../../src/model/index.js';
import { FakeRealm, type FakeOptions } from './fake-realm.js';
import { desired, has, OWNER, wants } from './states.js';

export const API = address('client', 'api');
export const AGENT = address('client', 'agent');
export const SUBMIT = address('client-role', 'api', 'submit');
export const READER = address('role', 'reader');
export const AGENTS = groupAddress('/agents');

/** A client with a role, an agent that holds that role, a realm role and a group. */
export const WANTED = desired([
  wants(READER, [['description', 'reads']]),
  wants(AGENTS, [['realmRoles/reader', true]]),
  wants(API, [['enabled', true]]),
  wants(SUBMIT),
  wants(AGENT, [
    ['enabled', true],
    ['serviceAccount/present', true],
    ['serviceAccount/realmRoles/reader', true],
    ['serviceAccount/clientRoles/api/submit', true],
    [['serviceAccount', 'groups', '/agents'], true],
  ]),
]);

export interface Run {
  readonly realm: FakeRealm;
  readonly report: Report;
  readonly events: readonly ProgressEvent[];
}

export interface RunOptions {
  readonly wanted?: DesiredState;
  readonly signal?: AbortSignal;
  /** Between planning and the first read of the apply. */
  readonly between?: (realm: FakeRealm) => void;
  /** Between the first read of the apply and its first write. */
  readonly afterReread?: (realm: FakeRealm) => void;
  readonly replan?: (realm: FakeRealm) => Promise<Plan>;
}

/** Plans and applies on a realm in memory, and holds what must be true of every run. */
export async function run(
  objects: readonly LiveObject[],
  fake: FakeOptions = {},
  options: RunOptions = {},
): Promise<Run> {
  const { wanted = WANTED, signal = new AbortController().signal } = options;
  const realm = new FakeRealm(objects, fake);
  const found = realm.state();
  const plan = realm.plan(wanted);
  options.between?.(realm);
  const events: ProgressEvent[] = [];
  const report = await applyPlan(
    {
      writer: realm.writer,
      reread: async (addresses) => {
        const now = realm.state();
        options.afterReread?.(realm);
        return { ...now, objects: new Map([...now.objects].filter(([of]) => addresses.has(of))) };
      },
      replan: () => options.replan?.(realm) ?? Promise.resolve(realm.plan(wanted)),
    },
    plan,
    { desired: wanted, live: found, signal, onProgress: (event) => events.push(event) },
  );
  expect(realm.complaints).toEqual([]);
  expect(report.outcomes.map(({ step }) => step)).toEqual(plan.steps.map(({ id }) => id));
  return { realm, report, events };
}

/** What became of each step. */
export function results(report: Report): Readonly<Record<string, string>> {
  return Object.fromEntries(report.outcomes.map(({ step, result }) => [step, result]));
}

/** Why a step was not done. */
export function messageOf(report: Report, step: string): string {
  return report.outcomes.find((outcome) => outcome.step === step)?.message ?? '';
}

/** An object that an earlier run made, with the mark that fits the files. */
export function made(of: Parameters<typeof has>[0], written: Parameters<typeof has>[1] = []): LiveObject {
  const object = has(of, written, { owner: OWNER, applied: WANTED.objects.get(of)?.digest ?? '' });
  return object.mark === undefined ? object : { ...object, mark: { ...object.mark, ownsRoles: of === API } };
}

/** An object with everything that the files want of it. */
export function whole(of: Parameters<typeof has>[0]): LiveObject {
  return { ...made(of), facts: WANTED.objects.get(of)?.facts ?? new Map() };
}
