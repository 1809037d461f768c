/** The largest file that is read, in bytes. A thousand clients with everything written out need less than half of it. */
export const FILE_SIZE_MAX = 4 * 1024 * 1024;

/**
 * How many names of files and folders one pattern may go past. A folder may hold itself under many names at no cost, and that
 * one again: some hundred bytes of git then stand for more files than any machine reads.
 */
export const NAMES_MAX = 100_000;

/** How deep maps and lists may lie in each other, aliases included. Real files need 8; a parser's stack ends far above. */
export const DEPTH_MAX = 32;

/**
 * How many values the aliases of one file may stand for in all. Aliases cost nothing here, but every later stage walks
 * what they name again: a thousand clients that share a block of fifty values stay below, a bomb does not.
 */
export const ALIASED_NODES_MAX = 50_000;

/** How many syntax errors of one file are shown; one missing quote can make a hundred. */
export const SYNTAX_ERRORS_MAX = 20;

/** How many mistakes of one file are shown one by one. */
export const DIAGNOSTICS_MAX = 1000;
