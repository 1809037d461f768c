import type { Diagnosed, Diagnostic, DesiredState, ObjectChange, SourceFile } from '../model/index.js';

/** The stages that prove an export: what reads files, what resolves them, what compares them with the realm they came from. */
export interface Proving {
  readonly parse: (path: string, text: string) => Diagnosed<SourceFile>;
  readonly resolve: (files: readonly SourceFile[]) => Diagnosed<DesiredState>;
  /** Every difference to the live realm; changes that only write a mark are none. */
  readonly compare: (desired: DesiredState) => readonly ObjectChange[];
  /** What the files name and the live realm does not have. */
  readonly checkReferences: (desired: DesiredState) => readonly Diagnostic[];
}
