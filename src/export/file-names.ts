import { compareText, digest } from '../model/index.js';

/** Longer names are cut, so that a path stays below what any file system takes. */
const LENGTH_MAX = 80;
/** Names that Windows keeps for devices, whatever follows the first dot. */
const DEVICES = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/**
 * A file name for each of these names, without ending: readable, safe on every file system, and different from all others
 * even where letter case does not count. A name that would not be alone gets a few digits of its own.
 */
export function fileNames(names: Iterable<string>, taken: readonly string[] = []): ReadonlyMap<string, string> {
  const plain = new Map([...names].sort(compareText).map((name) => [name, plainName(name)]));
  const counts = new Map<string, number>(taken.map((name) => [name.toLowerCase(), 1]));
  for (const file of plain.values()) counts.set(file.toLowerCase(), (counts.get(file.toLowerCase()) ?? 0) + 1);
  const isAlone = (file: string): boolean => file !== '' && !DEVICES.test(file) && counts.get(file.toLowerCase()) === 1;
  return new Map([...plain].map(([name, file]) => [name, isAlone(file) ? file : withDigits(name, file)]));
}

function plainName(name: string): string {
  return name
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '')
    .slice(0, LENGTH_MAX)
    .replace(/[.-]+$/, '');
}

function withDigits(name: string, file: string): string {
  const digits = digest(name).slice(0, 8);
  return file === '' ? `client-${digits}` : `${file.replace(/\..*$/, '') || 'client'}-${digits}`;
}
