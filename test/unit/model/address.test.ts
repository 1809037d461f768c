import { describe, expect, it } from 'vitest';
import { address, groupAddress, groupNames, groupPath, groupPathOf } from '../../../src/model/index.js';

const NAMES = [['a', 'b'], ['a/b'], ['a~', 'b'], ['a~/b'], ['a~~/b~', 'c'], ['/a'], ['a~b', 'c'], ['a~']];

describe('the path of a group', () => {
  it('is that of no other group, whatever slashes and tildes the names hold', () => {
    const paths = NAMES.map(groupPath);
    expect(new Set(paths).size).toBe(NAMES.length);
    expect(paths.map(groupNames)).toEqual(NAMES);
  });

  it('is plain where the names are', () => {
    expect([groupPath(['agents', 'eu']), groupPath(['a~b'])]).toEqual(['/agents/eu', '/a~b']);
    expect(groupPathOf(address('group', 'a/b', 'c'))).toBe('/a~/b/c');
    expect(groupAddress('/a~/b/c')).toBe(address('group', 'a/b', 'c'));
  });
});
