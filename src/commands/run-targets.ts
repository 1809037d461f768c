import { Failure, hasErrors, type Diagnostic, type MissingRight, type Target } from '../model/index.js';
import {
  diagnosticsJson,
  diagnosticsMarkdown,
  diagnosticsText,
  failureJson,
  failureText,
  jsonText,
  missingRightsJson,
  missingRightsText,
} from '../render/index.js';
import { EXIT, exitOfFailure, worstExit } from './exit.js';
import type { LoadedSettings, LoadedTarget } from './load.js';
import type { Output } from './output.js';

/** What one target gave: an exit code and, in JSON, a document. */
export interface TargetResult {
  readonly exit: number;
  /** Asked only where JSON is printed: the document of a big plan takes long to make. */
  readonly json: () => unknown;
}

/** Shows diagnostics of a target, the first time with those of the settings, as one list; tells whether the command must stop. */
export type ShowDiagnostics = (diagnostics: readonly Diagnostic[]) => boolean;

/**
 * Runs a command over targets, one after another. A failure of one is shown and does not keep the others from their turn.
 * In JSON, one target gives its document and several give a list, in the order of targets. What is wrong with the settings
 * is shown with the first diagnostics of a target, or when a target ends without any.
 */
export async function runTargets(
  { targets, diagnostics: ofSettings }: Pick<LoadedSettings, 'targets' | 'diagnostics'>,
  output: Output,
  run: (target: Target, show: ShowDiagnostics) => Promise<TargetResult>,
): Promise<number> {
  const exits: number[] = [];
  const documents: unknown[] = [];
  let held = ofSettings;
  const show: ShowDiagnostics = (diagnostics) => {
    const all = [...held, ...diagnostics];
    held = [];
    showDiagnostics(output, all);
    return hasErrors(diagnostics);
  };
  for (const target of targets) {
    const { exit, json } = await withoutThrowing(output, () => run(target, show).finally(() => show([])));
    exits.push(exit);
    if (output.format === 'json') documents.push(json());
  }
  if (output.format === 'json') output.result(jsonText(targets.length === 1 ? documents[0] : documents));
  return worstExit(exits);
}

async function withoutThrowing(output: Output, run: () => Promise<TargetResult>): Promise<TargetResult> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    showFailure(output, error);
    return { exit: exitOfFailure(error.code), json: () => ({ failure: failureJson(error) }) };
  }
}

/** The one target of a call that cannot have several. `what` says so, as in `--out`. */
export function onlyTarget(targets: readonly Target[], what: string): Target {
  const [target] = targets;
  if (target !== undefined && targets.length === 1) return target;
  throw new Failure('usage', `${what} wants one target, and there are ${targets.length}`, {
    hint: 'Name one with --target',
  });
}

/** Shows what went wrong in the world. */
export function showFailure(output: Output, failure: Failure): void {
  output.note(failureText(failure, { style: output.noteStyle, width: output.width, verbose: output.verbose }));
}

/** Shows diagnostics. In JSON the caller puts them into its document. */
function showDiagnostics(output: Output, diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0 && output.format !== 'json') {
    output.note(diagnosticsText(diagnostics, { style: output.noteStyle, width: output.width }));
  }
}

/** What a target gives whose files are wrong; its diagnostics were shown already, but not in Markdown. */
export function wrongFiles(
  output: Output,
  { target, diagnostics }: Pick<LoadedTarget, 'target' | 'diagnostics'>,
): TargetResult {
  if (output.format === 'markdown') output.result(diagnosticsMarkdown(diagnostics, target.name));
  return { exit: EXIT.wrongFiles, json: () => ({ target: target.name, diagnostics: diagnosticsJson(diagnostics) }) };
}

/** Says what an identity lacks for a plan that was shown, which it could not carry out. */
export function withMissingRights(
  output: Output,
  shown: TargetResult,
  { readAs, rights }: { readonly readAs: string; readonly rights: readonly MissingRight[] },
): TargetResult {
  output.note(missingRightsText(rights, { readAs, style: output.noteStyle, width: output.width }));
  const missingRights = missingRightsJson(rights);
  return { exit: EXIT.missingRight, json: () => ({ ...Object(shown.json()), missingRights }) };
}

/** Stops a command whose settings are wrong: shows what is wrong in the format that was asked for. */
export function refuseFiles(output: Output, diagnostics: readonly Diagnostic[]): number {
  showDiagnostics(output, diagnostics);
  if (output.format === 'json') output.result(jsonText({ diagnostics: diagnosticsJson(diagnostics) }));
  if (output.format === 'markdown') output.result(diagnosticsMarkdown(diagnostics));
  return EXIT.wrongFiles;
}
