import type { Command } from 'commander';

/** One command with the words that may follow it. */
interface Words {
  readonly command: string;
  readonly description: string;
  readonly options: readonly { readonly flag: string; readonly description: string }[];
}

/**
 * The completion script of a shell, made from the program's own commands and options. To try it:
 * `source <(keyplan completion bash)`.
 */
export function completionScript(program: Command, shell: string): string {
  const words = program.commands.map(
    (command): Words => ({
      command: command.name(),
      description: command.description(),
      options: command.options
        .map(({ long, description }) => ({ flag: long ?? '', description }))
        .filter(({ flag }) => flag !== ''),
    }),
  );
  switch (shell) {
    case 'zsh':
      return zsh(words);
    case 'fish':
      return fish(words);
    default:
      return bash(words);
  }
}

function bash(words: readonly Words[]): string {
  const cases = words.map(
    ({ command, options }) => `    ${command}) words="${options.map(({ flag }) => flag).join(' ')}" ;;`,
  );
  return [
    '_keyplan() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" words',
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    '  esac',
    `  if [ "$COMP_CWORD" -eq 1 ]; then words="${words.map(({ command }) => command).join(' ')} --help --version"; fi`,
    '  case "$current" in',
    '    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;',
    '    *) COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current")) ;;',
    '  esac',
    '  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "$words" -- "$current")); fi',
    '}',
    'complete -o filenames -F _keyplan keyplan',
  ].join('\n');
}

function zsh(words: readonly Words[]): string {
  const quoted = (text: string): string =>
    text.replaceAll("'", "'\\''").replaceAll(':', '\\:').replaceAll('[', '\\[').replaceAll(']', '\\]');
  const commands = words.map(({ command, description }) => `    '${command}:${quoted(description)}'`);
  const cases = words.map(({ command, options }) => {
    const specs = options.map(({ flag, description }) => `'${flag}[${quoted(description)}]'`);
    return `    ${command}) _arguments ${specs.join(' ')} '*:file:_files' ;;`;
  });
  return [
    '#compdef keyplan',
    '_keyplan() {',
    '  local -a commands=(',
    ...commands,
    '  )',
    '  if (( CURRENT == 2 )); then _describe command commands; return; fi',
    '  local command=$words[2]',
    '  shift words; (( CURRENT-- ))',
    '  case $command in',
    ...cases,
    '  esac',
    '}',
    'compdef _keyplan keyplan',
  ].join('\n');
}

function fish(words: readonly Words[]): string {
  const quoted = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return words
    .flatMap(({ command, description, options }) => [
      `complete -c keyplan -n __fish_use_subcommand -a ${command} -d '${quoted(description)}'`,
      ...options.map(
        ({ flag, description: text }) =>
          `complete -c keyplan -n '__fish_seen_subcommand_from ${command}' -l ${flag.replace(/^--/, '')} -d '${quoted(text)}'`,
      ),
    ])
    .join('\n');
}
