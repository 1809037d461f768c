import type { Argument, Command, Option } from 'commander';
import { EXPLAINED_CODES, GUARDS, HAZARDS, ORIGINS } from '../model/index.js';
import { bashScript } from './completion-bash.js';
import { fishScript } from './completion-fish.js';
import { zshScript } from './completion-zsh.js';

/** What a shell completes where a value stands. What only the settings or the server know is `free`: nothing is offered. */
export type Completed =
  | { readonly type: 'words'; readonly words: readonly string[]; readonly separator?: string }
  | { readonly type: 'files' | 'folders' | 'free' };

/** One option with what may follow it. */
export interface CompletedOption {
  readonly flag: string;
  readonly description: string;
  /** Absent for a switch. */
  readonly value?: NamedValue;
  /** Whether it may be given again. */
  readonly repeats: boolean;
}

/** A value by the name that the help calls it. */
export interface NamedValue {
  readonly name: string;
  readonly isOptional: boolean;
  readonly completed: Completed;
}

/** One command with all that may follow it. */
export interface CompletedCommand {
  readonly command: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly argument?: NamedValue;
}

/** What stands for a value, by the name that the help calls it. */
const COMPLETED: Readonly<Record<string, Completed>> = {
  file: { type: 'files' },
  'plan-file': { type: 'files' },
  folder: { type: 'folders' },
  code: { type: 'words', words: EXPLAINED_CODES },
  origins: { type: 'words', words: ORIGINS, separator: ',' },
  'hazard[:address]': { type: 'words', words: [...HAZARDS, ...GUARDS] },
};

/**
 * The completion script of a shell, made from the program's own commands, options and values. To try it:
 * `source <(keyplan completion bash)`.
 */
export function completionScript(program: Command, shell: string): string {
  const commands = program.commands.map(completedCommand);
  switch (shell) {
    case 'zsh':
      return zshScript(commands);
    case 'fish':
      return fishScript(commands);
    default:
      return bashScript(commands);
  }
}

function completedCommand(command: Command): CompletedCommand {
  const [argument] = command.registeredArguments;
  return {
    command: command.name(),
    description: command.description(),
    options: command.options.flatMap(completedOption),
    ...(argument === undefined ? {} : { argument: completedArgument(argument) }),
  };
}

function completedArgument(argument: Argument): NamedValue {
  const name = argument.name();
  return { name, isOptional: !argument.required, completed: completedBy(name, argument.argChoices) };
}

function completedOption(option: Option): readonly CompletedOption[] {
  const { long, description, flags } = option;
  if (long === undefined || long === null) return [];
  const [, name] = /[<[](.+?)(?:\.{3})?[>\]]$/.exec(flags) ?? [];
  const shown = { flag: long, description, repeats: Array.isArray(option.defaultValue) };
  if (name === undefined) return [shown];
  return [{ ...shown, value: { name, isOptional: !option.required, completed: completedBy(name, option.argChoices) } }];
}

function completedBy(name: string, choices: readonly string[] | undefined): Completed {
  return choices === undefined ? (COMPLETED[name] ?? { type: 'free' }) : { type: 'words', words: choices };
}
