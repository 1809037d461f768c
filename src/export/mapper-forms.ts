import type { TreeMap } from '../kinds/index.js';
import type { Facts } from '../model/index.js';
import { mapperTree } from './mapper-trees.js';
import { shortMapper } from './short-mappers.js';

/**
 * How a realm file may write one mapper among an object's facts, the shortest form first. The short one is a guess: what
 * it resolves to decides. `protocol` is that of what the mapper belongs to.
 */
export function mapperForms(facts: Facts, name: string, protocol: string): readonly TreeMap[] {
  const tree = mapperTree(facts, name, protocol);
  const short = shortMapper(tree);
  return short === undefined ? [tree] : [short, tree];
}
