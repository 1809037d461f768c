import { describe, expect, it } from 'vitest';
import type { FactValue, FieldChange } from '../../../../../src/model/index.js';
import { mappersOfCreate, mergeMappers } from '../../../../../src/systems/keycloak/writing/merge-mappers.js';
import { pathOf } from '../../../../support/builders.js';

function changes(
  fields: Readonly<Record<string, readonly [FactValue | undefined, FactValue | undefined]>>,
): readonly FieldChange[] {
  return Object.entries(fields).map(([path, [before, after]]) => ({ path: pathOf(path), before, after }));
}

const mapper = (name: string, id: string, config: Readonly<Record<string, string>> = {}) => ({
  id,
  name,
  protocol: 'openid-connect',
  protocolMapper: 'type-a',
  consentRequired: false,
  config,
});

describe('merging mappers', () => {
  it('says nothing when no mapper changes', () => {
    expect(mergeMappers([mapper('a', '1')], changes({ name: ['x', 'y'] }))).toBeUndefined();
  });

  it('keeps the id and all unnamed fields of a mapper that keeps its type', () => {
    const merged = mergeMappers(
      [mapper('b', '2', { k: '1', gone: 'x' }), mapper('a', '1')],
      changes({ 'protocolMappers/b/config/k': ['1', '2'], 'protocolMappers/b/config/gone': ['x', undefined] }),
    );
    expect(merged).toEqual({
      all: [mapper('a', '1'), mapper('b', '2', { k: '2' })],
      updated: [mapper('b', '2', { k: '2' })],
      added: [],
      removed: [],
      doubles: [],
    });
  });

  it('makes a mapper of another type anew, without an id', () => {
    const before = mapper('a', '1', { k: 'kept', old: 'x' });
    const merged = mergeMappers(
      [before],
      changes({
        'protocolMappers/a/protocolMapper': ['type-a', 'type-b'],
        'protocolMappers/a/config/old': ['x', undefined],
      }),
    );
    const after = { name: 'a', protocol: 'openid-connect', protocolMapper: 'type-b', config: { k: 'kept' } };
    expect(merged).toEqual({ all: [after], added: [after], updated: [], removed: [before], doubles: [] });
  });

  it('lets go of a key that said nothing and would say something now', () => {
    const on = { 'access.token.claim': 'true', 'introspection.token.claim': 'true', k: 'kept' };
    const off = mergeMappers(
      [mapper('a', '1', on)],
      changes({ 'protocolMappers/a/config/access.token.claim': ['true', undefined] }),
    );
    expect(off?.updated[0]?.config).toEqual({ k: 'kept' });
    const other = mergeMappers(
      [mapper('a', '1', { 'access.token.claim': 'false', 'id.token.claim': 'false' })],
      changes({ 'protocolMappers/a/protocolMapper': ['type-a', 'oidc-audience-resolve-mapper'] }),
    );
    expect(other?.added[0]?.config).toEqual({ 'id.token.claim': 'false' });
  });

  it('removes a mapper that has no type any more, and no other one', () => {
    const merged = mergeMappers(
      [mapper('a', '1'), mapper('b', '2')],
      changes({
        'protocolMappers/a/protocolMapper': ['type-a', undefined],
        'protocolMappers/a/protocol': ['openid-connect', undefined],
      }),
    );
    expect(merged).toMatchObject({ all: [mapper('b', '2')], removed: [mapper('a', '1')], updated: [], added: [] });
  });

  it('sets the further mappers of one name apart', () => {
    const merged = mergeMappers(
      [mapper('a', '1'), mapper('a', '2')],
      changes({ 'protocolMappers/a/config/k': [undefined, '1'] }),
    );
    expect(merged).toMatchObject({ all: [mapper('a', '1', { k: '1' })], doubles: [mapper('a', '2')] });
  });

  it('creates mappers with the default protocol, in the order of their names', () => {
    const fields = changes({
      'protocolMappers/b/protocolMapper': [undefined, 'type-b'],
      'protocolMappers/a/protocolMapper': [undefined, 'type-a'],
      'protocolMappers/a/config/full.path': [undefined, 'false'],
    });
    expect(mappersOfCreate(fields)).toEqual([
      { name: 'a', protocol: 'openid-connect', protocolMapper: 'type-a', config: { 'full.path': 'false' } },
      { name: 'b', protocol: 'openid-connect', protocolMapper: 'type-b', config: {} },
    ]);
  });
});
