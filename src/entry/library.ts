import { dirname, resolve } from 'node:path';
import { apply, drift, plan, validate, type Output } from '../commands/index.js';
import type { KeyplanPlan } from '../kinds/generated/plan-file.js';
import type { KeyplanReport } from '../kinds/generated/report-file.js';
import {
  Failure,
  nearest,
  type Allowance,
  type Diagnostic,
  type Origin,
  type ProgressListener,
} from '../model/index.js';
import type { failureJson } from '../render/index.js';
import { installTransport, type SessionOptions } from '../systems/keycloak/index.js';
import { parseAllowance, parseOrigins } from './parse-values.js';
import { createApplyingWorld, createLookingWorld } from './world.js';

/** What the commands of the library work on, and whom they tell. */
export interface KeyplanOptions {
  /** The folder that `config`, plan files and files of credentials are relative to. */
  readonly folder: string;
  /** Path of the settings; `keyplan.yaml` when absent. */
  readonly config?: string;
  /** The variables in which credentials and proxies are looked up, such as `process.env`; none when absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Told of what is read and done while it goes on. */
  readonly onProgress?: ProgressListener;
  /** Told of every secret before it is used, so that a log can mask it. Must not throw. */
  readonly onSecret?: NonNullable<SessionOptions['onSecret']>;
}

/** One target of the settings. */
export interface OfTarget {
  readonly target: string;
}

/** Which differences a plan holds, and what is allowed: as the options of `keyplan plan` and `keyplan apply` of these names. */
export interface OfPlan extends OfTarget {
  /** The revision that the files are compared with. */
  readonly base?: string;
  readonly allow?: readonly Allowance[];
  readonly onlyOrigins?: readonly Origin[];
  readonly due?: boolean;
}

/** What `apply` takes on top. */
export interface OfApply extends OfPlan {
  /** The plan file that was approved; without one the plan is made now and nobody is asked. */
  readonly planFile?: string;
  /** Aborted to stop after the objects in hand. */
  readonly signal?: AbortSignal;
}

/** How a command ended. */
export interface Ended<T> {
  /** As the command line exits: 0 fine, 2 changes, 3 unreachable or not read whole, 4 wrong files, 5 refused, 6 stale, 7 in part. */
  readonly exit: number;
  /** What `--json` prints. */
  readonly document: T | WrongFiles | NoSuccess;
  /** What the command line writes to stderr. */
  readonly notes: readonly string[];
}

/** Files or settings that cannot be used. */
export interface WrongFiles {
  readonly diagnostics: readonly Diagnostic[];
}

/** What went wrong in the world, such as a server that does not answer. */
export interface NoSuccess {
  readonly failure: ReturnType<typeof failureJson>;
}

/** The commands, without a terminal. They print nothing, ask nobody and leave the process as it is. */
export interface Keyplan {
  /** Needs no server. */
  validate(of: OfTarget): Promise<Ended<WrongFiles & { readonly valid: boolean }>>;
  /** Only reads. Exit 2 where something differs. */
  plan(of: OfPlan & { readonly expectOnly?: readonly Origin[] }): Promise<Ended<KeyplanPlan>>;
  /** Only reads: what was changed outside git. Exit 2 where there is some. */
  drift(of: OfTarget): Promise<Ended<KeyplanPlan>>;
  /** Writes, and plans again: a report, or the plan where there was nothing to do or something stands against it. */
  apply(of: OfApply): Promise<Ended<KeyplanReport | KeyplanPlan>>;
}

/**
 * keyplan for programs of your own: what each command does is what the command line does, guards and read-back included. A
 * misuse, such as a plan file of another target, is thrown as a `Failure`; all else is in how a command ended.
 */
