import { REALM_FILE_SCHEMA, type JsonSchema } from '../../kinds/schema/index.js';
import type { Part } from './locate.js';
import type { Checked } from './shape-error.js';
import { dereferenced, type Fault } from './validators.js';
import { quoted } from './wording.js';

/** What to do about an unknown key of a realm file that would be known with another indentation; undefined where that is not likely. */
export function otherLevel(key: string, part: Part, { schema }: Checked): string | undefined {
  if (schema !== 'realm-file' || part.node.type !== 'map') return undefined;
  const [kind = '', name = ''] = part.path;
  const isMap = part.node.entries.get(key)?.value.type === 'map';
  if (part.path.length === 0) return fartherIn(key, isMap, [...part.node.entries.keys()]);
  const isBelow = (part.node.entries.get(key)?.place.line ?? 0) > part.keyPlace.line;
  const member = memberOf(kind);
  if (!isMap || !isBelow || part.path.length !== 2 || member === undefined) return undefined;
  if (has(REALM_FILE_SCHEMA, name)) return `if ${quoted(name)} is the key of the realm file, start it at column 1`;
  return `if it is ${member.noun ?? 'one'} of its own, start it at column ${part.keyPlace.column}`;
}

/** For a key at the left edge: it may belong to an object above it, or be one. */
function fartherIn(key: string, isMap: boolean, keys: readonly string[]): string | undefined {
  const above = keys.slice(0, keys.indexOf(key)).filter((kind) => memberOf(kind) !== undefined);
  const noun = above.map(memberOf).findLast((member) => has(member, key))?.noun;
  if (noun !== undefined) return `if it is a key of ${noun}, indent it under the name of that one`;
  const last = above.at(-1);
  if (!isMap || last === undefined) return undefined;
  return `if it is ${memberOf(last)?.noun ?? 'one of them'}, indent it under ${quoted(last)}`;
}

/** Whether a value that is no object may be one of an object's key: that stands among the names of such objects, with too few blanks. */
export function isStray(fault: Fault, { path }: Part, { schema }: Checked): boolean {
  if (schema !== 'realm-file' || path.length !== 2 || fault.data === null) return false;
  const member = memberOf(path[0] ?? '');
  return member !== undefined && member === fault.parentSchema && has(member, path[1] ?? '');
}

function memberOf(kind: string): JsonSchema | undefined {
  const of = REALM_FILE_SCHEMA.properties?.[kind]?.additionalProperties;
  return typeof of === 'object' ? dereferenced('realm-file', of) : undefined;
}

function has(schema: JsonSchema | undefined, key: string): boolean {
  return Object.hasOwn(schema?.properties ?? {}, key);
}
