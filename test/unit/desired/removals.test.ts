import { describe, expect, test } from 'vitest';
import { diagnosticLines, resolveFiles, resolveText } from '../../support/realm-files.js';
import { objectOf, resolvedWithoutWords } from '../../support/resolved.js';

const removalsOf = (...texts: readonly string[]) =>
  resolvedWithoutWords(resolveFiles(texts.map((text, index) => ({ [`l${index}.yaml`]: text })))).removals;

describe('removals', () => {
  test('are spelled out by kind, and come in the order of addresses', () => {
    const removals = removalsOf(
      'removed:\n  roles: { r: { then: forget } }\n  groups: { /a/b: { then: delete } }\n  clientScopes: { s: { then: delete } }\n  clients:\n    y: { then: disable, reason: not used }\n    x/1: { then: delete }\n  clientRoles: { gw: { submit: { then: delete } } }\n',
    );
    expect(removals.map(({ address, then }) => `${address} ${then}`)).toEqual([
      'client-role/gw/submit delete',
      'client-scope/s delete',
      'client/x%2F1 delete',
      'client/y disable',
      'group/a/b delete',
      'role/r forget',
    ]);
    expect(removals[3]).toMatchObject({ reason: 'not used', place: { file: 'l0.yaml', line: 6, column: 5 } });
    expect(removals[2]).not.toHaveProperty('reason');
  });

  test('are none when nothing is written', () => {
    expect(removalsOf('clients: {}\n')).toEqual([]);
    expect(removalsOf('removed: {}\n')).toEqual([]);
  });

  test('of a later layer go over those of an earlier one, and null takes one out', () => {
    const removals = removalsOf(
      'removed: { clients: { x: { then: delete, reason: old }, y: { then: delete } } }\n',
      'removed: { clients: { x: { then: disable }, y: null } }\n',
    );
    expect(removals.map(({ address, then, reason }) => [address, then, reason])).toEqual([
      ['client/x', 'disable', 'old'],
    ]);
  });

  test('that null takes out where none is are named', () => {
    const { value, diagnostics } = resolveText('removed: { clients: { x: null } }\n');
    expect(diagnosticLines(diagnostics)).toEqual(['warning invalid-value realm.yaml:1:23']);
    expect(value?.removals).toEqual([]);
  });

  test('name both places when the object is declared', () => {
    const { diagnostics } = resolveText('roles:\n  r: {}\nremoved: { roles: { r: { then: delete } } }\n');
    expect(diagnosticLines(diagnostics)).toEqual(['declared-and-removed realm.yaml:3:21']);
    expect(diagnostics[0]?.related).toEqual([
      { place: { file: 'realm.yaml', line: 2, column: 3 }, message: 'the entry' },
    ]);
  });

  test('that leave the object do not mind being named', () => {
    const text = (then: string) =>
      `clients:\n  x: { defaultClientScopes: [s] }\nremoved: { clientScopes: { s: { then: ${then} } } }\n`;
    expect(resolveText(text('forget')).diagnostics).toEqual([]);
    expect(diagnosticLines(resolveText(text('delete')).diagnostics)).toEqual(['names-removed realm.yaml:2:30']);
  });
});

describe('protect', () => {
  test('is what the entry says, on every kind, and nothing when it does not', () => {
    const desired = resolvedWithoutWords(
      resolveText(
        'templates:\n  t: { protect: true }\nroles:\n  r: { protect: false }\ngroups:\n  /g: { protect: true }\nclientScopes:\n  s: { protect: true }\nclients:\n  a: { extends: t, roles: { q: { protect: true } } }\n  b: { extends: t, protect: null }\n  c: { protect: false }\n',
      ),
    );
    const protection = Object.fromEntries([...desired.objects].map(([of, { protect }]) => [of, protect]));
    expect(protection).toEqual({
      'role/r': false,
      'group/g': true,
      'client-scope/s': true,
      'client/a': true,
      'client-role/a/q': true,
      'client/b': undefined,
      'client/c': false,
    });
  });

  test('and a rename change no digest: they say nothing about fields', () => {
    const of = (entry: string) =>
      objectOf(resolvedWithoutWords(resolveText(`clients:\n  x: ${entry}\n`)), 'client/x').digest;
    expect(of('{ protect: true, renamedFrom: y }')).toBe(of('{}'));
  });
});

describe('renames', () => {
  const renamed = (text: string) => objectOf(resolvedWithoutWords(resolveText(text)), 'client/x').renamedFrom;

  test('name the old id and where it stands', () => {
    expect(renamed('clients:\n  x: { renamedFrom: old }\n')).toEqual({
      clientId: 'old',
      place: { file: 'realm.yaml', line: 2, column: 21 },
    });
    expect(renamed('clients:\n  x: {}\n')).toBe(undefined);
  });

  test('may differ by case only', () => {
    expect(renamed('clients:\n  x: { renamedFrom: X, serviceAccount: {} }\n')?.clientId).toBe('X');
  });

  test('name both places where two entries want one client', () => {
    const { diagnostics } = resolveText('clients:\n  x: { renamedFrom: y }\n  y: {}\n');
    expect(diagnostics[0]?.related).toEqual([
      { place: { file: 'realm.yaml', line: 3, column: 3 }, message: 'client "y"' },
    ]);
  });
});
