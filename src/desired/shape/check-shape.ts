import { sortDiagnostics, type Diagnostic, type SourceFile } from '../../model/index.js';
import { chooseBranch } from './choice.js';
import { diagnoseFault } from './diagnose.js';
import { faultsOf, faultsOfFile, type FileSchema } from './file-schema.js';
import type { Fault } from './find-faults.js';
import { locate } from './locate.js';
import type { Checked } from './shape-error.js';

/**
 * Whether a file has the shape that its schema asks for, variables being replaced already. Each fault is one diagnostic at
 * its own place: for a choice between several forms, the faults of the form that the author meant.
 */
export function checkShape(file: SourceFile, schema: FileSchema): readonly Diagnostic[] {
  return sortDiagnostics(diagnoseFaults(faultsOfFile(schema, file.root), [], { file, schema }));
}

/** `base` are the keys that lead to the value whose faults these are. */
function diagnoseFaults(faults: readonly Fault[], base: readonly string[], checked: Checked): readonly Diagnostic[] {
  return faults.flatMap((fault) => {
    const path = [...base, ...fault.path];
    return fault.keyword === 'oneOf' ? diagnoseChoice(fault, path, checked) : diagnoseFault(fault, path, checked);
  });
}

function diagnoseChoice(fault: Fault, path: readonly string[], checked: Checked): readonly Diagnostic[] {
  const choice = chooseBranch(fault, locate(checked.file, path), checked);
  if ('diagnostics' in choice) return choice.diagnostics;
  return diagnoseFaults(faultsOf(checked.schema, choice.branch, fault.node), path, checked);
}
