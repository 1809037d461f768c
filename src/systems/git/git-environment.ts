import process from 'node:process';

/**
 * Variables with which an operator says where git's configuration is, which may say that the folder is safe. GIT_DIR and
 * the like stay out: inside a hook they would make git answer for another repository.
 */
export const PASSED_ON: readonly string[] = [
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CEILING_DIRECTORIES',
];

/**
 * The environment of a git that only looks at what the clone holds. In a partial clone git would fetch what is missing:
 * GIT_NO_LAZY_FETCH is the word against it, and a git that does not know the word finds no protocol to fetch by.
 */
export function offlineEnvironment(): Readonly<Record<string, string | undefined>> {
  return { ...cleanEnvironment(PASSED_ON), GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none', ...ALWAYS };
}

/** The environment of a git that fetches from one remote by one protocol, with settings that no other process sees. */
export function fetchEnvironment(
  protocol: string,
  settings: ReadonlyMap<string, string>,
): Readonly<Record<string, string | undefined>> {
  const counted = [...settings].flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    ...cleanEnvironment([...PASSED_ON, 'GIT_SSL_CAINFO', 'GIT_SSL_CAPATH']),
    ...Object.fromEntries(counted),
    GIT_CONFIG_COUNT: String(settings.size),
    GIT_ALLOW_PROTOCOL: protocol,
    ...ALWAYS,
  };
}

const ALWAYS = { GIT_NO_REPLACE_OBJECTS: '1', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };

function cleanEnvironment(passedOn: readonly string[]): Readonly<Record<string, string | undefined>> {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_') || passedOn.includes(name));
  return Object.fromEntries(entries);
}
