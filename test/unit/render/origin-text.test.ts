import { describe, expect, it } from 'vitest';
import { planText } from '../../../src/render/index.js';
import { planOf, updated, verdictOf } from '../../support/builders.js';

type Fields = Parameters<typeof updated>[1]['fields'];

/** The head of an object that drifted, without its place. */
function head(address: string, fields: Fields, more: Partial<Parameters<typeof updated>[1]> = {}): string {
  const plan = planOf([updated(address, { at: 'a.yaml:1', origin: 'drift', fields, ...more })]);
  const text = planText(plan, verdictOf(), { style: 'plain', width: 400, verbose: false, showUnmanaged: false });
  const line = text.split('\n').find((candidate) => candidate.includes('a.yaml:1')) ?? '';
  return line.replace(/ +a\.yaml:1$/, '').replace(/^ +~ \S+ \S+ +/, '');
}

const INTERRUPTED = 'changed outside git, or an apply was interrupted';

describe('the head of what drifted', () => {
  it('says that an apply may have been interrupted where only links and grants are missing', () => {
    expect(head('client/a', { 'serviceAccount/realmRoles/reader': [undefined, true] })).toBe(INTERRUPTED);
    expect(head('client/a', { 'roleScope/clientRoles/api/submit': [undefined, true] })).toBe(INTERRUPTED);
    expect(head('role/a', { 'composites/realm/reader': [undefined, true] })).toBe(INTERRUPTED);
    expect(head('group/a', { 'realmRoles/reader': [undefined, true] })).toBe(INTERRUPTED);
  });

  it('says only that it was changed where anything else differs', () => {
    const missing = { 'serviceAccount/realmRoles/reader': [undefined, true] } as const;
    expect(head('client/a', { ...missing, name: ['b', 'a'] })).toBe('changed outside git');
    expect(head('client/a', { ...missing, 'serviceAccount/realmRoles/writer': [true, undefined] })).toBe(
      'changed outside git',
    );
    expect(head('client/a', { 'redirectUris/https:%2F%2Fa.example%2F': [undefined, true] })).toBe(
      'changed outside git',
    );
  });

  it('says only that it was changed where it is known who did it', () => {
    const changedBy = [{ user: 'ops', isOfOtherRealm: false, at: '2026-11-21T18:02:00Z' }];
    expect(head('role/a', { 'composites/realm/reader': [undefined, true] }, { changedBy })).toBe(
      'changed outside git by ops, 21 Nov 18:02',
    );
  });
});
