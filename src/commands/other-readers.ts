import type { Target } from '../model/index.js';
import { readLayers } from '../source/index.js';
import type { RunFiles } from './run-files.js';

/** The names of other targets that read one of these files: what is edited for one target changes what they want, too. */
export async function otherReaders(
  { tree }: Pick<RunFiles, 'tree'>,
  paths: readonly string[],
  others: readonly Target[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const target of others) {
    const { value } = await readLayers(tree, target);
    if (value?.layers.flat().some(({ path }) => paths.includes(path))) found.push(target.name);
  }
  return found;
}
