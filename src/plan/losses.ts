import { KINDS } from '../kinds/index.js';
import {
  address,
  addressParts,
  addressText,
  groupPathOf,
  isUnder,
  fieldPath,
  type Address,
  type ObjectChange,
  type Unread,
  type Usage,
  type Usages,
  type Use,
} from '../model/index.js';

/** The changes with what goes along with each delete, as far as it was asked for; `owner` is in whose name it is deleted. */
export function withLosses(changes: readonly ObjectChange[], usages: Usages, owner: string): readonly ObjectChange[] {
  const fields = new Map(changes.map((change) => [change.address, change.fields]));
  return changes.map((change) => {
    const usage = change.action === 'delete' ? usages.get(change.address) : undefined;
    const loses = usage === undefined ? [] : lossesOf(change.address, usage, { usages, owner, fields });
    return loses.length === 0 ? change : { ...change, loses };
  });
}

interface Around {
  readonly usages: Usages;
  readonly owner: string;
  /** What the plan changes of each object. */
  readonly fields: ReadonlyMap<Address, ObjectChange['fields']>;
}

function lossesOf(of: Address, usage: Usage, around: Around): readonly string[] {
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
    phrases.push(...lossesOfUsers(part, around).map((phrase) => `${phrase}${where}`));
  }
  return phrases;
}

/** What people and objects of ours lose with one object; what others lose refuses the plan. */
function lossesOfUsers(of: Address, around: Around): readonly string[] {
  const usage = around.usages.get(of);
  if (usage === undefined) return [];
  const { people, areMore, uses } = usage;
  const ours = uses.filter((use) => use.owner === around.owner && !isTold(of, use, around));
  const byHow = Map.groupBy(ours, ({ how }) => how);
  return [
    ...(people > 0 ? [peopleText(of, people, areMore)] : []),
    ...[...byHow].map(([how, users]) => `${LOST[how]} ${namesOf(users)}`),
  ];
}

const LOST: Readonly<Record<Use['how'], string>> = {
  holds: 'the grant to',
  'is-member': 'the membership of',
  contains: 'its place in',
  lists: 'its place in the scope lists of',
  'lets-in': 'its place in the role scope of',
  'is-below': 'below it',
};

/** How many users of an object are named. */
const NAMED_MAX = 20;

function namesOf(users: readonly Use[]): string {
  const named = users.slice(0, NAMED_MAX).map(({ by }) => addressText(by));
  const more = users.length > NAMED_MAX ? ` and ${users.length - NAMED_MAX} more` : '';
  return `${named.join(', ')}${more}`;
}

const ROLE_SCOPE = fieldPath('roleScope');

/** Whether the plan takes the use away among the fields of the user, and so says it there. */
function isTold(of: Address, { by, how }: Use, { fields }: Around): boolean {
  const { requires } = KINDS[addressParts(by).kind];
  return (fields.get(by) ?? []).some(
    ({ path, after }) =>
      after === undefined && isUnder(path, ROLE_SCOPE) === (how === 'lets-in') && requires(path, by).includes(of),
  );
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
