import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/commands/exit.js';
import {
  codePage,
  DIAGNOSTIC_CODES,
  ENDINGS,
  EXIT_OF_FAILURE,
  EXPLAINED_CODES,
  FAILURE_CODES,
  GUARDS,
  HAZARDS,
} from '../../../src/model/index.js';

describe('code pages', () => {
  it('exist for every diagnostic, failure, ending, hazard and guard, and no code means two things', () => {
    const codes = [...DIAGNOSTIC_CODES, ...FAILURE_CODES, ...ENDINGS, ...HAZARDS, ...GUARDS];
    expect(codes.filter((code) => codePage(code).code !== code)).toEqual([]);
    expect(EXPLAINED_CODES).toEqual([...codes, 'expired']);
  });

  it('are undefined for words that are no code', () => {
    expect(codePage('no-such-code')).toBeUndefined();
    expect(codePage('constructor')).toBeUndefined();
  });

  it.each(EXPLAINED_CODES)('say what %s is, what it means and how to go on', (code) => {
    const { title, meaning, fix } = codePage(code) ?? { title: '', meaning: '', fix: '' };
    expect(title).toMatch(/^\S.*[^.]$/);
    expect(meaning).toMatch(/\.$/);
    expect(fix).toMatch(/[.?]$/);
  });

  it('name the exit code of each failure and ending', () => {
    const exits = [...Object.entries(EXIT_OF_FAILURE), ...ENDINGS.map((ending) => [ending, EXIT[ending]] as const)];
    expect(exits.filter(([code, exit]) => codePage(code)?.meaning.includes(`Exit code ${exit}`) !== true)).toEqual([]);
  });

  it('say how to agree to each hazard and guard', () => {
    const silent = [...HAZARDS, ...GUARDS].filter((code) => !JSON.stringify(codePage(code)).includes('allow'));
    expect(silent).toEqual([]);
  });
});
