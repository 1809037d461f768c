import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { projectRoot, readProjectFile } from '../support/project-files.js';

const file = 'bin/keyplan.js';
const { engines, bin } = JSON.parse(readProjectFile('package.json')) as {
  engines: { node: string };
  bin: Record<string, string>;
};

/** Runs the program under this Node.js, which takes itself for another version. */
function runAs(version: string): { status: number | null; stdout: string; stderr: string } {
  const disguise = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
  const preload = `data:text/javascript,${encodeURIComponent(disguise)}`;
  return spawnSync(process.execPath, ['--import', preload, join(projectRoot, file), '--version'], { encoding: 'utf8' });
}

describe('the program file', () => {
  it('is what the package offers', () => {
    expect(bin).toEqual({ keyplan: file });
  });

  it.each(['10.24.1', '14.21.3', '18.20.8'])('on Node.js %s says in one sentence what is needed', (version) => {
    const { status, stdout, stderr } = runAs(version);
    expect(stderr).toBe(
      `keyplan needs Node.js 22.19 or newer, and this is ${version}: install a newer one and run it again.\n`,
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  it('keeps what was compiled below the cache folder and nowhere else, and starts without one that can be written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyplan-compiled-'));
    const start = (cache: string): unknown => {
      const env = { ...process.env, KEYPLAN_CACHE: cache, TMPDIR: folder };
      const program = ['scripts/typescript.mjs', 'src/entry/start.ts'].map((path) => join(projectRoot, path));
      const { status, stderr } = spawnSync(process.execPath, ['--import', ...program, '--version'], { env });
      return { status, stderr: String(stderr) };
    };
    const fine = { status: 0, stderr: '' };
    try {
      expect(start(join(folder, 'cache'))).toEqual(fine);
      expect(readdirSync(folder)).toEqual(['cache']);
      const [version = ''] = readdirSync(join(folder, 'cache', 'compiled'));
      expect(readdirSync(join(folder, 'cache', 'compiled', version))).not.toEqual([]);
      writeFileSync(join(folder, 'file'), '');
      expect(start(join(folder, 'file'))).toEqual(fine);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('asks for the version that package.json asks for', () => {
    expect(engines.node).toBe('>=22.19.0');
  });

  it('can be parsed by a Node.js that knows neither modules nor newer syntax', () => {
    const source = readProjectFile(file).replace(/^#!.*\n/, '\n');
    expect(new Script(source)).toBeInstanceOf(Script);
    expect(source.replaceAll(/\/\/.*$/gm, '')).not.toMatch(/\b(?:const|let|class|async|await)\b|=>|\?\.|\?\?|`/);
  });
});
