import { isTreeMap, type TreeMap } from '../kinds/index.js';
import { addressParts, encodePart, type Address } from '../model/index.js';
import type { Inexpressible } from './inexpressible.js';
import type { Entries } from './tree.js';

const KEYS: Partial<Readonly<Record<string, string>>> = { client: 'client', 'client-scope': 'clientScope' };

/** Whether a rule can name a mapper of an object, and nothing else: a star in a name would fit others too. */
export function canIgnoreMapper(of: Address, mapper: string): boolean {
  const { kind, names } = addressParts(of);
  return KEYS[kind] !== undefined && ![...names, mapper].some((name) => name.includes('*'));
}

/** The rules under `ignore` that keep mappers which could not be written, of objects whose other mappers are. */
export function ignoreTrees(missing: readonly Inexpressible[], entries: Entries): readonly TreeMap[] {
  return missing.flatMap(({ address: of, mapper }): readonly TreeMap[] => {
    const { kind, names } = addressParts(of);
    const [name = ''] = names;
    const entry = (kind === 'client' ? entries.clients : entries.clientScopes).get(name);
    const key = KEYS[kind];
    if (mapper === undefined || key === undefined || !isTreeMap(entry)) return [];
    return [
      new Map([
        [key, name],
        ['field', `protocolMappers/${encodePart(mapper)}`],
        ['reason', 'it could not be exported'],
      ]),
    ];
  });
}
