// What runs of the usual length cost is decided by how often V8 looks through its whole heap (docs/decisions/short-runs.md).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../support/project-files.js';

const SETTINGS = `version: 1
owner: example.org/short-runs
targets:
  local:
    server: http://127.0.0.1:1
    realm: agents
    files: ['clients-*.yaml']
    auth:
      plan: { clientId: keyplan-plan, clientSecret: { env: KEYPLAN_SECRET } }
      apply: { clientId: keyplan-apply, clientSecret: { env: KEYPLAN_SECRET } }
`;
const CLIENT = `
    type: service
    description: Reads what the others write
    redirectUris: [https://a.example/callback, https://b.example/callback]
    attributes: { access.token.lifespan: 300, use.refresh.tokens: false }
    protocolMappers:
      audience: { audience: api }
      other: { audience: web }
    serviceAccount: { attributes: { team: [platform], zone: [eu] } }
`;

/** How large the heap was, in MB, each time V8 looked through all of it while so many clients were checked. */
function fullCollections(clients: number): readonly number[] {
  const folder = mkdtempSync(join(tmpdir(), 'keyplan-short-runs-'));
  try {
    writeFileSync(join(folder, 'keyplan.yaml'), SETTINGS);
    for (let first = 0; first < clients; first += 100) {
      const entries = Array.from({ length: 100 }, (_, index) => `  agent-${first + index}:${CLIENT}`);
      writeFileSync(join(folder, `clients-${first}.yaml`), `clients:\n${entries.join('')}`);
    }
    const args = ['--trace-gc', join(projectRoot, 'dist', 'program', 'start.js'), 'validate'];
    const trace = execFileSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(trace).toContain(` valid, ${clients} objects`);
    return [...trace.matchAll(/Mark-Compact(?: \(reduce\))? ([\d.]+) /g)].map(([, mb]) => Number(mb));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a run over a thousand clients ends before V8 looks through its heap a second time', () => {
  expect(fullCollections(1000)).toHaveLength(1);
});

test('the heap of a long run no more than doubles between two looks, but for the second', () => {
  const [first = 0, ...later] = fullCollections(12_000);
  expect(first).toBeLessThan(40);
  expect(later.length).toBeGreaterThan(1);
  const [, ...further] = later;
  for (const [index, mb] of further.entries()) expect(mb).toBeLessThan(2.5 * (later[index] ?? 0));
});
