import { sortDiagnostics, type Diagnostic, type SourceFile } from '../../model/index.js';
import { chooseBranch } from './choice.js';
import { diagnoseFault } from './diagnose.js';
import { locate } from './locate.js';
import { plainJson } from './plain-json.js';
import type { Checked } from './shape-error.js';
import { faultsOf, faultsOfFile, type Fault, type FileSchema } from './validators.js';

/**
 * Whether a file has the shape that its schema asks for, variables being replaced already. Each fault is one diagnostic at
 * its own place: for a choice between several forms, the faults of the form that the author meant.
 */
export function checkShape(file: SourceFile, schema: FileSchema): readonly Diagnostic[] {
  const faults = faultsOfFile(schema, plainJson(file.root));
  return sortDiagnostics(diagnoseFaults(faults, '', { file, schema }));
}

/** `base` is the JSON pointer of the value whose faults these are. */
function diagnoseFaults(faults: readonly Fault[], base: string, checked: Checked): readonly Diagnostic[] {
  const choices = new Set(faults.filter((fault) => fault.keyword === 'oneOf').map((fault) => fault.instancePath));
  const wrongTypes = new Set(faults.filter((fault) => fault.keyword === 'type').map((fault) => fault.instancePath));
  return faults.flatMap((fault) => {
    if (isWithin(fault.instancePath, choices) || isConsequence(fault, choices, wrongTypes)) return [];
    const pointer = base + fault.instancePath;
    return fault.keyword === 'oneOf' ? diagnoseChoice(fault, pointer, checked) : diagnoseFault(fault, pointer, checked);
  });
}

function diagnoseChoice(fault: Fault, pointer: string, checked: Checked): readonly Diagnostic[] {
  const choice = chooseBranch(fault, locate(checked.file, pointer), checked);
  if ('diagnostics' in choice) return choice.diagnostics;
  return diagnoseFaults(faultsOf(checked.schema, choice.branch, fault.data), pointer, checked);
}

/** Whether a path lies below one of those in `outer`. */
function isWithin(path: string, outer: ReadonlySet<string>): boolean {
  if (outer.size === 0) return false;
  for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
    if (outer.has(path.slice(0, end))) return true;
    if (end === 0) break;
  }
  return false;
}

/** A fault that another fault at the same value explains: the faults of each branch of a choice, a word of the wrong type. */
function isConsequence(fault: Fault, choices: ReadonlySet<string>, wrongTypes: ReadonlySet<string>): boolean {
  if (fault.propertyName !== undefined && fault.keyword !== 'propertyNames') return true;
  if (choices.has(fault.instancePath)) return fault.keyword !== 'oneOf';
  return wrongTypes.has(fault.instancePath) && fault.keyword !== 'type';
}
