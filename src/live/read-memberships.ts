import { fieldPath, groupPath } from '../model/index.js';
import type { AskedGrants } from './ask-grants.js';
import { chooseWay, createBudget, wayText, type WayCosts } from './choose-way.js';
import { createGroupPaths, type GroupPaths } from './group-paths.js';
import type { Account } from './read-accounts.js';
import { readAllGroups, type GroupDraft } from './read-groups.js';
import { attempt, attemptList, isWhole, noteRead, noteWay, type Reading, type Wanted } from './reading.js';
import { someAtATime } from './some-at-a-time.js';

const WANTED = { area: 'group-memberships', missingRole: 'view-users' } as const satisfies Wanted;

/** What reading of memberships rests on. */
export interface MembershipSurroundings {
  readonly accounts: readonly Account[];
  readonly topGroups: readonly GroupDraft[];
  /** Paths of groups that every new user joins; undefined when the realm did not show them. */
  readonly defaultGroups: readonly string[] | undefined;
  readonly asked: Pick<AskedGrants, 'usersOf'>;
}

/** Reads the groups of all accounts of which somebody asked for them, by the cheaper way. */
export async function readMemberships(reading: Reading, around: MembershipSurroundings): Promise<void> {
  const accounts = around.accounts.filter(({ needs }) => needs.groups);
  if (accounts.length === 0) return;
  const { defaultGroups } = around;
  if (defaultGroups === undefined) {
    // Nobody can tell a membership that the realm gives to everybody from one that somebody gave.
    for (const { draft } of accounts) draft.unread.push(fieldPath('serviceAccount', 'groups'));
    return;
  }
  const perHolder = isWhole(reading, 'groups')
    ? await countRequests(reading, around.topGroups, accounts.length)
    : undefined;
  const costs: WayCosts = { perAccount: accounts.length, perHolder };
  const way = chooseWay(costs);
  noteWay(reading, wayText('group memberships', way, costs, 'group'));
  const ignored = new Set(defaultGroups);
  if (way === 'per-account' || !(await readPerGroup(reading, accounts, around, ignored))) {
    const paths = createGroupPaths(reading);
    await someAtATime(accounts, (account) => readGroupsOfAccount(reading, account, { paths, ignored }));
  }
  noteRead(reading, 'group-memberships', accounts.length);
}

/** Requests that asking each group costs, those to find the groups below others included. */
async function countRequests(reading: Reading, top: readonly GroupDraft[], limit: number): Promise<number | undefined> {
  const parents = top.filter(({ childCount }) => childCount !== 0);
  const least = top.length + parents.length + parents.reduce((sum, { childCount }) => sum + (childCount ?? 0), 0);
  if (parents.length === 0 || least >= limit) return least;
  const count = await attempt(reading, WANTED, () => reading.reader.groupCount());
  // Each group below the second level may be a parent that has to be asked for its own.
  return count === undefined ? undefined : least + 2 * Math.max(0, count + parents.length - least);
}

async function readPerGroup(
  reading: Reading,
  accounts: readonly Account[],
  { topGroups, asked }: MembershipSurroundings,
  ignored: ReadonlySet<string>,
): Promise<boolean> {
  const groups = await readAllGroups(reading, topGroups);
  const byUser = new Map(accounts.map((account) => [account.user.id, account]));
  const budget = createBudget(accounts.length - groups.length);
  const found: { readonly account: Account; readonly path: string }[] = [];
  const ask = async ({ draft, names }: GroupDraft): Promise<boolean> => {
    if (budget.isExceeded()) return false;
    const users = await attempt(reading, WANTED, () => asked.usersOf({ type: 'group', id: draft.id }, budget.mayAsk));
    for (const user of users?.items ?? []) {
      const account = byUser.get(user);
      if (account !== undefined) found.push({ account, path: groupPath(names) });
    }
    return users === undefined || users.isWhole;
  };
  const areWhole = await someAtATime(
    groups.filter(({ names }) => !ignored.has(groupPath(names))),
    ask,
  );
  if (areWhole.includes(false)) {
    noteWay(reading, 'group memberships: some group has so many members that asking each account is cheaper');
    return false;
  }
  for (const { account, path } of found) addMembership(account, path);
  return true;
}

interface Naming {
  readonly paths: GroupPaths;
  readonly ignored: ReadonlySet<string>;
}

async function readGroupsOfAccount(reading: Reading, account: Account, { paths, ignored }: Naming): Promise<void> {
  const groups = await attemptList(reading, WANTED, () => reading.reader.groupsOfUser(account.user.id));
  const joined = await Promise.all(groups.items.map(paths));
  if (!groups.isWhole || joined.includes(undefined)) account.draft.unread.push(fieldPath('serviceAccount', 'groups'));
  for (const path of joined) if (path !== undefined && !ignored.has(path)) addMembership(account, path);
}

function addMembership({ draft }: Account, path: string): void {
  draft.facts.set(fieldPath('serviceAccount', 'groups', path), true);
}
