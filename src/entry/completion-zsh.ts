import type { CompletedCommand, CompletedOption, NamedValue } from './completion.js';

/** For zsh: `_arguments` does the work. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return [
    '#compdef keyplan',
    '_keyplan() {',
    '  local -a commands=(',
    ...commands.map(({ command, description }) => `    '${command}:${quoted(description)}'`),
    '  )',
    '  if (( CURRENT == 2 )); then _describe command commands; return; fi',
    '  local command=$words[2]',
    '  shift words; (( CURRENT-- ))',
    '  case $command in',
    ...commands.map(({ command, options, argument }) => {
      const own = argument === undefined ? [] : [`'${argument.isOptional ? ':' : ''}${actionOf(argument)}'`];
      return `    ${command}) _arguments ${[...options.map(optionSpec), ...own].join(' ')} ;;`;
    }),
    '  esac',
    '}',
    'compdef _keyplan keyplan',
  ].join('\n');
}

function optionSpec({ flag, description, value, repeats }: CompletedOption): string {
  const text = `[${quoted(description)}]`;
  if (value === undefined) return `'${flag}${text}'`;
  return `'${repeats ? '*' : ''}${flag}=${text}${value.isOptional ? ':' : ''}${actionOf(value)}'`;
}

function actionOf({ name, completed }: NamedValue): string {
  const message = `:${quoted(name)}:`;
  switch (completed.type) {
    case 'words': {
      const words = completed.words.join(' ');
      return completed.separator === undefined
        ? `${message}(${words})`
        : `${message}_values -s ${completed.separator} ${quoted(name)} ${words}`;
    }
    case 'files':
      return `${message}_files`;
    case 'folders':
      return `${message}_files -/`;
    case 'free':
      return `${message} `;
  }
}

function quoted(text: string): string {
  return text.replaceAll("'", "'\\''").replaceAll(':', '\\:').replaceAll('[', '\\[').replaceAll(']', '\\]');
}
