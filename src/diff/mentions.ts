import {
  addressParts,
  compareAddresses,
  compareText,
  fieldParts,
  type Address,
  type FactValue,
  type FieldPath,
  type LiveState,
  type Mention,
  type ObjectChange,
} from '../model/index.js';
import { clientIdIn } from './new-names.js';
import type { Renames } from './new-names.js';

/**
 * Puts on each renamed client what says its old name, of all that was read. `live` is the realm as it is now. What the
 * server keeps by its own identifiers follows the rename by itself; the config of a mapper says the new name only if the
 * plan writes it.
 */
export function withMentions(
  changes: readonly ObjectChange[],
  live: LiveState,
  renames: Renames,
): readonly ObjectChange[] {
  if (renames.size === 0) return changes;
  const byAddress = new Map(changes.map((change) => [change.address, change]));
  const mentions = mentionsOf(live, renames, byAddress);
  return changes.map((change) => {
    const found = mentions.get(change.address);
    return found === undefined || change.renamedFrom === undefined ? change : { ...change, stillNamed: found };
  });
}

/** What names each renamed client, by its new address. `live` has the new addresses already, and old texts in mappers. */
function mentionsOf(
  live: LiveState,
  renames: Renames,
  changes: ReadonlyMap<Address, ObjectChange>,
): ReadonlyMap<Address, readonly Mention[]> {
  const oldIds = new Map([...renames].map(([to, from]) => [addressParts(from).names[0] ?? '', to]));
  const newIds = new Map([...renames.keys()].map((to) => [addressParts(to).names[0] ?? '', to]));
  const found = new Map<Address, Mention[]>();
  for (const object of live.objects.values()) {
    const fields = new Map(changes.get(object.address)?.fields.map((field) => [field.path, field]));
    for (const [path, value] of object.facts) {
      const at = clientIdIn(object.kind, path);
      const byId = at === undefined ? undefined : newIds.get(fieldParts(path)[at] ?? '');
      const to = byId ?? oldIdIn(path, value, oldIds);
      if (to === undefined) continue;
      const isChanged = byId !== undefined || fields.has(path);
      const list = found.get(to) ?? [];
      found.set(to, list);
      list.push({ address: object.address, path, isChanged });
    }
  }
  for (const list of found.values()) {
    list.sort((a, b) => compareAddresses(a.address, b.address) || compareText(a.path, b.path));
  }
  return found;
}

/** The client that a mapper's config names by its old id: as a whole value, or in front of the name of one of its roles. */
function oldIdIn(path: FieldPath, value: FactValue, oldIds: ReadonlyMap<string, Address>): Address | undefined {
  if (typeof value !== 'string' || !path.startsWith('protocolMappers/')) return undefined;
  const [, , part, key = ''] = fieldParts(path);
  if (part !== 'config') return undefined;
  const whole = oldIds.get(value);
  if (whole !== undefined || !NAMES_ROLE.has(key)) return whole;
  const [, to] = [...oldIds].find(([id]) => value.startsWith(`${id}.`)) ?? [];
  return to;
}

/** Keys of mappers that name a client role as `<client>.<role>` (26.7.4). */
const NAMES_ROLE: ReadonlySet<string> = new Set(['role', 'new.role.name']);
