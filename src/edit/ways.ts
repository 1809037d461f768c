import { isScalar, isSeq } from 'yaml';
import type { Tree } from '../kinds/index.js';
import { escapeVariables, type DesiredState } from '../model/index.js';
import { waysOfAttribute } from './attribute-ways.js';
import type { Drifted, Part } from './drifted-parts.js';
import { waysOfMapper } from './mapper-ways.js';
import { isShared, plainText, saysVariable, writtenText } from './nodes.js';
import { SHARED, VARIABLE, type Operation } from './operation.js';
import { entryKeys, hasValue, ownAt, ownEntries, templateAt, type Sources } from './sources.js';
import { inside, type Looking, type Spots, type Ways } from './way.js';

/** The ways to write a part, the one that changes least first. */
export function waysOf(drifted: Drifted, looking: Looking): Ways {
  const { part } = drifted;
  if (part.form === 'unsayable') return { why: part.why };
  const keys = entryKeys(drifted.address);
  const [last] = ownEntries(looking.sources, keys);
  if (last === undefined) return { why: 'its entry was not found' };
  if (isShared(last.spot)) return { why: SHARED };
  const spots = { keys, file: last.file.path };
  switch (part.form) {
    case 'scalar':
      return waysOfScalar(part, spots, looking);
    case 'attribute':
      return waysOfAttribute(part, spots, looking);
    case 'list':
      return waysOfList(drifted, part, spots, looking);
    case 'mapper':
      return waysOfMapper({ ...drifted, part }, spots, looking);
    case 'account-off':
      return waysOfAccountOff(spots, looking);
    case 'gone':
      return waysOfGone(spots, looking);
  }
}

function waysOfScalar({ keys, value }: Extract<Part, { form: 'scalar' }>, spots: Spots, { sources }: Looking): Ways {
  const own = ownAt(sources, spots.keys, keys);
  const text = typeof value === 'string' ? escapeVariables(value) : value;
  if (own === undefined) return [[{ act: 'set', file: spots.file, keys: inside(spots, keys), value: text }]];
  if (saysVariable(writtenText(own.spot.pair.value))) return { why: VARIABLE };
  return [[{ act: 'set', file: own.file.path, keys: inside(spots, keys), value: text }]];
}

type ListPart = Extract<Part, { form: 'list' }>;

function waysOfList({ address }: Drifted, part: ListPart, spots: Spots, { sources, desired }: Looking): Ways {
  const { keys, add, drop } = part;
  const own = ownAt(sources, spots.keys, keys);
  const all = inside(spots, keys);
  if (own !== undefined && hasValue(own)) {
    const { value } = own.spot.pair;
    if (!isSeq(value)) return { why: isShared(own.spot) ? SHARED : 'it is not written as a list' };
    const file = own.file.path;
    return [
      [
        ...drop.map((item): Operation => ({ act: 'drop', file, keys: all, item })),
        ...add.map((item): Operation => ({ act: 'add', file, keys: all, item: escapeVariables(item) })),
      ],
    ];
  }
  const whole = [
    ...membersBefore(sources, spots, keys)
      .filter(({ plain }) => !drop.includes(plain))
      .map(({ text }) => text),
    ...add.map(escapeVariables),
  ];
  const set: Operation = { act: 'set', file: own?.file.path ?? spots.file, keys: all, value: whole };
  return keys[0] === 'composites' ? [[set], [set, ...otherComposites(address, part, set, desired)]] : [[set]];
}

/** What the templates of the entry list, as they write it: an entry that says a list says all of it. */
function membersBefore(
  sources: Sources,
  { keys }: Spots,
  below: readonly string[],
): readonly { readonly text: string; readonly plain: string }[] {
  const value = templateAt(sources, keys, below)?.spot.pair.value;
  if (!isSeq(value)) return [];
  return value.items.flatMap((item) => {
    const text = isScalar(item) ? writtenText(item) : undefined;
    return text === undefined ? [] : [{ text, plain: plainText(text, sources.variables) }];
  });
}

/** `composites: {}` says that there are none of either kind; with one kind written the other must be, too. */
function otherComposites(
  address: Drifted['address'],
  { keys }: ListPart,
  set: Operation,
  { objects }: DesiredState,
): readonly Operation[] {
  const exact: readonly string[] = objects.get(address)?.exact ?? [];
  if (!exact.includes('composites')) return [];
  const [other, none]: readonly [string, Tree] = keys[1] === 'realm' ? ['client', new Map()] : ['realm', []];
  const above = set.keys.slice(0, set.keys.indexOf('composites') + 1);
  return [{ act: 'set', file: set.file, keys: [...above, other], value: none }];
}

/** The switch contradicts a written account, which goes from the entry, or is un-written where a template has it. */
function waysOfAccountOff(spots: Spots, { sources }: Looking): Ways {
  const { keys } = spots;
  const flag = ownAt(sources, keys, ['serviceAccountsEnabled'])?.file.path ?? spots.file;
  const off: Operation = { act: 'set', file: flag, keys: inside(spots, ['serviceAccountsEnabled']), value: false };
  const account = inside(spots, ['serviceAccount']);
  const own = ownAt(sources, keys, ['serviceAccount']);
  const unwritten: Operation = { act: 'set', file: own?.file.path ?? spots.file, keys: account, value: null };
  if (templateAt(sources, keys, ['serviceAccount']) !== undefined) return [[off, unwritten]];
  return own === undefined ? [[off]] : [[off, { act: 'remove', file: own.file.path, keys: account }]];
}

/** Every layer that declares it must let it go; where a template does, the entry un-writes it. */
function waysOfGone(spots: Spots, { sources }: Looking): Ways {
  const { keys } = spots;
  const all = inside(spots, []);
  const files = ownEntries(sources, { entry: keys.entry, inside: [] }).filter(({ file }) => {
    const own = ownAt({ ...sources, layers: [[file]] }, keys, []);
    return own !== undefined;
  });
  const removed = files.map(({ file }): Operation => ({ act: 'remove', file: file.path, keys: all }));
  const ways = removed.length === 0 ? [] : [removed];
  if (keys.inside.length === 0) return ways;
  return [...ways, [{ act: 'set', file: spots.file, keys: all, value: null }]];
}
