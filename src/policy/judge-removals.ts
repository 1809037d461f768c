import { endsUse } from '../kinds/index.js';
import {
  addressText,
  clientOf,
  compareAddresses,
  wholesOf,
  type LiveObject,
  type ObjectChange,
  type Plan,
  type Refusal,
  type Usages,
} from '../model/index.js';
import type { Rules } from './rules.js';

/** What may not go, whatever word removes it: what is protected, and what somebody else uses. */
export function keptObjects(plan: Plan, { usages, along, lastAdmins }: Rules): readonly Refusal[] {
  return plan.changes.flatMap((change) => [
    ...protectedObject(change),
    ...protectedParts(change, along.get(change.address) ?? []),
    ...forgottenParts(change, plan),
    ...usedByOthers(change, plan, usages),
    ...(lastAdmins?.has(change.address) === true ? [lastAdmin(change)] : []),
  ]);
}

const UNPROTECT = 'declare it with protect: false and apply that first';

function protectedObject({ address, action, mark, place }: ObjectChange): readonly Refusal[] {
  if (!endsUse(action) || mark?.before?.isProtected !== true) return [];
  return [{ rule: 'protected', address, place, detail: `${addressText(address)} is protected`, allowWith: UNPROTECT }];
}

/** What would go along with an object that is deleted, although it is protected itself. */
function protectedParts({ address, place }: ObjectChange, parts: readonly LiveObject[]): readonly Refusal[] {
  return parts
    .filter(({ mark }) => mark?.isProtected === true)
    .map(({ address: part }) => ({
      rule: 'protected',
      address: part,
      place,
      detail: `${addressText(part)} is protected, and would go with ${addressText(address)}`,
      allowWith: UNPROTECT,
    }));
}

/** What the same plan leaves to others would go along with an object that it deletes. */
function forgottenParts({ address, action, place }: ObjectChange, { changes }: Plan): readonly Refusal[] {
  return changes
    .filter((part) => action === 'delete' && part.action === 'forget' && wholesOf(part.address).includes(address))
    .map(({ address: part }) => ({
      rule: 'in-use',
      address: part,
      place,
      detail: `${addressText(part)} is only forgotten, and would go with ${addressText(address)}`,
      allowWith: 'leave one of the two words out',
    }));
}

/** A realm that nobody may administer any more is out of reach of everybody but the administrators of master. */
function lastAdmin({ address, place }: ObjectChange): Refusal {
  const detail = `nobody else in the realm holds realm-management/realm-admin than ${addressText(address)}, which loses it`;
  return { rule: 'protected', address, place, detail, allowWith: 'give realm-admin to somebody else first' };
}

/** How many users of an object are named. */
const NAMED_MAX = 5;

function usedByOthers({ address, action, place }: ObjectChange, { target }: Plan, usages: Usages): readonly Refusal[] {
  if (action !== 'delete') return [];
  const below = new Set(usages.get(address)?.groupsBelow);
  const users = [...usages]
    .filter(([of]) => of === address || clientOf(of) === address || below.has(of))
    .flatMap(([, { uses }]) => uses)
    .filter(({ owner }) => owner !== target.owner)
    .map(({ by, owner }) => ({ by, whose: owner === undefined ? 'nobody marked it' : `of ${owner}` }));
  const unique = [...new Map(users.map((user) => [user.by, user])).values()].sort((a, b) =>
    compareAddresses(a.by, b.by),
  );
  if (unique.length === 0) return [];
  const named = unique.slice(0, NAMED_MAX).map(({ by, whose }) => `${addressText(by)} (${whose})`);
  const more = unique.length > NAMED_MAX ? ` and ${unique.length - NAMED_MAX} more` : '';
  const detail = `${addressText(address)} is used by ${named.join(', ')}${more}`;
  return [{ rule: 'in-use', address, place, detail, allowWith: 'take these uses away first' }];
}
