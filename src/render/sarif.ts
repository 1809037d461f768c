import {
  digest,
  sortDiagnostics,
  type Diagnostic,
  type Hazard,
  type Place,
  type Plan,
  type Verdict,
} from '../model/index.js';
import { refuses } from './object-block.js';
import { objectText } from './values.js';

/** One result of a log. Its fingerprint is made of `identity`, so that it stays the same one when lines move. */
interface Finding {
  readonly rule: string;
  readonly level: 'error' | 'warning';
  readonly text: string;
  readonly place: Place;
  readonly identity: readonly string[];
  readonly related?: Diagnostic['related'];
  /** Why it is wanted, where somebody said so. */
  readonly accepted?: string;
}

/**
 * The diagnostics as a SARIF 2.1.0 log, for code scanning. A result's fingerprint is made of its code, file and message, so
 * that it stays the same one when lines move.
 */
export function diagnosticsSarif(diagnostics: readonly Diagnostic[], version: string): unknown {
  return sarifLog(sortDiagnostics(diagnostics).map(diagnosticFinding), version);
}

/** What code scanning is told of a target: its diagnostics, and the dangers of its plan. */
export interface SarifInput {
  readonly diagnostics: readonly Diagnostic[];
  readonly plan?: Plan;
  readonly verdict?: Verdict;
  /** Where the settings are inside the repository, empty at its root. */
  readonly folder: string;
}

/** GitHub takes 25,000 results of a run; it shows 5,000. */
const RESULTS_MAX = 5000;

/**
 * Diagnostics and dangers of several targets as one SARIF 2.1.0 log. A danger that somebody allowed is there, and suppressed by
 * that word. Its fingerprint is made of the danger and the object.
 */
export function findingsSarif(targets: readonly SarifInput[], version: string): unknown {
  const findings = targets.flatMap((target) => [
    ...sortDiagnostics(target.diagnostics).map((one) => inFolder(diagnosticFinding(one), target.folder)),
    ...hazardFindings(target).map((one) => inFolder(one, target.folder)),
  ]);
  const known = new Map(findings.map((finding) => [JSON.stringify([finding.identity, finding.place.line]), finding]));
  return sarifLog([...known.values()].slice(0, RESULTS_MAX), version);
}

function diagnosticFinding({ code, severity, place, message, hint, related }: Diagnostic): Finding {
  return {
    rule: code,
    level: severity,
    text: hint === '' ? message : `${message}. ${hint}`,
    place,
    identity: [code, place.file, message],
    ...(related === undefined ? {} : { related }),
  };
}

function hazardFindings({ plan, verdict }: SarifInput): readonly Finding[] {
  return (plan?.steps ?? []).flatMap((step) =>
    step.hazards.map((hazard): Finding => {
      const isRefused = verdict?.refusals.some((refusal) => refuses(refusal, hazard)) === true;
      const word = verdict?.allowed.find(({ hazard: of }) => sameHazard(of, hazard))?.allowance;
      return {
        rule: hazard.hazard,
        level: isRefused ? 'error' : 'warning',
        text: `${objectText(hazard.address)}: ${hazard.detail}`,
        place: step.fields.find(({ path }) => path === hazard.path)?.place ?? step.place,
        identity: [hazard.hazard, hazard.address, hazard.path ?? ''],
        ...(word === undefined ? {} : { accepted: word.reason ?? 'allowed' }),
      };
    }),
  );
}

function sameHazard(a: Hazard, b: Hazard): boolean {
  return a.hazard === b.hazard && a.address === b.address && a.path === b.path;
}

function inFolder(finding: Finding, folder: string): Finding {
  if (folder === '') return finding;
  const moved = (place: Place): Place => ({ ...place, file: `${folder}/${place.file}` });
  const { related } = finding;
  return {
    ...finding,
    place: moved(finding.place),
    ...(related === undefined ? {} : { related: related.map((one) => ({ ...one, place: moved(one.place) })) }),
  };
}

function sarifLog(findings: readonly Finding[], version: string): unknown {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const results = findings.map(({ rule, level, text, place, identity, related, accepted }) => ({
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level,
    message: { text },
    locations: [sarifLocation(place)],
    ...(related === undefined
      ? {}
      : { relatedLocations: related.map((one) => ({ ...sarifLocation(one.place), message: { text: one.message } })) }),
    ...(accepted === undefined ? {} : { suppressions: [{ kind: 'external', justification: accepted }] }),
    partialFingerprints: { 'keyplan/v1': digest(identity) },
  }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'keyplan', version, rules: rules.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results,
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