export function openKeyplan(options: KeyplanOptions): Keyplan {
  checkCall('openKeyplan', options, ['folder', 'config', 'environment', 'onProgress', 'onSecret']);
  if (typeof options.folder !== 'string') throw misuse('openKeyplan wants a folder', 'Name that of keyplan.yaml');
  installTransport();
  const { folder, config = 'keyplan.yaml' } = options;
  const world = worldOptions(options, config);
  const selected = ({ target }: OfTarget) => ({ config, targets: [target] });
  const planned = ({ target, base, allow = [], onlyOrigins, due = false }: OfPlan) => ({
    ...selected({ target }),
    allow,
    due,
    ...(base === undefined ? {} : { base }),
    ...(onlyOrigins === undefined ? {} : { onlyOrigins }),
  });
  return {
    async validate(of) {
      checkOfTarget('validate', of);
      return await ended((output) => validate({ folder }, selected(of), output));
    },
    async plan({ expectOnly, ...of }) {
      checkOfPlan('plan', of);
      checkOrigins(expectOnly);
      const asked = { ...planned(of), detailedExitcode: true, showUnmanaged: true };
      const scoped = expectOnly === undefined ? asked : { ...asked, expectOnly };
      return await ended((output) => plan(createLookingWorld(world), scoped, output));
    },
    async drift(of) {
      checkOfTarget('drift', of);
      return await ended((output) => drift(createLookingWorld(world), selected(of), output));
    },
    async apply({ planFile, signal = new AbortController().signal, ...of }) {
      checkOfPlan('apply', of);
      const writing = createApplyingWorld(world, { confirm: undefined, beginWriting: () => signal });
      const asked = { ...planned(of), yes: true, ...(planFile === undefined ? {} : { planFile }) };
      return await ended((output) => apply(writing, asked, output));
    },
  };
}

function checkOfPlan(call: string, of: OfPlan): void {
  checkOfTarget(call, of, ['base', 'allow', 'onlyOrigins', 'due']);
  checkOrigins(of.onlyOrigins);
  if (of.due !== undefined && typeof of.due !== 'boolean') throw misuse('due is true or false', 'Write no text');
  for (const allowance of of.allow ?? []) {
    checkCall('allow', allowance, ['rule', 'address', 'reason', 'until']);
    const { rule, address } = allowance;
    const parsed = parseAllowance(String(rule));
    const isOne = 'value' in parsed && parsed.value.rule === rule && (address === undefined || address !== '');
    if (!isOne)
      throw misuse(
        'problem' in parsed ? parsed.problem : `"${rule}" is no rule`,
        'Write { rule }, or { rule, address }',
      );
  }
}

function checkOfTarget(call: string, of: OfTarget, more: readonly string[] = []): void {
  checkCall(call, of, ['target', ...more]);
  if (typeof of.target !== 'string') throw misuse(`${call} wants a target`, 'Name one of the settings');
}

/** A misspelt option would be left out without a word, and an apply would do more than was asked. */
function checkCall(call: string, given: object, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null)
    throw misuse(`${call} takes an object`, `It has ${known.join(', ')}`);
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const [near] = nearest(unknown, known);
  const hint = near === undefined ? `It has ${known.join(', ')}` : `Did you mean "${near}"?`;
  throw misuse(`${call} has no option "${unknown}"`, hint);
}

function checkOrigins(origins: readonly Origin[] | undefined): void {
  const parsed = origins === undefined ? undefined : parseOrigins(origins.join(','));
  if (parsed !== undefined && 'problem' in parsed) throw misuse(parsed.problem, 'Write them as a list');
}

function misuse(message: string, hint: string): Failure {
  return new Failure('usage', message, { hint });
}

function worldOptions({ folder, environment = {}, onProgress, onSecret }: KeyplanOptions, config: string) {
  return {
    folder,
    settingsFolder: dirname(resolve(folder, config)),
    environment,
    onProgress: onProgress ?? (() => undefined),
    ...(onSecret === undefined ? {} : { onSecret }),
  };
}

/** Runs a command with an output that keeps its words. */
async function ended<T>(run: (output: Output) => Promise<number>): Promise<Ended<T>> {
  const notes: string[] = [];
  let document = 'null';
  const exit = await run({
    result: (text) => (document = text),
    note: (text) => notes.push(text),
    format: 'json',
    resultStyle: 'plain',
    noteStyle: 'plain',
    width: 100,
    verbose: false,
  });
  return { exit, document: JSON.parse(document) as T, notes };
}
