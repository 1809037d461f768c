import type { Completed, CompletedCommand, CompletedOption } from './completion.js';

/** For fish from 3.0 on. It completes files everywhere until it is told not to. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  return ['complete -c keyplan -f', ...commands.flatMap(commandLines)].join('\n');
}

function commandLines({ command, description, options, argument }: CompletedCommand): readonly string[] {
  const after = `complete -c keyplan -n '__fish_seen_subcommand_from ${command}'`;
  return [
    `complete -c keyplan -n __fish_use_subcommand -a ${command} -d '${quoted(description)}'`,
    ...options.map((option) => `${after} ${optionText(option)}`),
    ...(argument === undefined ? [] : [`${after} ${valueText(argument.completed)}`]),
  ];
}

function optionText({ flag, description, value }: CompletedOption): string {
  const parts = [
    `-l ${flag.replace(/^--/, '')}`,
    ...(value === undefined || value.isOptional ? [] : ['-r', valueText(value.completed)]),
    `-d '${quoted(description)}'`,
  ];
  return parts.join(' ');
}

function valueText(completed: Completed): string {
  switch (completed.type) {
    case 'words': {
      const words = completed.words.join(' ');
      const list = `(__fish_complete_list ${completed.separator ?? ''} 'printf "%s\\n" ${words}')`;
      return `-f -a '${completed.separator === undefined ? words : quoted(list)}'`;
    }
    case 'files':
      return '-F';
    case 'folders':
      return "-f -a '(__fish_complete_directories)'";
    case 'free':
      return '-f';
  }
}

function quoted(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
