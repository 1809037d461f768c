import { entryLines, escapedMap, flowText, isTreeMap, scalarText, valueLines, type TreeMap } from '../kinds/index.js';

const FORM = { step: 2, blocks: true } as const;

/** The text of a map of sections, each with its objects; objects of `clients` and `templates` stand apart by an empty line. */
export function writeSections(sections: readonly (readonly [section: string, objects: TreeMap])[]): string {
  return sections
    .map(([section, objects]) => {
      const isSpaced = section === 'clients' || section === 'templates';
      const entries = [...escapedMap(objects)].map(([name, entry]) =>
        isSpaced && isTreeMap(entry) && entry.size > 0
          ? [`  ${scalarText(name)}:`, ...valueLines(entry, 4, FORM)]
          : entryLines(name, entry, 2, FORM),
      );
      return `${section}:\n${entries.map((lines) => `${lines.join('\n')}\n`).join(isSpaced ? '\n' : '')}`;
    })
    .join('\n');
}

/** The text of a section that is a list of small maps. */
export function writeList(section: string, items: readonly TreeMap[]): string {
  return `${section}:\n${items.map((item) => `  - ${flowText(escapedMap(item))}\n`).join('')}`;
}
