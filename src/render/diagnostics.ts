import { digest, sortDiagnostics, type Diagnostic, type Place } from '../model/index.js';
import { countText } from './counts.js';
import { BLANK, layout, type LayoutOptions, type Line } from './layout.js';

/** Every diagnostic with its place first, so that terminals and editors make a link of it, then its hint, then the count. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], options: LayoutOptions): string {
  const sorted = sortDiagnostics(diagnostics);
  return layout(
    [...sorted.flatMap(diagnosticLines), ...(sorted.length === 0 ? [] : [BLANK]), countLine(sorted)],
    options,
  );
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

function diagnosticLines({ code, severity, place, message, hint, related }: Diagnostic): readonly Line[] {
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

/**
 * The diagnostics as a SARIF 2.1.0 log, for code scanning. A result's fingerprint is made of its code, file and message, so
 * that it stays the same one when lines move.
 */
export function diagnosticsSarif(diagnostics: readonly Diagnostic[], version: string): unknown {
  const sorted = sortDiagnostics(diagnostics);
  const rules = [...new Set(sorted.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'keyplan', version, rules: rules.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results: sorted.map((diagnostic) => ({
          ruleId: diagnostic.code,
          ruleIndex: rules.indexOf(diagnostic.code),
          level: diagnostic.severity,
          message: { text: diagnostic.hint === '' ? diagnostic.message : `${diagnostic.message}. ${diagnostic.hint}` },
          locations: [sarifLocation(diagnostic.place)],
          ...(diagnostic.related === undefined
            ? {}
            : {
                relatedLocations: diagnostic.related.map(({ place, message }) => ({
                  ...sarifLocation(place),
                  message: { text: message },
                })),
              }),
          partialFingerprints: { 'keyplan/v1': digest([diagnostic.code, diagnostic.place.file, diagnostic.message]) },
        })),
      },
    ],
  };
}

function sarifLocation({ file, line, column }: Place): { readonly physicalLocation: unknown } {
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' },
      region: { startLine: line, startColumn: column },
    },
  };
}
