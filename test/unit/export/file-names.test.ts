import { describe, expect, it } from 'vitest';
import { fileNames } from '../../../src/export/file-names.js';

describe('names of exported files', () => {
  it('are the names themselves where every file system takes them', () => {
    expect([...fileNames(['portal', 'team.agent_1'])]).toEqual([
      ['portal', 'portal'],
      ['team.agent_1', 'team.agent_1'],
    ]);
  });

  it('differ where only letter case or signs do, and whoever is there', () => {
    const names = ['a/b', 'a-b', 'A-B', 'built-in'];
    const files = [...fileNames(names, ['built-in']).values()];
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(names.length);
    expect(files).not.toContain('built-in');
    expect([...fileNames(names.toReversed(), ['built-in']).values()].toSorted()).toEqual(files.toSorted());
  });

  it.for(['..', '.hidden', 'con', 'NUL.x', '日本', 'https://a.example/x?y', 'x'.repeat(500), '-rf', 'a b ', ''])(
    'are plain and short for %j',
    (name) => {
      const file = fileNames([name]).get(name) ?? '';
      expect(file).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,90}$/);
      expect(file).not.toMatch(/^(con|nul)(\.|$)/i);
    },
  );
});
