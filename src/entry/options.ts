import { InvalidArgumentError, type Command, Option } from 'commander';
import {
  GUARDS,
  HAZARDS,
  nearest,
  ORIGINS,
  type Address,
  type Allowance,
  type GuardName,
  type HazardName,
  type Origin,
} from '../model/index.js';

/** The options that every command takes. */
export interface SharedOptions {
  readonly config: string;
  readonly target: readonly string[];
  readonly json: boolean;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Adds the options that every command takes. */
export function withSharedOptions(command: Command): Command {
  return command
    .option('--config <file>', 'the settings', 'keyplan.yaml')
    .addOption(new Option('--target <name...>', 'only these targets of the settings').default([]))
    .option('--json', 'results as JSON, on stdout', false)
    .option('--no-color', 'no colours, as with NO_COLOR')
    .option('--quiet', 'no progress', false)
    .option('--verbose', 'every request, the ways in which things were read, causes of errors', false);
}

/** The option `--allow`, which may be given several times. */
export function allowOption(): Option {
  return new Option(
    '--allow <hazard[:address]>',
    'allow a hazard, everywhere or on one object, or a guard; may be given several times',
  )
    .argParser((text: string, before: readonly Allowance[]) => [...before, parseAllowance(text)])
    .default([], 'none');
}

function parseAllowance(text: string): Allowance {
  const [rule = '', ...rest] = text.split(':');
  const known: readonly string[] = [...HAZARDS, ...GUARDS];
  if (!known.includes(rule)) {
    const [suggestion] = nearest(rule, known);
    throw new InvalidArgumentError(
      `There is no hazard or guard "${rule}"${suggestion === undefined ? '' : `; did you mean "${suggestion}"?`}`,
    );
  }
  const address = rest.join(':');
  return address === ''
    ? { rule: rule as HazardName | GuardName }
    : { rule: rule as HazardName | GuardName, address: address as Address };
}

/** The option `--base`. */
export function baseOption(): Option {
  return new Option(
    '--base <revision>',
    'tell what this revision changes against that one, of which the settings count; nothing is fetched or checked out',
  );
}

/** The option `--only-origin`. */
export function onlyOriginOption(): Option {
  return new Option(
    '--only-origin <origins>',
    `only differences that come from there: ${ORIGINS.join(', ')}; several with commas`,
  ).argParser(parseOrigins);
}

/** The option `--expect-only`. */
export function expectOnlyOption(): Option {
  return new Option('--expect-only <origins>', 'exit 5 when a difference comes from anywhere else').argParser(
    parseOrigins,
  );
}

/** The option `--due`. */
export function dueOption(): Option {
  return new Option('--due', 'with what falls due by date').default(false);
}

/** The option `--wait`. */
export function waitOption(): Option {
  return new Option('--wait <time>', 'wait so long for a server that starts, such as 120s or 5m').argParser(parseWait);
}

/** What waits longer than this waits for nothing. */
const WAIT_SECONDS_MAX = 3600;

/** Milliseconds of a time in seconds, minutes or hours. */
function parseWait(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const seconds = Number(count) * ({ s: 1, m: 60, h: 3600 }[unit] ?? Number.NaN);
  if (seconds >= 1 && seconds <= WAIT_SECONDS_MAX) return seconds * 1000;
  throw new InvalidArgumentError('Write a time from 1s to 1h, such as 120s.');
}

function parseOrigins(text: string): readonly Origin[] {
  const known: readonly string[] = ORIGINS;
  const words = text.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) {
    const [suggestion] = nearest(unknown, known);
    throw new InvalidArgumentError(
      `There is no origin "${unknown}"; ${suggestion === undefined ? `origins are ${known.join(', ')}` : `did you mean "${suggestion}"?`}`,
    );
  }
  return ORIGINS.filter((origin) => words.includes(origin));
}
