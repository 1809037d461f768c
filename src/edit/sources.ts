import { isScalar, isSeq } from 'yaml';
import { addressParts, groupPathOf, type Address } from '../model/index.js';
import { isEmpty, openFile, plainText, walk, writtenText, type OpenFile, type Spot, type Variables } from './nodes.js';

/** A realm file as it is read: its path relative to the folder of the settings, and its text. */
export interface FileText {
  readonly path: string;
  readonly text: string;
}

/** The realm files of a target, opened: a list for each layer, as the settings name them. */
export interface Sources {
  readonly layers: readonly (readonly OpenFile[])[];
  readonly variables: Variables;
}

export function openSources(layers: readonly (readonly FileText[])[], variables: Variables): Sources {
  return { layers: layers.map((layer) => layer.map(({ path, text }) => openFile(path, text))), variables };
}

/** The same files with one of them changed. */
export function withFile(sources: Sources, changed: OpenFile): Sources {
  const layers = sources.layers.map((layer) => layer.map((file) => (file.path === changed.path ? changed : file)));
  return { ...sources, layers };
}

/** Where an object is declared: the keys of its entry, and those inside it that lead to a client's role. */
export interface EntryKeys {
  readonly entry: readonly [section: string, name: string];
  readonly inside: readonly string[];
}

export function entryKeys(of: Address): EntryKeys {
  const { kind, names } = addressParts(of);
  const [first = '', second = ''] = names;
  switch (kind) {
    case 'client':
      return { entry: ['clients', first], inside: [] };
    case 'client-role':
      return { entry: ['clients', first], inside: ['roles', second] };
    case 'client-scope':
      return { entry: ['clientScopes', first], inside: [] };
    case 'group':
      return { entry: ['groups', groupPathOf(of)], inside: [] };
    case 'role':
      return { entry: ['roles', first], inside: [] };
  }
}

/** Something written: in which file, and where. */
export interface Written {
  readonly file: OpenFile;
  readonly spot: Spot;
}

/** The entries of an object in the files, that of the last layer first: what it says goes before the others. */
export function ownEntries({ layers, variables }: Sources, { entry }: EntryKeys): readonly Written[] {
  return entriesAt(layers, entry, variables);
}

function entriesAt(layers: Sources['layers'], keys: readonly string[], variables: Variables): readonly Written[] {
  const files = layers.toReversed().flat();
  return files.flatMap((file) => {
    const { spot, missing } = walk(file, keys, variables);
    return spot === undefined || missing.length > 0 ? [] : [{ file, spot }];
  });
}

/** Where the entry itself writes something, in whichever layer counts. */
export function ownAt(sources: Sources, keys: EntryKeys, inside: readonly string[]): Written | undefined {
  const all = [...keys.entry, ...keys.inside, ...inside];
  return entriesAt(sources.layers, all, sources.variables)[0];
}

/** Where the templates of an entry write something: that of the last one named, and what it extends. */
export function templateAt(sources: Sources, keys: EntryKeys, inside: readonly string[]): Written | undefined {
  return inTemplates(sources, namesOf(sources, keys.entry), { inside: [...keys.inside, ...inside], seen: new Set() });
}

interface Looking {
  readonly inside: readonly string[];
  /** Templates that were looked into already. */
  readonly seen: Set<string>;
}

function inTemplates(sources: Sources, names: readonly string[], looking: Looking): Written | undefined {
  for (const name of names.toReversed()) {
    if (looking.seen.has(name)) continue;
    looking.seen.add(name);
    const own = entriesAt(sources.layers, ['templates', name, ...looking.inside], sources.variables)[0];
    const found = own ?? inTemplates(sources, namesOf(sources, ['templates', name]), looking);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The templates that an entry extends, in the order in which they are named. */
function namesOf({ layers, variables }: Sources, keys: readonly string[]): readonly string[] {
  const [written] = entriesAt(layers, [...keys, 'extends'], variables);
  const value = written?.spot.pair.value;
  const nodes = isSeq(value) ? value.items : isScalar(value) ? [value] : [];
  return nodes.flatMap((node) => {
    const text = writtenText(node);
    return text === undefined ? [] : [plainText(text, variables)];
  });
}

/** Whether something is written with a value; `null` un-writes. */
export function hasValue({ spot }: Written): boolean {
  const { value } = spot.pair;
  return !isEmpty(value) && !(isScalar(value) && value.value === null);
}
