import { lstat, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportedFile } from '../export/index.js';
import { compareText, Failure } from '../model/index.js';

/** Where an export goes. */
export interface ExportPlace {
  /** Absolute. */
  readonly folder: string;
  /** The folder as messages call it. */
  readonly name: string;
  /** Whether files that are there already are written over. */
  readonly force: boolean;
}

/**
 * Writes the files of an export, all or, where one is there already and nobody said otherwise, none. Gives the YAML files
 * of the folder that the export did not write: they may declare what is no longer live.
 */
export async function writeExport(
  { folder, name, force }: ExportPlace,
  files: readonly ExportedFile[],
): Promise<readonly string[]> {
  const present = new Set(await yamlFilesIn(folder));
  for (const { path } of files) {
    const kind = await kindOf(join(folder, path));
    if (kind === 'none' || (kind === 'file' && force)) continue;
    const hint =
      kind === 'file'
        ? 'Write --force to write over it, or --out with another folder'
        : 'Move it away; it is no plain file';
    throw new Failure('usage', `${join(name, path)} is there already`, { hint });
  }
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text).catch((cause: unknown) => {
      throw new Failure('usage', `${join(name, path)} cannot be written`, {
        hint: 'Check the rights of its folder',
        cause,
      });
    });
  }
  const written = new Set(files.map(({ path }) => path));
  return [...present].filter((path) => !written.has(path));
}

async function kindOf(path: string): Promise<'none' | 'file' | 'other'> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return 'none';
  return found.isFile() ? 'file' : 'other';
}

async function yamlFilesIn(folder: string): Promise<readonly string[]> {
  const paths = await readdir(folder, { recursive: true }).catch(() => []);
  return paths
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.ya?ml$/.test(path))
    .sort(compareText);
}
