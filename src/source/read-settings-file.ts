import { basename, dirname } from 'node:path';
import type { Diagnosed, SourceFile } from '../model/index.js';
import { readSource } from './read-source.js';

/** Reads `keyplan.yaml`. Its own path in places is its name, since all paths are relative to its folder. */
export async function readSettingsFile(configPath: string): Promise<Diagnosed<SourceFile>> {
  const read = await readSource(dirname(configPath), basename(configPath));
  const diagnostics = read.diagnostics.map((diagnostic) =>
    diagnostic.code === 'file-not-found'
      ? { ...diagnostic, message: 'there is no settings file', hint: 'Name it with --config, or run "keyplan init"' }
      : diagnostic,
  );
  return { ...read, diagnostics };
}
