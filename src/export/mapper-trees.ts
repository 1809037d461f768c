import { mapperConfig, mapperDefault, mapperNames, type TreeMap } from '../kinds/index.js';
import { compareText, fieldPath, type Facts } from '../model/index.js';
import { inOrder, plainScalar } from './fact-trees.js';

/** The mappers of a client or client scope as Keycloak has them, by name. `protocol` is that of what they belong to. */
export function mapperTrees(facts: Facts, protocol: string): TreeMap {
  const mappers = mapperNames(facts).map((name): [string, TreeMap] => [name, mapperTree(facts, name, protocol)]);
  return inOrder(new Map(mappers));
}

/** One mapper as Keycloak has it. `usual` is the protocol of what it belongs to. */
export function mapperTree(facts: Facts, name: string, usual: string): TreeMap {
  const tree: TreeMap = new Map();
  const type = facts.get(fieldPath('protocolMappers', name, 'protocolMapper'));
  const protocol = facts.get(fieldPath('protocolMappers', name, 'protocol'));
  if (typeof protocol === 'string' && protocol !== usual) tree.set('protocol', protocol);
  if (typeof type === 'string') tree.set('protocolMapper', type);
  const all = new Map(mapperConfig(facts, name));
  const usualText = (key: string): string | undefined =>
    mapperDefault(key, (other) => all.get(other), typeof type === 'string' ? type : undefined);
  // What is as without the key goes: servers and consoles write some of them, and others not.
  const config = [...all].filter(([key, text]) => text !== usualText(key)).sort(([a], [b]) => compareText(a, b));
  tree.set('config', new Map(config.map(([key, text]) => [key, plainScalar(text)])));
  return tree;
}

/** Whether two mappers have one name and differ: only then a fact of a mapper is a list. */
export function hasTwins(facts: Facts): boolean {
  return [...facts].some(([path, value]) => path.startsWith('protocolMappers/') && Array.isArray(value));
}
