import type { JsonSchema } from '../../kinds/schema/index.js';
import { nearest, type Diagnostic, type Place } from '../../model/index.js';
import { shapeError } from './shape-error.js';
import { quoted } from './wording.js';

/** A key that a schema does not take. */
export interface StrangeKey {
  readonly key: string;
  readonly place: Place;
  /** What it stands in, in words. */
  readonly where: string;
  /** The schema of what it stands in: its properties are the known keys. */
  readonly schema: JsonSchema;
  /** What to do if only its indentation is wrong; absent where that is not likely. */
  readonly elsewhere?: string | undefined;
}

/** How many known keys a hint lists; more are for the editor to show. */
const LISTED_MAX = 12;

/** What is wrong with a key that is not taken: a secret, something for later, or something unknown. The value is never looked at. */
export function keyDiagnostic({ key, place, where, schema, elsewhere }: StrangeKey): Diagnostic {
  if (schema.secretKeys?.includes(key)) {
    const hint =
      'take it out of the file and of its history, change the secret, and write authentication: { secret: { from: generate } }';
    return shapeError(
      'literal-secret',
      place,
      `${quoted(key)} of ${where} is a secret and must not stand in a file`,
      hint,
    );
  }
  if (schema.notYet?.includes(key)) {
    return shapeError(
      'not-yet',
      place,
      `${quoted(key)} of ${where} is not supported yet`,
      'leave it out until a version of keyplan takes it',
    );
  }
  return shapeError('unknown-key', place, `unknown key ${quoted(key)} in ${where}`, keyHint(key, schema, elsewhere));
}

function keyHint(key: string, schema: JsonSchema, elsewhere: string | undefined): string {
  const hints = schema.keyHints ?? {};
  if (Object.hasOwn(hints, key)) return hints[key] ?? '';
  const known = Object.keys(schema.properties ?? {});
  const [meant] = nearest(key, known);
  if (meant !== undefined) return `did you mean ${quoted(meant)}?`;
  if (/^[\w.-]+:/.test(key)) return 'write a blank behind the ":"';
  const rest = restHint(known, schema);
  return elsewhere === undefined ? rest : `${elsewhere}; else ${rest}`;
}

function restHint(known: readonly string[], schema: JsonSchema): string {
  const noun = schema.noun ?? 'this';
  if (known.length === 0) return `write ${noun} without keys: {}`;
  if (known.length <= LISTED_MAX) return `the keys of ${noun} are ${known.join(', ')}`;
  return `leave it out; an editor that knows the schema lists the keys of ${noun}`;
}
