import { InvalidArgumentError, type Command, Option } from 'commander';
import {
  GUARDS,
  HAZARDS,
  nearest,
  type Address,
  type Allowance,
  type GuardName,
  type HazardName,
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
