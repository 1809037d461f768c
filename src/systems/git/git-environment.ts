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
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_') || PASSED_ON.includes(name));
  return {
    ...Object.fromEntries(entries),
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  };
}
