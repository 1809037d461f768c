import { describe, expect, it } from 'vitest';
import { losesAdminRole } from '../../../src/kinds/index.js';
import { removed, updated } from '../../support/builders.js';
import { facts } from '../../support/states.js';

const ROLE = 'serviceAccount/clientRoles/realm-management/realm-admin';
const HELD = facts([[ROLE, true]]);
const removal = { by: 'removed' } as const;

describe('a client that holds realm-admin', () => {
  it('loses it by a grant that is taken, by being switched off, and by being removed', () => {
    const changes = [
      updated('client/a', { at: 'a.yaml:1', fields: { [ROLE]: [true, undefined] } }),
      updated('client/a', { at: 'a.yaml:1', fields: { enabled: [true, false] } }),
      updated('client/a', { at: 'a.yaml:1', fields: { serviceAccountsEnabled: [true, false] } }),
      removed('client/a', 'delete', { at: 'a.yaml:1', removal }),
      removed('client/a', 'disable', { at: 'a.yaml:1', removal }),
    ];
    expect(changes.map((change) => losesAdminRole(change, HELD, 'agents'))).toEqual(changes.map(() => true));
  });

  it('was given it by hand when the grant is drift: taking that back is no loss', () => {
    const change = updated('client/a', { at: 'a.yaml:1', fields: { [ROLE]: [true, undefined] } });
    expect(losesAdminRole({ ...change, origin: 'drift' }, HELD, 'agents')).toBe(false);
    const [field] = change.fields;
    const mixed = {
      ...change,
      origin: 'pr' as const,
      fields: field === undefined ? [] : [{ ...field, origin: 'drift' as const }],
    };
    expect(losesAdminRole(mixed, HELD, 'agents')).toBe(false);
    expect(losesAdminRole({ ...change, origin: 'pr' }, HELD, 'agents')).toBe(true);
  });

  it('keeps it over every other change, and nobody loses what they do not hold', () => {
    const other = updated('client/a', { at: 'a.yaml:1', fields: { name: ['A', 'B'] } });
    expect(losesAdminRole(other, HELD, 'agents')).toBe(false);
    expect(losesAdminRole(removed('client/a', 'forget', { at: 'a.yaml:1', removal }), HELD, 'agents')).toBe(false);
    expect(losesAdminRole(removed('client/a', 'delete', { at: 'a.yaml:1', removal }), facts([]), 'agents')).toBe(false);
    expect(losesAdminRole(removed('client/a', 'delete', { at: 'a.yaml:1', removal }), undefined, 'agents')).toBe(false);
  });
});
