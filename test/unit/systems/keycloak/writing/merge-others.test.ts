import { describe, expect, it } from 'vitest';
import { Secret, type FactValue, type FieldChange } from '../../../../../src/model/index.js';
import {
  clientScopeCreation,
  clientScopeUpdate,
} from '../../../../../src/systems/keycloak/writing/merge-client-scope.js';
import { groupCreation, groupUpdate } from '../../../../../src/systems/keycloak/writing/merge-group.js';
import { roleCreation, roleUpdate } from '../../../../../src/systems/keycloak/writing/merge-role.js';
import { markOf, pathOf } from '../../../../support/builders.js';

function changes(
  fields: Readonly<Record<string, readonly [FactValue | undefined, FactValue | undefined]>>,
): readonly FieldChange[] {
  return Object.entries(fields).map(([path, [before, after]]) => ({ path: pathOf(path), before, after }));
}

const MARK = markOf({ commit: 'c0ffee', digest: 'd1' });
const MARKED = { 'keyplan.owner': [MARK.owner], 'keyplan.applied': ['c0ffee:1:d1'] };

describe('a role', () => {
  it('is created with lists as attributes', () => {
    const fields = changes({ description: [undefined, 'reads'], 'attributes/team': [undefined, ['a', 'b']] });
    expect(roleCreation('reader', fields, MARK)).toEqual({
      name: 'reader',
      description: 'reads',
      attributes: { team: ['a', 'b'], ...MARKED },
    });
  });

  it('is updated with every attribute it has, because the server drops those that are not named', () => {
    const current = {
      id: '1',
      name: 'reader',
      description: 'reads',
      composite: true,
      attributes: { hand: ['x'], team: ['a'] },
    };
    const fields = changes({ 'attributes/team': [['a'], undefined], 'attributes/new': [undefined, ['n']] });
    expect(roleUpdate(current, fields, undefined)).toEqual({
      id: '1',
      name: 'reader',
      description: 'reads',
      attributes: { hand: ['x'], new: ['n'] },
    });
  });

  it('loses its description as blank text, and shows a secret list to the server alone', () => {
    const fields = changes({
      description: ['reads', undefined],
      'attributes/api.token': [undefined, new Secret('["s1","s2"]')],
      'attributes/one.token': [undefined, new Secret('[s3')],
    });
    expect(roleUpdate({ id: '1', name: 'r', description: 'reads' }, fields, undefined)).toMatchObject({
      description: '',
      attributes: { 'api.token': ['s1', 's2'], 'one.token': ['[s3'] },
    });
  });
});

describe('a group', () => {
  it('is created without a description where there is none, because old servers do not know the field', () => {
    expect(groupCreation('eu', [], MARK)).toEqual({ name: 'eu', attributes: MARKED });
  });

  it('is updated with what would be lost, and without what belongs to links', () => {
    const current = {
      id: '1',
      name: 'eu',
      path: '/agents/eu',
      description: 'kept',
      attributes: { hand: ['x'] },
      realmRoles: ['reader'],
      subGroups: [],
      access: { view: true },
    };
    expect(groupUpdate(current, changes({ 'attributes/team': [undefined, ['a']] }), MARK)).toEqual({
      name: 'eu',
      description: 'kept',
      attributes: { hand: ['x'], team: ['a'], ...MARKED },
    });
  });
});

describe('a client scope', () => {
  it('is created with a protocol and its mappers', () => {
    const fields = changes({ 'protocolMappers/aud/protocolMapper': [undefined, 'oidc-audience-mapper'] });
    expect(clientScopeCreation('aud', fields, undefined)).toEqual({
      name: 'aud',
      protocol: 'openid-connect',
      attributes: {},
      protocolMappers: [
        { name: 'aud', protocol: 'openid-connect', protocolMapper: 'oidc-audience-mapper', config: {} },
      ],
    });
  });

  it('is updated without its mappers, and loses an attribute by null', () => {
    const current = {
      id: '1',
      name: 's',
      protocol: 'openid-connect',
      attributes: { a: '1', hand: 'x' },
      protocolMappers: [],
    };
    const fields = changes({
      'attributes/a': ['1', undefined],
      'protocolMappers/aud/protocolMapper': [undefined, 'oidc-audience-mapper'],
    });
    expect(clientScopeUpdate(current, fields, undefined)).toEqual({
      id: '1',
      name: 's',
      protocol: 'openid-connect',
      attributes: { a: null, hand: 'x' },
    });
  });
});
