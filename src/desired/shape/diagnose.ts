import type { Diagnostic, Place } from '../../model/index.js';
import { presentConflicts, type KeyPair } from './conflicts.js';
import { keyDiagnostic } from './key-diagnostic.js';
import { locate, placeOfKey, type Part } from './locate.js';
import { shapeError, type Checked } from './shape-error.js';
import { dereferenced, type Fault } from './validators.js';
import { valueDiagnostic } from './value-diagnostic.js';
import { quoted, whereText } from './wording.js';
import { otherLevel } from './wrong-level.js';

/** One fault, as diagnostics at its places in the file. */
export function diagnoseFault(fault: Fault, pointer: string, checked: Checked): readonly Diagnostic[] {
  const part = locate(checked.file, pointer);
  switch (fault.keyword) {
    case 'additionalProperties':
      return [unknownKey(fault, part, checked)];
    case 'required':
      return [missingKey(fault, part, checked)];
    case 'conflicts':
      return conflicts(fault, part, checked);
    default:
      return valueDiagnostic(fault, part, checked);
  }
}

function unknownKey(fault: Fault, part: Part, checked: Checked): Diagnostic {
  const key = String(fault.params['additionalProperty']);
  const schema = fault.parentSchema ?? {};
  const where = whereText(part.path, checked.schema);
  return keyDiagnostic({ key, place: placeOfKey(part, key), where, schema, elsewhere: otherLevel(key, part, checked) });
}

function missingKey(fault: Fault, part: Part, checked: Checked): Diagnostic {
  const key = String(fault.params['missingProperty']);
  const property = dereferenced(checked.schema, fault.parentSchema?.properties?.[key] ?? {});
  return missingKeyError([key], { part, checked, meaning: property.description });
}

/** What is missing where: one key, or one of several. */
export function missingKeyError(
  keys: readonly string[],
  at: { readonly part: Part; readonly checked: Checked; readonly meaning: string | undefined },
): Diagnostic {
  const missing = keys.length === 1 ? quoted(keys[0]) : `one of ${keys.map(quoted).join(', ')}`;
  const message = `${missing} is missing from ${whereText(at.part.path, at.checked.schema)}`;
  const meaning = at.meaning === undefined ? '' : `: ${at.meaning}`;
  const hint = `write ${keys.length === 1 ? missing : 'one of them'}${meaning}`;
  return shapeError('missing-key', at.part.keyPlace, message, hint);
}

function conflicts(fault: Fault, part: Part, checked: Checked): readonly Diagnostic[] {
  const data = fault.data as Readonly<Record<string, unknown>>;
  return presentConflicts(fault.schema as readonly KeyPair[], data).map((pair) => conflictError(pair, part, checked));
}

/** Two keys of one object that exclude each other; the place is that of the later one. */
export function conflictError(pair: KeyPair, part: Part, checked: Checked): Diagnostic {
  const [first, second] = pair
    .map((key) => placeOfKeyPath(key, part, checked))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const names = pair.map((key) => quoted(key.replace('/', '.')));
  const message = `${whereText(part.path, checked.schema)} has both ${names.join(' and ')}, of which only one can count`;
  const error = shapeError('conflicting-keys', second ?? part.keyPlace, message, 'keep one of them');
  return first === undefined ? error : { ...error, related: [{ place: first, message: 'the other one is here' }] };
}

function placeOfKeyPath(key: string, part: Part, checked: Checked): Place {
  const slash = key.indexOf('/');
  if (slash === -1) return placeOfKey(part, key);
  const outer = [...part.path, key.slice(0, slash)].map(
    (name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  );
  return placeOfKey(locate(checked.file, outer.join('')), key.slice(slash + 1));
}
