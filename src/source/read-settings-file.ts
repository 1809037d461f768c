import type { Diagnosed, SourceFile } from '../model/index.js';
import type { FileTree } from './file-tree.js';

/** Reads `keyplan.yaml`. Its own path in places is its name, since all paths are relative to its folder. */
export async function readSettingsFile(tree: FileTree, name: string): Promise<Diagnosed<SourceFile>> {
  const parse = await tree.read(name);
  const read = parse();
  const diagnostics = read.diagnostics.map((diagnostic) =>
    diagnostic.code === 'file-not-found'
      ? {
          ...diagnostic,
          message: 'there is no settings file',
          hint: 'Run keyplan in the folder that has it, name it with --config, or write one by "keyplan init"',
        }
      : diagnostic,
  );
  return { ...read, diagnostics };
}
