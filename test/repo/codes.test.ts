import { describe, expect, it } from 'vitest';
import { DIAGNOSTIC_CODES, FAILURE_CODES } from '../../src/model/index.js';
import { projectFiles, readProjectFile } from '../support/project-files.js';

const codes = [...DIAGNOSTIC_CODES, ...FAILURE_CODES];

/** The files that list codes or explain them, and so do not produce any. */
const LISTS =
  /^src\/model\/(codes|failure|code-pages|pages\/)|^test\/repo\/codes|^src\/(kinds|desired\/shape)\/generated/;

function textOf(folder: string): string {
  const files = projectFiles().filter((file) => file.startsWith(folder) && file.endsWith('.ts') && !LISTS.test(file));
  return files.map(readProjectFile).join('\n');
}

describe('every code', () => {
  it('is produced somewhere', () => {
    const source = textOf('src/');
    expect(codes.filter((code) => !source.includes(`'${code}'`))).toEqual([]);
  });

  it('is named by a test', () => {
    const tests = textOf('test/');
    expect(codes.filter((code) => !tests.includes(code))).toEqual([]);
  });
});
