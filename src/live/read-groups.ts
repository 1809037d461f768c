import { address, addressParts, groupNames } from '../model/index.js';
import { factsOfGroup, type GroupRepresentation } from '../systems/keycloak/index.js';
import { draftOf } from './draft.js';
import { attemptList, noteAccess, noteRead, noteUnread, type Draft, type Reading, type Wanted } from './reading.js';

/** A group, with what is needed to find those below it. */
export interface GroupDraft {
  readonly names: readonly string[];
  readonly draft: Draft;
  readonly childCount: number;
}

const WANTED = { area: 'groups', missingRole: 'view-users' } as const satisfies Wanted;

/** Reads the groups at the top, and those below that somebody asked for by path. Gives the ones at the top. */
export async function readGroups(reading: Reading, mayViewUsers: Promise<boolean>): Promise<readonly GroupDraft[]> {
  const { items: top } = await attemptList(reading, WANTED, () =>
    reading.reader.topGroups((page) => page.map((group) => groupDraft(reading, [], group))),
  );
  for (const { draft } of top) reading.drafts.set(draft.address, draft);
  await readWantedChildren(reading, top, wantedParents(reading));
  noteRead(reading, 'groups', top.length);
  if (!(await mayViewUsers)) {
    const evidence = 'the list of groups is empty for whoever may not view users';
    noteUnread(reading, { ...WANTED, reason: 'filtered', evidence });
  }
  return top;
}

/** Every group of the realm, for whoever must ask each of them. */
export async function readAllGroups(reading: Reading, groups: readonly GroupDraft[]): Promise<readonly GroupDraft[]> {
  const parents = groups.filter(({ childCount }) => childCount > 0);
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

async function readWantedChildren(
  reading: Reading,
  groups: readonly GroupDraft[],
  wanted: ReadonlySet<string>,
): Promise<void> {
  const isWhole = reading.needs.whole?.others === true;
  const parents = groups.filter(({ names, childCount }) => childCount > 0 && (isWhole || wanted.has(keyOf(names))));
  const children = (await Promise.all(parents.map((parent) => readChildren(reading, parent)))).flat();
  for (const { draft } of children) reading.drafts.set(draft.address, draft);
  if (children.length > 0) await readWantedChildren(reading, children, wanted);
}

async function readChildren(reading: Reading, { names, draft }: GroupDraft): Promise<readonly GroupDraft[]> {
  const children = await attemptList(reading, WANTED, () =>
    reading.reader.childGroups(draft.id, (page) => page.map((group) => groupDraft(reading, names, group))),
  );
  return children.items;
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
  return { names, draft, childCount: group.subGroupCount ?? 0 };
}

function keyOf(names: readonly string[]): string {
  return names.join('\u0000');
}
