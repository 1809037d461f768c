import { address, addressParts, groupNames } from '../model/index.js';
import { factsOfGroup, type GroupRepresentation } from '../systems/keycloak/index.js';
import { draftOf } from './draft.js';
import { attemptList, noteAccess, noteRead, noteUnread, type Draft, type Reading, type Wanted } from './reading.js';

/** A group, with what is needed to find those below it. */
export interface GroupDraft {
  readonly names: readonly string[];
  readonly draft: Draft;
  /** Absent where the server does not tell; there may be some then. */
  readonly childCount: number | undefined;
  /** The groups right below, once they were asked for. */
  below?: Promise<readonly GroupDraft[]>;
}

const WANTED = { area: 'groups', missingRole: 'view-users' } as const satisfies Wanted;

/**
 * Reads the groups at the top, and of those below the ones that somebody asked for by path, those right below groups of ours
 * and of the files, where something of ours may have left the files, and all that would go with a group of ours that may go.
 * Gives the ones at the top.
 */
export async function readGroups(reading: Reading, mayViewUsers: Promise<boolean>): Promise<readonly GroupDraft[]> {
  const { items: top } = await attemptList(reading, WANTED, () =>
    reading.reader.topGroups((page) => page.map((group) => groupDraft(reading, [], group))),
  );
  for (const { draft } of top) reading.drafts.set(draft.address, draft);
  const wanted = wantedParents(reading);
  await Promise.all(top.map((group) => readBelow(reading, group, { wanted, mayGo: false })));
  noteRead(reading, 'groups', top.length);
  if (!(await mayViewUsers)) {
    const evidence = 'the list of groups is empty for whoever may not view users';
    noteUnread(reading, { ...WANTED, reason: 'filtered', evidence });
  }
  return top;
}

/** Every group of the realm, for whoever must ask each of them. */
export async function readAllGroups(reading: Reading, groups: readonly GroupDraft[]): Promise<readonly GroupDraft[]> {
  const parents = groups.filter(({ childCount }) => childCount !== 0);
  const below = (await Promise.all(parents.map((parent) => readChildren(reading, parent)))).flat();
  return below.length === 0 ? groups : [...groups, ...(await readAllGroups(reading, below))];
}

/** The groups above those that somebody asked for, as their names joined. */
function wantedParents({ needs }: Reading): ReadonlySet<string> {
  const paths = [...needs.groups].map(groupNames);
  const objects = [...needs.objects].map(addressParts).filter(({ kind }) => kind === 'group');
  const all = [...paths, ...objects.map(({ names }) => names)];
  return new Set(all.flatMap((names) => names.slice(1).map((_, index) => keyOf(names.slice(0, index + 1)))));
}

interface Way {
  /** Groups on the way to one that somebody asked for. */
  readonly wanted: ReadonlySet<string>;
  /** Whether a group above may go, which takes along whatever is below it. */
  readonly mayGo: boolean;
}

async function readBelow(reading: Reading, group: GroupDraft, { wanted, mayGo: isAlong }: Way): Promise<void> {
  const { needs, options } = reading;
  const { names, draft, childCount } = group;
  if (childCount === 0) return;
  const isOurs = draft.mark?.owner === options.owner;
  const mayGo = isAlong || (isOurs && needs.keptGroups?.has(draft.address) === false);
  const mayHoldOurs = needs.keptGroups !== undefined && (isOurs || needs.objects.has(draft.address));
  if (needs.whole?.others !== true && !wanted.has(keyOf(names)) && !mayGo && !mayHoldOurs) return;
  const children = await readChildren(reading, group);
  for (const child of children) reading.drafts.set(child.draft.address, child.draft);
  await Promise.all(children.map((child) => readBelow(reading, child, { wanted, mayGo })));
}

/** Asks once, whoever wants to know. */
function readChildren(reading: Reading, parent: GroupDraft): Promise<readonly GroupDraft[]> {
  const { names, draft } = parent;
  parent.below ??= attemptList(reading, WANTED, () =>
    reading.reader.childGroups(draft.id, (page) => page.map((group) => groupDraft(reading, names, group))),
  ).then(({ items }) => items);
  return parent.below;
}

function groupDraft(reading: Reading, parents: readonly string[], group: GroupRepresentation): GroupDraft {
  const names = [...parents, group.name ?? ''];
  noteAccess(reading, 'users', group.access?.['manage']);
  const { id, attributes } = group;
  const draft = draftOf(reading, {
    address: address('group', ...names),
    id,
    attributes,
    facts: () => factsOfGroup(group),
  });
  return { names, draft, childCount: group.subGroupCount };
}

function keyOf(names: readonly string[]): string {
  return names.join('\u0000');
}
