import type { Completed, CompletedCommand, CompletedOption } from './completion.js';

/** For bash from 3.2 on, which splits words at `=` before anything is asked of us. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ command }) => command);
  return [
    '_keyplan_files() {',
    "  local IFS=$'\\n'",
    '  compopt -o filenames 2>/dev/null',
    '  COMPREPLY=($(compgen "$1" -- "$current"))',
    '}',
    '_keyplan_words() { COMPREPLY=($(compgen -W "$1" -- "$current")); }',
    '_keyplan_list() {',
    '  local last="${current##*,}"',
    '  COMPREPLY=($(compgen -P "${current%"$last"}" -W "$1" -- "$last"))',
    '}',
    '_keyplan() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"',
    '  if [ "$current" = = ]; then current=',
    '  elif [ "$before" = = ]; then before="${COMP_WORDS[COMP_CWORD-2]}"; fi',
    '  COMPREPLY=()',
    `  if [ "$COMP_CWORD" -eq 1 ]; then _keyplan_words "${names.join(' ')} --help --version"; return; fi`,
    '  case "${COMP_WORDS[1]} $before" in',
    ...valueCases(commands),
    '  esac',
    '  case "${COMP_WORDS[1]} $current" in',
    ...commands.flatMap(ownCases),
    '  esac',
    '}',
    'complete -F _keyplan keyplan',
  ].join('\n');
}

/** After an option that wants a value comes nothing else. */
function valueCases(commands: readonly CompletedCommand[]): readonly string[] {
  const patterns = new Map<string, string[]>();
  for (const { command, options } of commands) {
    for (const { flag, value } of options) {
      if (value === undefined || value.isOptional) continue;
      const call = callFor(value.completed);
      patterns.set(call, [...(patterns.get(call) ?? []), `"${command} ${flag}"`]);
    }
  }
  return [...patterns].map(([call, options]) => `    ${options.join('|')}) ${call}; return ;;`);
}

/** The options of a command, and its argument where no option is begun. */
function ownCases({ command, options, argument }: CompletedCommand): readonly string[] {
  const flags = options.map(({ flag }: CompletedOption) => flag).join(' ');
  const otherwise = argument === undefined ? [] : [`    "${command} "*) ${callFor(argument.completed)} ;;`];
  const pattern = argument === undefined ? `"${command} "*` : `"${command} -"*`;
  return [`    ${pattern}) _keyplan_words "${flags}" ;;`, ...otherwise];
}

function callFor(completed: Completed): string {
  switch (completed.type) {
    case 'words':
      return `_keyplan_${completed.separator === undefined ? 'words' : 'list'} "${completed.words.join(' ')}"`;
    case 'files':
      return '_keyplan_files -f';
    case 'folders':
      return '_keyplan_files -d';
    case 'free':
      return ':';
  }
}
