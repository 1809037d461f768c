import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.js';
import { serverLogReporter } from './test/support/server-log-reporter.js';
import { summaryReporter } from './test/support/summary-reporter.js';

// offline: needs nothing but this checkout. server: one real Keycloak for the whole run, one realm for each test.
// endurance: what takes many minutes by its nature; `npm run faults` runs it, `npm test` does not.
const offline = ['unit', 'scenarios', 'properties', 'repo'];
const server = ['contract', 'entry', 'examples', 'action'];
const testFiles = (folders: readonly string[]): string[] => folders.map((folder) => `test/${folder}/**/*.test.ts`);

// The server and the tests share the machine; more files at once only make each other time out. With another number for
// one of the projects, its files would run apart, after those of the others.
const maxWorkers = 2;

const onServer = {
  globalSetup: ['test/support/keycloak-setup.ts'],
  maxWorkers,
  testTimeout: 180_000,
  hookTimeout: 180_000,
};

const config: ViteUserConfig = defineConfig({
  test: {
    reporters: ['default', serverLogReporter(), summaryReporter()],
    maxWorkers,
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { name: 'offline', include: testFiles(offline), testTimeout: 30_000, maxConcurrency: 20, maxWorkers } },
      { test: { name: 'server', include: testFiles(server), ...onServer } },
      { test: { name: 'endurance', include: testFiles(['endurance']), ...onServer } },
    ],
  },
});

export default config;
