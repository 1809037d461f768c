// What runners run is what the sources say.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { projectRoot, readProjectFile } from '../support/project-files.js';

it('the committed Action is built from these sources: otherwise run "npm run fresh"', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyplan-bundle-'));
  try {
    execFileSync(process.execPath, [join(projectRoot, 'scripts/bundle-action.mjs'), folder], {
      cwd: projectRoot,
      stdio: 'ignore',
    });
    const names = readdirSync(folder).sort();
    expect(names).toEqual(['index.js', 'third-party-licenses.json']);
    const stale = names.filter(
      (name) => readFileSync(join(folder, name), 'utf8') !== readProjectFile(`dist/action/${name}`),
    );
    expect(stale).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('the Action holds neither the command line nor what starts servers', () => {
  const text = readProjectFile('dist/action/index.js');
  expect(text).not.toMatch(/^\/\/#region node_modules\/(?:commander|@kubernetes)\//m);
  expect(text).not.toContain('//#region src/systems/local-server/');
});
