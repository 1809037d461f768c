import { describe, expect, it } from 'vitest';
import { projectFiles, readProjectFile } from '../support/project-files.js';

const LINES_MAX = 400;
const files = projectFiles();
const written = files.filter((file) => /^(src|test|scripts|bench|bin)\//.test(file) && /\.(ts|mjs|js)$/.test(file));
const isGenerated = (file: string): boolean => /^src\/(kinds|desired\/shape)\/generated\//.test(file);
// What no checkout elsewhere has, built from parts so that this file may be checked as well.
const FOREIGN = [
  ['/work', '/main'],
  ['/work', '/shared'],
  ['/root', '/'],
  ['/tmp/', 'bash_jobs'],
  ['registry.', 'npmjs.org'],
  ['repo1.', 'maven.org'],
  ['repo.maven.', 'apache.org'],
  ['pypi.', 'org'],
  ['files.python', 'hosted.org'],
].map((parts) => parts.join(''));

function linesWith(file: string, isWanted: (line: string) => boolean): string[] {
  return readProjectFile(file)
    .split('\n')
    .flatMap((line, index) => (isWanted(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 120)}`] : []));
}

describe('the files of the project', () => {
  it(`have at most ${LINES_MAX} lines where people write them`, () => {
    const long = written.filter(
      (file) => !isGenerated(file) && readProjectFile(file).split('\n').length > LINES_MAX + 1,
    );
    expect(long).toEqual([]);
  });

  it('name no path of one machine and no package registry', () => {
    const textual = files.filter((file) => !/\.(png|jpg|gif|ico)$/.test(file));
    expect(textual.flatMap((file) => linesWith(file, (line) => FOREIGN.some((part) => line.includes(part))))).toEqual(
      [],
    );
  });

  it('skip and single out no test', () => {
    const pattern = /\b(?:it|test|describe)\.(?:skip|only|todo|skipIf|runIf|fails)\b|\.skip\(/;
    // The one place that leaves tests out, with a reason that the end of the run says.
    const allowed = ['test/repo/files.test.ts', 'test/support/leave-out.ts'];
    const tests = files.filter((file) => file.startsWith('test/') && file.endsWith('.ts') && !allowed.includes(file));
    expect(tests.flatMap((file) => linesWith(file, (line) => pattern.test(line)))).toEqual([]);
  });

  it('have names in small letters with hyphens', () => {
    const named = written.filter((file) => !/^[a-z0-9/.-]+$/.test(file));
    expect(named).toEqual([]);
  });

  it('have no work left for later', () => {
    const pattern = new RegExp(`\\b(?:${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|${['X', 'XX'].join('')})\\b`);
    expect(written.flatMap((file) => linesWith(file, (line) => pattern.test(line)))).toEqual([]);
  });
});

describe('the lock files', () => {
  it.each(['package-lock.json', 'tools/node/package-lock.json'])('%s names no registry', (file) => {
    expect(linesWith(file, (line) => line.includes('"resolved"'))).toEqual([]);
  });

  it('have every package of every platform that a package of ours may want', () => {
    const { packages } = JSON.parse(readProjectFile('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies).filter(
        (name) => !Object.keys(packages).some((key) => key.endsWith(`node_modules/${name}`)),
      ),
    );
    expect(missing).toEqual([]);
  });
});
