// npm run contract -- --keycloak 24.0.5,26.0.8: runs the contract tests on these versions, one after the other, and ends
// with one count line for each. Without versions: on the default one. Other arguments go to vitest.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULT_SERVER_VERSION } from '../src/systems/local-server/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The contract of the server, and that on each version nothing is lost and every change by hand is found and repaired. */
const PATHS = ['test/contract', 'test/entry/survival.test.ts', 'test/entry/drift.test.ts'];

const { values, positionals } = parseArgs({
  options: { keycloak: { type: 'string', default: DEFAULT_SERVER_VERSION } },
  allowPositionals: true,
});
const counts: string[] = [];
let isFailed = false;
for (const version of values.keycloak.split(',')) {
  const { code, count } = await runContract(version.trim(), positionals);
  counts.push(count);
  isFailed ||= code !== 0;
}
process.stdout.write(`\n${counts.join('\n')}\n`);
process.exitCode = isFailed ? 1 : 0;

/** Runs the tests on a server of their own of this version; a server named by the environment is no such server. */
function runContract(version: string, filters: readonly string[]): Promise<{ code: number; count: string }> {
  const paths = filters.length > 0 ? filters : PATHS;
  const variables = { KEYPLAN_TEST_KEYCLOAK_VERSION: version, KEYPLAN_TESTS_LABEL: version };
  const given = { KEYPLAN_KEYCLOAK_URL: undefined, KEYPLAN_KEYCLOAK_HOME: undefined };
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'server', ...paths];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...given, ...variables },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let count = `${version}: 0 passed, 1 failed`;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith(`${version}: `)) count = line;
      else process.stdout.write(`${line}\n`);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      // Such as a server that cannot be had: a run that failed before its first test counts none.
      const isWhole = code === 0 || !count.includes(' 0 failed');
      resolve({ code: code ?? 1, count: isWhole ? count : `${version}: not run to its end, as explained above` });
    });
  });
}
