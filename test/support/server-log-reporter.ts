import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter } from 'vitest/node';
import { projectRoot } from './project-files.js';

/** Where the one Keycloak of the run writes what it says; set by keycloak-setup.ts in the process of the reporters. */
export const SERVER_LOG_VARIABLE = 'KEYPLAN_TESTS_SERVER_LOG';

const ERRORS_MAX = 20;
const LINES_MAX = 12;

/**
 * The last errors in a log of Keycloak, the oldest first, each with the lines that follow it, such as those of an exception,
 * shortened.
 */
export function serverErrors(log: string): readonly string[] {
  const entries = log.split(/\n(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/);
  return entries
    .filter((entry) => /^\S+ \S+ ERROR\s/.test(entry))
    .slice(-ERRORS_MAX)
    .map((entry) => {
      const lines = entry.trimEnd().split('\n');
      const more = lines.length - LINES_MAX;
      return more > 0 ? [...lines.slice(0, LINES_MAX), `\t… ${more} lines more`].join('\n') : lines.join('\n');
    });
}

/** When a test failed, keeps the server's log, which goes with the server else, and prints the errors in it. */
export function serverLogReporter(): Reporter {
  return {
    onTestRunEnd(modules, errors) {
      const log = process.env[SERVER_LOG_VARIABLE];
      const failed = errors.length > 0 || modules.some((module) => !module.ok());
      if (!failed || log === undefined || !existsSync(log)) return;
      const kept = join(projectRoot, '.cache', 'failed-tests-server.log');
      copyFileSync(log, kept);
      const found = serverErrors(readFileSync(log, 'utf8'));
      const words = found.length === 0 ? 'tells of no error' : 'ends with these errors';
      process.stdout.write([`The server's log, kept as ${kept}, ${words}.`, ...found, ''].join('\n'));
    },
  };
}
