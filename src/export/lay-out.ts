import { isTreeMap, type TreeMap } from '../kinds/index.js';
import { addressParts, compareText, type Address } from '../model/index.js';
import { CLIENT_KEYS } from './client-entry.js';
import { fileNames } from './file-names.js';
import { inOrder } from './fact-trees.js';
import { ignoreTrees } from './ignore-trees.js';
import { inexpressibleText, type Inexpressible } from './inexpressible.js';
import { OTHER_KEYS } from './other-entries.js';
import { SECTIONS, type Entries, type Section } from './tree.js';
import { writeList, writeSections } from './write-yaml.js';

/** One file of an export; the path is relative to its folder. */
export interface ExportedFile {
  readonly path: string;
  readonly text: string;
}

/** What goes into the files of an export. */
export interface Layout {
  readonly entries: Entries;
  readonly missing: readonly Inexpressible[];
  /** Keycloak's own clients, to be shown as comments. */
  readonly builtIn: TreeMap;
  readonly singleFile: boolean;
}

const FILE_OF: Readonly<Record<Exclude<Section, 'clients'>, string>> = {
  templates: 'templates.yaml',
  roles: 'roles.yaml',
  groups: 'groups.yaml',
  clientScopes: 'client-scopes.yaml',
};
export const SINGLE_FILE = 'realm.yaml';
const BUILT_IN_FILE = 'built-in';

/** The files of an export, in the order of paths. What each does not say stands on top of it. */
export function layOut(layout: Layout): readonly ExportedFile[] {
  const { singleFile, missing, builtIn } = layout;
  const entries = ordered(layout.entries);
  if (singleFile) {
    const sections = SECTIONS.map((section) => [section, entries[section]] as const);
    return [{ path: SINGLE_FILE, text: fileText(sections, toldOf(missing, entries)) + builtInText(builtIn) }];
  }
  const files = (Object.keys(FILE_OF) as (keyof typeof FILE_OF)[]).map((section) =>
    fileOf(
      FILE_OF[section],
      [[section, entries[section]]],
      toldOf(
        missing.filter(({ address }) => sectionOf(address) === section),
        entries,
      ),
    ),
  );
  const own =
    builtIn.size === 0 ? [] : [{ path: `clients/${BUILT_IN_FILE}.yaml`, text: `${HEAD}${builtInText(builtIn)}` }];
  return [...files.flat(), ...clientFiles(entries, missing), ...own].sort((a, b) => compareText(a.path, b.path));
}

function clientFiles(entries: Entries, missing: readonly Inexpressible[]): readonly ExportedFile[] {
  const ofClients = Map.groupBy(
    missing.filter(({ address }) => sectionOf(address) === 'clients'),
    ({ address }) => addressParts(address).names[0] ?? '',
  );
  const names = fileNames(new Set([...entries.clients.keys(), ...ofClients.keys()]), [BUILT_IN_FILE]);
  return [...names].flatMap(([clientId, file]) => {
    const entry = entries.clients.get(clientId);
    const objects: TreeMap = new Map(entry === undefined ? [] : [[clientId, entry]]);
    return fileOf(`clients/${file}.yaml`, [['clients', objects]], toldOf(ofClients.get(clientId) ?? [], entries));
  });
}

function sectionOf(of: Address): Section {
  switch (addressParts(of).kind) {
    case 'role':
      return 'roles';
    case 'group':
      return 'groups';
    case 'client-scope':
      return 'clientScopes';
    case 'client':
    case 'client-role':
      return 'clients';
  }
}

type Sections = readonly (readonly [section: Section, objects: TreeMap])[];

/** What a file does not say, and the rules that keep what of it would be taken away else. */
interface Told {
  readonly missing: readonly Inexpressible[];
  readonly ignores: readonly TreeMap[];
}

function toldOf(missing: readonly Inexpressible[], entries: Entries): Told {
  return { missing, ignores: ignoreTrees(missing, entries) };
}

function fileOf(path: string, sections: Sections, told: Told): readonly ExportedFile[] {
  const isEmpty = sections.every(([, objects]) => objects.size === 0) && told.missing.length === 0;
  return isEmpty ? [] : [{ path, text: fileText(sections, told) }];
}

const HEAD = '# Written by keyplan export. What is not here stays as it is.\n';

function fileText(sections: Sections, { missing, ignores }: Told): string {
  const written = sections.filter(([, objects]) => objects.size > 0);
  const body = written.length === 0 ? '' : `\n${writeSections(written)}`;
  const rules = ignores.length === 0 ? '' : `\n${writeList('ignore', ignores)}`;
  return `${HEAD}${missingText(missing)}${body}${rules}`;
}

function missingText(missing: readonly Inexpressible[]): string {
  if (missing.length === 0) return '';
  const lines = missing.map((one) => `# - ${commentText(inexpressibleText(one))}\n`);
  return `#\n# Not said by this file:\n${lines.join('')}`;
}

/** A text that cannot end the comment that it stands in. */
function commentText(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/^[^\\]$/u, '\uFFFD'),
  );
}

function builtInText(builtIn: TreeMap): string {
  if (builtIn.size === 0) return '';
  const lines = writeSections([['clients', inOrder(orderedClients(builtIn))]])
    .trimEnd()
    .split('\n');
  const comments = lines.map((line) => (line === '' ? '#\n' : `# ${line}\n`));
  return `\n# Keycloak's own clients, which no file may declare:\n${comments.join('')}`;
}

/** Objects by name, each with its fields in one order. */
function ordered(entries: Entries): Entries {
  const inside = (map: TreeMap, keys: readonly string[]): TreeMap => inOrder(withOrder(map, keys));
  return {
    templates: inOrder(orderedClients(entries.templates)),
    roles: inside(entries.roles, OTHER_KEYS),
    groups: inside(entries.groups, OTHER_KEYS),
    clientScopes: inside(entries.clientScopes, OTHER_KEYS),
    clients: inOrder(orderedClients(entries.clients)),
  };
}

function orderedClients(clients: TreeMap): TreeMap {
  return new Map(
    [...withOrder(clients, CLIENT_KEYS)].map(([name, entry]) => {
      const roles = isTreeMap(entry) ? entry.get('roles') : undefined;
      if (!isTreeMap(entry) || !isTreeMap(roles)) return [name, entry];
      return [name, new Map([...entry, ['roles', inOrder(withOrder(roles, OTHER_KEYS))]])];
    }),
  );
}

function withOrder(objects: TreeMap, keys: readonly string[]): TreeMap {
  const rank = (key: string): number => (keys.includes(key) ? keys.indexOf(key) : keys.length);
  return new Map(
    [...objects].map(([name, entry]) => [
      name,
      isTreeMap(entry) ? new Map([...entry].sort(([a], [b]) => rank(a) - rank(b) || compareText(a, b))) : entry,
    ]),
  );
}
