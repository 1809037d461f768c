import { compareText, type NeededRight, type RightReason } from '../model/index.js';

/** Rights while they are gathered. */
export type Gathering = Map<string, RightReason[]>;

export function need(gathering: Gathering, role: string, reason: RightReason): void {
  const reasons = gathering.get(role);
  if (reasons === undefined) gathering.set(role, [reason]);
  else reasons.push(reason);
}

/** What was gathered, in the order of roles. */
export function neededRights(gathering: Gathering): readonly NeededRight[] {
  return [...gathering].sort(([a], [b]) => compareText(a, b)).map(([role, reasons]) => ({ role, reasons }));
}

/** The needs of several as one, reasons in the order of the lists. */
export function joinRights(...lists: readonly (readonly NeededRight[])[]): readonly NeededRight[] {
  const joined: Gathering = new Map();
  for (const { role, reasons } of lists.flat()) for (const reason of reasons) need(joined, role, reason);
  return neededRights(joined);
}
