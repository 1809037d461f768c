import { describe, expect, it } from 'vitest';
import { DIAGNOSTIC_CODES, ENDINGS, FAILURE_CODES } from '../../src/model/index.js';
import { projectFiles, readProjectFile } from '../support/project-files.js';

/** The files that list codes or explain them, and so do not produce any. */
const LISTS =
  /^src\/model\/(codes|failure|code-pages|pages\/)|^test\/(repo\/codes|unit\/commands\/exit)|^src\/(kinds|desired\/shape)\/generated/;

function textOf(folder: string): string {
  const files = projectFiles().filter((file) => file.startsWith(folder) && file.endsWith('.ts') && !LISTS.test(file));
  return files.map(readProjectFile).join('\n');
}

describe('every code', () => {
  const source = textOf('src/');
  const tests = textOf('test/');

  it('of a diagnostic is produced somewhere, and named by a test', () => {
    expect(DIAGNOSTIC_CODES.filter((code) => !source.includes(`'${code}'`))).toEqual([]);
    expect(DIAGNOSTIC_CODES.filter((code) => !tests.includes(code))).toEqual([]);
  });

  // Many of these are everyday words, or words of a report, too.
  it('of a failure is thrown somewhere, and named by a test', () => {
    const thrown = new Set([...source.matchAll(/\b(?:Failure|fail)\(\s*'([\w-]+)'/g)].map(([, code]) => code));
    expect(FAILURE_CODES.filter((code) => !thrown.has(code))).toEqual([]);
    expect(FAILURE_CODES.filter((code) => !tests.includes(`'${code}'`))).toEqual([]);
  });

  it('of an ending is what some run exits with', () => {
    expect(ENDINGS.filter((ending) => !source.includes(`EXIT.${ending}`))).toEqual([]);
  });
});
