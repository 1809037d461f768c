import { describe, expect, it } from 'vitest';
import { runTargets } from '../../../src/commands/run-targets.js';
import { Failure, type Diagnostic, type Target } from '../../../src/model/index.js';
import type { Output } from '../../../src/commands/output.js';

const warningAt = (file: string, line: number): Diagnostic => ({
  code: 'one-identity',
  severity: 'warning',
  place: { file, line, column: 1 },
  message: 'words',
  hint: '',
});

const target = (name: string): Target => ({ name }) as Target;

function collecting(): { readonly output: Output; readonly notes: string[] } {
  const notes: string[] = [];
  const style = 'plain';
  const output: Output = {
    result: () => undefined,
    note: (text) => notes.push(text),
    format: 'text',
    resultStyle: style,
    noteStyle: style,
    width: 100,
    verbose: false,
  };
  return { output, notes };
}

const placesOf = (text: string): readonly string[] => [...text.matchAll(/^[^:\s]+:\d+/gm)].map(([place]) => place);
const FINE = { exit: 0, json: () => undefined };
const settings = {
  targets: [target('dev'), target('prod')],
  diagnostics: [warningAt('keyplan.yaml', 7), warningAt('keyplan.yaml', 3)],
};

describe('what is wrong with settings', () => {
  it('stands in one list with what is wrong with the files of the first target, by file and line, and is said once', async () => {
    const { output, notes } = collecting();
    await runTargets(settings, output, async ({ name }, show) => {
      expect(show([warningAt(`${name}.yaml`, 2), warningAt('a.yaml', 9)])).toBe(false);
      return FINE;
    });
    expect(notes.map(placesOf)).toEqual([
      ['a.yaml:9', 'dev.yaml:2', 'keyplan.yaml:3', 'keyplan.yaml:7'],
      ['a.yaml:9', 'prod.yaml:2'],
    ]);
  });

  it('is said before a failure that keeps a target from showing anything', async () => {
    const { output, notes } = collecting();
    const exit = await runTargets(settings, output, () => Promise.reject(new Failure('bug', 'broken', { hint: '' })));
    expect(exit).toBe(1);
    expect(notes.map(placesOf)).toEqual([['keyplan.yaml:3', 'keyplan.yaml:7'], [], []]);
  });
});
