import {
  address,
  addressParts,
  addressText,
  groupPathOf,
  type Address,
  type ObjectChange,
  type Unread,
  type Usage,
  type Usages,
} from '../model/index.js';

/** The changes with what goes along with each delete, as far as it was asked for. */
export function withLosses(changes: readonly ObjectChange[], usages: Usages): readonly ObjectChange[] {
  return changes.map((change) => {
    const usage = change.action === 'delete' ? usages.get(change.address) : undefined;
    const loses = usage === undefined ? [] : lossesOf(change.address, usage, usages);
    return loses.length === 0 ? change : { ...change, loses };
  });
}

function lossesOf(of: Address, usage: Usage, usages: Usages): readonly string[] {
  const { account, clientRoles = [], groupsBelow = [] } = usage;
  const phrases: string[] = [];
  if (account !== undefined) {
    const held = [count(account.realmRoles + account.clientRoles, 'role'), count(account.groups, 'group')].filter(
      (text) => text !== undefined,
    );
    phrases.push(`its service account${held.length === 0 ? '' : ` with ${held.join(' and ')}`}`);
  }
  phrases.push(...listed('client role', clientRoles), ...listed('group', groupsBelow.map(groupPathOf)));
  const roles = clientRoles.map((name) => address('client-role', ...addressParts(of).names, name));
  for (const part of [of, ...roles, ...groupsBelow]) {
    const where = part === of ? '' : ` (${addressText(part)})`;
    phrases.push(...lossesOfUsers(part, usages).map((phrase) => `${phrase}${where}`));
  }
  return phrases;
}

/** What people lose with one object. */
function lossesOfUsers(of: Address, usages: Usages): readonly string[] {
  const { people = 0, areMore = false } = usages.get(of) ?? {};
  return people > 0 ? [peopleText(of, people, areMore)] : [];
}

/** Who loses something that they have as people. @example 'what 3 people hold' */
function peopleText(of: Address, people: number, areMore: boolean): string {
  const number = `${areMore ? 'more than ' : ''}${people}`;
  const who = people === 1 && !areMore ? '1 person' : `${number} people`;
  return addressParts(of).kind === 'group'
    ? `the membership of ${who}`
    : `what ${who} hold${who === '1 person' ? 's' : ''}`;
}

function listed(noun: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${noun}${names.length === 1 ? '' : 's'} ${names.join(', ')}`];
}

function count(number: number, noun: string): string | undefined {
  return number === 0 ? undefined : `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** What could not be asked about the uses of what would be deleted, without what is known to be unread anyway. */
export function unreadUsages(usages: Usages, known: readonly Unread[]): readonly Unread[] {
  const told = new Set(known.map(keyOf));
  return [...usages.values()].flatMap(({ unread }) =>
    unread.filter((one) => {
      const isNew = !told.has(keyOf(one));
      told.add(keyOf(one));
      return isNew;
    }),
  );
}

function keyOf({ area, reason }: Unread): string {
  return `${area} ${reason}`;
}
