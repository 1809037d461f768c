// keyplan on another day: the commands in this process, with a clock of the test's. All else is as the program has it.
import { apply, plan, type Output } from '../../src/commands/index.js';
import { installTransport } from '../../src/systems/keycloak/index.js';
import type { Allowance } from '../../src/model/index.js';
import { createApplyingWorld } from '../../src/entry/world.js';
import type { Run, Workplace } from './workplace.js';

export interface OnDay {
  readonly command: 'plan' | 'apply';
  readonly due?: boolean;
  readonly json?: boolean;
  readonly allow?: readonly Allowance[];
}

/** Runs a command as if today were this day, `yyyy-mm-dd`; `plan` with a detailed exit code, `apply` asking nobody. */
export async function runOnDay(
  { folder, environment }: Workplace,
  day: string,
  { command, due = false, json = false, allow = [] }: OnDay,
): Promise<Run> {
  let [stdout, stderr] = ['', ''];
  const output: Output = {
    result: (text) => (stdout += `${text}\n`),
    note: (text) => (stderr += `${text}\n`),
    format: json ? 'json' : 'text',
    resultStyle: 'plain',
    noteStyle: 'plain',
    width: 100,
    verbose: false,
  };
  installTransport();
  const options = { folder, settingsFolder: folder, environment, onProgress: () => {} };
  const world = {
    ...createApplyingWorld(options, { confirm: undefined, beginWriting: () => new AbortController().signal }),
    today: () => day,
  };
  const selection = { config: 'keyplan.yaml', targets: [], due, allow };
  const exitCode =
    command === 'plan'
      ? await plan(world, { ...selection, detailedExitcode: true, showUnmanaged: false }, output)
      : await apply(world, { ...selection, yes: true }, output);
  return { exitCode, stdout, stderr };
}
