import { addressParts, type Address, type ObjectChange, type Unread, type Usage, type Usages } from '../model/index.js';

/** The changes with what goes along with each delete, as far as it was asked for. */
export function withLosses(changes: readonly ObjectChange[], usages: Usages): readonly ObjectChange[] {
  return changes.map((change) => {
    const usage = change.action === 'delete' ? usages.get(change.address) : undefined;
    const loses = usage === undefined ? [] : lossesOf(change.address, usage);
    return loses.length === 0 ? change : { ...change, loses };
  });
}

function lossesOf(of: Address, { account, clientRoles = [], people, areMore }: Usage): readonly string[] {
  const phrases: string[] = [];
  if (account !== undefined) {
    const held = [count(account.realmRoles + account.clientRoles, 'role'), count(account.groups, 'group')].filter(
      (text) => text !== undefined,
    );
    phrases.push(`its service account${held.length === 0 ? '' : ` with ${held.join(' and ')}`}`);
  }
  if (clientRoles.length > 0)
    phrases.push(`client role${clientRoles.length === 1 ? '' : 's'} ${clientRoles.join(', ')}`);
  if (people > 0) phrases.push(peopleText(of, people, areMore));
  return phrases;
}

/** Who loses something that they have as people. @example 'what 3 people hold' */
export function peopleText(of: Address, people: number, areMore: boolean): string {
  const number = `${areMore ? 'more than ' : ''}${people}`;
  const who = people === 1 && !areMore ? '1 person' : `${number} people`;
  return addressParts(of).kind === 'group'
    ? `the membership of ${who}`
    : `what ${who} hold${who === '1 person' ? 's' : ''}`;
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
