import { addressParts, groupNames, groupPath } from '../model/index.js';
import type { ListedGroup } from '../systems/keycloak/index.js';
import { attempt, type Reading, type Wanted } from './reading.js';

const WANTED = { area: 'groups', missingRole: 'view-users' } as const satisfies Wanted;

/** Gives the path of a group by the names along its parents; undefined where a parent was not shown. */
export type GroupPaths = (group: ListedGroup) => Promise<string | undefined>;

/**
 * Tells groups apart by their parents. The server's own paths do not: a group at the top that is named `agents/readers`
 * has the path of the child `readers` of `agents` (26.7.4, contract "a membership of a group whose name holds a slash").
 * Parents that reading has not met are asked for, each once.
 */
export function createGroupPaths(reading: Reading): GroupPaths {
  const known = new Map<string, Promise<readonly string[] | undefined>>();
  for (const { kind, id, address } of reading.drafts.values()) {
    if (kind === 'group') known.set(id, Promise.resolve(addressParts(address).names));
  }
  const namesOf = (group: ListedGroup): Promise<readonly string[] | undefined> => {
    const names = known.get(group.id) ?? namesAlong(group);
    known.set(group.id, names);
    return names;
  };
  const namesAlong = async ({ name, path, parentId }: ListedGroup): Promise<readonly string[] | undefined> => {
    // An answer without a parent is believed only where the path says the same.
    if (parentId === undefined) return path === `/${name}` || path === groupPath([name]) ? [name] : groupNames(path);
    const above = await (known.get(parentId) ?? namesOfId(parentId));
    return above === undefined ? undefined : [...above, name];
  };
  const namesOfId = (id: string): Promise<readonly string[] | undefined> => {
    const names = attempt(reading, WANTED, () => reading.reader.listedGroup(id)).then((group) =>
      group === undefined ? undefined : namesAlong(group),
    );
    known.set(id, names);
    return names;
  };
  return async (group) => {
    const names = await namesOf(group);
    return names === undefined ? undefined : groupPath(names);
  };
}
