import { sortDiagnostics, type Diagnostic, type Place } from '../model/index.js';
import { countText } from './counts.js';
import { BLANK, layout, type LayoutOptions, type Line } from './layout.js';

/** Every diagnostic with its place first, so that terminals and editors make a link of it, then its hint, then the count. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], options: LayoutOptions): string {
  const sorted = sortDiagnostics(diagnostics);
  return layout([...sorted.flatMap(linesOf), ...(sorted.length === 0 ? [] : [BLANK]), countLine(sorted)], options);
}

/** The diagnostics as plain values, in order. */
export function diagnosticsJson(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return sortDiagnostics(diagnostics).map(({ code, severity, place, message, hint, related }) => ({
    code,
    severity,
    place,
    message,
    hint,
    ...(related === undefined ? {} : { related }),
  }));
}

/** The lines of each, in their order. */
export function diagnosticLines(diagnostics: readonly Diagnostic[]): readonly (readonly Line[])[] {
  return sortDiagnostics(diagnostics).map(linesOf);
}

function linesOf({ code, severity, place, message, hint, related }: Diagnostic): readonly Line[] {
  return [
    {
      form: 'sentence',
      indent: 0,
      text: `${columnText(place)} ${severity} ${code}: ${message}`,
      tone: severity === 'error' ? 'removed' : 'changed',
      hang: 4,
    },
    ...(related ?? []).map(
      (other): Line => ({ form: 'sentence', indent: 4, text: `${columnText(other.place)} ${other.message}` }),
    ),
    ...(hint === '' ? [] : [{ form: 'sentence', indent: 4, text: `hint: ${hint}` } as const]),
  ];
}

function columnText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

function countLine(diagnostics: readonly Diagnostic[]): Line {
  const count = (severity: Diagnostic['severity']): number =>
    diagnostics.filter((one) => one.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const parts = [
    ...(errors === 0 ? [] : [countText(errors, 'error')]),
    ...(warnings === 0 ? [] : [countText(warnings, 'warning')]),
  ];
  return {
    form: 'sentence',
    indent: 0,
    text: parts.length === 0 ? 'No errors.' : `${parts.join(', ')}.`,
    tone: 'title',
  };
}
