import { InvalidArgumentError, type Command, Option } from 'commander';
import { ORIGINS, type Allowance } from '../model/index.js';
import { parseAllowance, parseOrigins, parseWait, type Parsed } from './parse-values.js';
import { ACTION_REFERENCE } from '../commands/github-workflows.js';

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
    .argParser((text: string, before: readonly Allowance[]) => [...before, taken(parseAllowance(text))])
    .default([], 'none');
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
  ).argParser((text: string) => taken(parseOrigins(text)));
}

/** The option `--expect-only`. */
export function expectOnlyOption(): Option {
  return new Option('--expect-only <origins>', 'exit 5 when a difference comes from anywhere else').argParser(
    (text: string) => taken(parseOrigins(text)),
  );
}

/** The option `--due`. */
export function dueOption(): Option {
  return new Option('--due', 'with what falls due by date').default(false);
}

/** Which action the workflows that `init` writes use. */
export function workflowsOption(): Option {
  const description = `also workflows of GitHub Actions, which sign in without a secret; their steps use this action, ${ACTION_REFERENCE} where none is named`;
  return new Option('--github [action]', description).preset(ACTION_REFERENCE);
}

/** The option `--wait`. */
export function waitOption(): Option {
  return new Option('--wait <time>', 'wait so long for a server that starts, such as 120s or 5m').argParser(
    (text: string) => taken(parseWait(text)),
  );
}

/** commander wants what cannot be taken to be thrown. */
function taken<T>(parsed: Parsed<T>): T {
  if ('problem' in parsed) throw new InvalidArgumentError(parsed.problem);
  return parsed.value;
}
