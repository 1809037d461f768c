import { REALM_FILE_SCHEMA, SETTINGS_SCHEMA, type JsonSchema } from '../../kinds/schema/index.js';
import type { SourceNode } from '../../model/index.js';
import { dereferenced, findFaults, type Fault } from './find-faults.js';

/** The two kinds of file that an author writes. */
export type FileSchema = 'settings' | 'realm-file';

const ROOTS: Readonly<Record<FileSchema, JsonSchema>> = { settings: SETTINGS_SCHEMA, 'realm-file': REALM_FILE_SCHEMA };

/** Every fault of a whole file. */
export function faultsOfFile(schema: FileSchema, root: SourceNode): readonly Fault[] {
  return faultsOf(schema, ROOTS[schema], root);
}

/** Every fault of a value that should fit one fragment of a schema, such as one form of a choice. Paths start at the value. */
export function faultsOf(schema: FileSchema, fragment: JsonSchema, node: SourceNode): readonly Fault[] {
  return findFaults(node, fragment, ROOTS[schema].definitions ?? {});
}

/** What a fragment says, be it by a reference to a definition. */
export function meaningOf(schema: FileSchema, fragment: JsonSchema): JsonSchema {
  return dereferenced(fragment, ROOTS[schema].definitions ?? {});
}
