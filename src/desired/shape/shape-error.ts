import type { Diagnostic, DiagnosticCode, Place, SourceFile } from '../../model/index.js';
import type { FileSchema } from './validators.js';

/** The file that is checked, and by which schema. */
export interface Checked {
  readonly file: SourceFile;
  readonly schema: FileSchema;
}

/** Builds an error; every diagnostic of shapes is one. The hint is a sentence, whatever it was put together from. */
export function shapeError(code: DiagnosticCode, place: Place, message: string, hint: string): Diagnostic {
  return { code, severity: 'error', place, message, hint: hint.charAt(0).toUpperCase() + hint.slice(1) };
}
