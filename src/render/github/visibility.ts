import { ACCOUNT_PRESENT } from '../../kinds/index.js';
import {
  addressParts,
  codePage,
  fieldParts,
  fieldPath,
  HAZARDS,
  type Diagnostic,
  type DiagnosticCode,
  type FieldChange,
  type Hazard,
  type HazardName,
  type ObjectChange,
  type Plan,
  type Refusal,
  type Report,
  type Review,
  type ReviewStop,
  type Step,
  type TargetReview,
  type Verdict,
  type Visibility,
} from '../../model/index.js';
import { memberText } from '../field-lines.js';
import { reportSentences } from '../report-text.js';
import { NOT_SHOWN } from '../values.js';

/** How often a danger, or what else policy looks at, is in a plan. */
export interface DangerCount {
  readonly rule: Refusal['rule'];
  readonly refused: number;
  readonly allowed: number;
}

/** A target with nothing in it but what may leave. */
export interface ShownTarget extends TargetReview {
  /** Of all that the plan holds, in the order of names. */
  readonly dangers: readonly DangerCount[];
  /** How many steps the apply was stopped for. */
  readonly stoppedFor: number;
  /** What the apply came to, in one sentence that only counts. */
  readonly outcome?: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** What may leave of a target: nothing of ours goes to GitHub but what went through here. */
export function shownTarget(target: TargetReview, visibility: Visibility): ShownTarget {
  const { plan, verdict, report, stopped, failure } = target;
  const dangers = dangersOf(plan, verdict);
  const counted = {
    dangers,
    stoppedFor: stopped?.steps.length ?? 0,
    ...(report === undefined ? {} : reportSentences(report)),
  };
  if (visibility === 'full') return { ...target, ...counted };
  const isCounts = visibility === 'counts';
  const { report: _, ...rest } = target;
  return {
    ...rest,
    ...counted,
    diagnostics: target.diagnostics.map((diagnostic) => shownDiagnostic(diagnostic, isCounts)),
    ...(plan === undefined ? {} : { plan: shownPlan(plan, visibility) }),
    ...(verdict === undefined ? {} : { verdict: shownVerdict(verdict, isCounts) }),
    ...(report === undefined || isCounts ? {} : { report: shownReport(report) }),
    ...(stopped === undefined ? {} : { stopped: shownStop(stopped, isCounts) }),
    ...(failure === undefined || !isCounts ? {} : { failure: { ...failure, message: codePage(failure.code).title } }),
  };
}

/** The targets of a review with what may leave of each. */
export function shownTargets({ targets, visibility }: Review): readonly ShownTarget[] {
  return targets.map((target) => shownTarget(target, visibility));
}

/** What may leave of a plan. Its counts stay whole. */
export function shownPlan(plan: Plan, visibility: Visibility): Plan {
  switch (visibility) {
    case 'full':
      return plan;
    case 'changed-fields':
      return {
        ...plan,
        changes: plan.changes.map(withoutBefore),
        steps: plan.steps.map(stepWithoutBefore),
        released: plan.released.map((release) => ({ ...release, value: NOT_SHOWN })),
        unmanaged: [],
      };
    case 'counts': {
      const { leftOut: _, ...rest } = plan;
      const nothing = { changes: [], steps: [], orphans: [], scheduled: [], released: [], unmanaged: [], notes: [] };
      const unread = plan.unread.map(({ area, reason }) => ({ area, reason, evidence: 'the log says how' }));
      return { ...rest, ...nothing, unread };
    }
  }
}

function dangersOf(plan: Plan | undefined, verdict: Verdict | undefined): readonly DangerCount[] {
  const rules = [
    ...(verdict?.refusals ?? []).map(({ rule }) => ({ rule, isRefused: true })),
    ...(verdict?.allowed ?? []).map(({ hazard }) => ({ rule: hazard.hazard, isRefused: false })),
    // Without a verdict a danger is told, and nobody was asked.
    ...(verdict === undefined ? (plan?.steps ?? []) : []).flatMap(({ hazards }) =>
      hazards.map(({ hazard }) => ({ rule: hazard, isRefused: false })),
    ),
  ];
  return [...Map.groupBy(rules, ({ rule }) => rule)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([rule, of]) => {
      const refused = of.filter(({ isRefused }) => isRefused).length;
      return { rule, refused, allowed: of.length - refused };
    });
}

function withoutBefore(change: ObjectChange): ObjectChange {
  const { changedBy: _by, loses: _loses, mark, fields, ...rest } = change;
  const before = mark?.before;
  const isTaken = before !== undefined && mark?.after !== undefined && before.owner !== mark.after.owner;
  return {
    ...rest,
    fields: fieldsWithoutBefore(change, fields),
    ...(mark === undefined ? {} : { mark: isTaken ? { ...mark, before: { ...before, owner: '(not shown)' } } : mark }),
  };
}

function stepWithoutBefore(step: Step): Step {
  return { ...step, fields: fieldsWithoutBefore(step, step.fields), hazards: step.hazards.map(shownHazard) };
}

/** Members that go are values themselves, and are counted. */
function fieldsWithoutBefore(
  { address }: Pick<ObjectChange, 'address'>,
  fields: readonly FieldChange[],
): readonly FieldChange[] {
  const { kind } = addressParts(address);
  const isGoing = ({ path, before, after }: FieldChange): boolean =>
    before === true && after === undefined && path !== ACCOUNT_PRESENT && memberText(kind, path) !== undefined;
  const going = Map.groupBy(fields.filter(isGoing), ({ path }) => listOf(path));
  const counted = [...going.values()].flatMap((members): readonly FieldChange[] => {
    const [first] = members;
    if (first === undefined) return [];
    const parts = fieldParts(first.path).slice(0, listDepth(first.path));
    return [{ ...first, path: fieldPath(...parts, `(${members.length} not shown)`) }];
  });
  const others = fields
    .filter((field) => !isGoing(field))
    .map((field) =>
      field.before === undefined || field.path === ACCOUNT_PRESENT ? field : { ...field, before: NOT_SHOWN },
    );
  return [...others, ...counted];
}

/** Lists of lists: what the second part names is a list, too. */
const NESTED: ReadonlySet<string> = new Set(['serviceAccount', 'roleScope', 'composites']);

function listDepth(path: FieldChange['path']): number {
  return NESTED.has(fieldParts(path)[0] ?? '') ? 2 : 1;
}

function listOf(path: FieldChange['path']): string {
  return fieldParts(path).slice(0, listDepth(path)).join('/');
}

/** Dangers whose words are about what will be, not about what is. */
const OF_AFTER: ReadonlySet<Refusal['rule']> = new Set<HazardName>([
  'admin-role',
  'full-scope',
  'widen-redirect',
  'forge-claim',
  'public-client',
  'widen-audience',
]);

const NAMED_AFTER_LIVE: ReadonlySet<Refusal['rule']> = new Set<Refusal['rule']>([...HAZARDS, 'in-use']);

function shownDetail(rule: Refusal['rule'], detail: string): string {
  if (OF_AFTER.has(rule) || !NAMED_AFTER_LIVE.has(rule)) return detail;
  return codePage(rule)?.title ?? 'what exactly is not shown';
}

function shownHazard(hazard: Hazard): Hazard {
  return { ...hazard, detail: shownDetail(hazard.hazard, hazard.detail) };
}

function shownVerdict(verdict: Verdict, isCounts: boolean): Verdict {
  if (isCounts)
    return { refusals: verdict.refusals.map(({ rule }) => ({ rule, detail: '' })), allowed: [], warnings: [] };
  return {
    refusals: verdict.refusals.map((refusal) => ({ ...refusal, detail: shownDetail(refusal.rule, refusal.detail) })),
    allowed: verdict.allowed.map(({ hazard, allowance }) => ({ hazard: shownHazard(hazard), allowance })),
    warnings: verdict.warnings,
  };
}

/** What is wrong with files that only a realm tells; their hints name what there is. */
const OF_LIVE: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  'unknown-reference',
  'near-miss-audience',
  'rename-refused',
  'removal-refused',
  'attachment-refused',
  'attachment-not-listed',
]);

function shownDiagnostic(diagnostic: Diagnostic, isCounts: boolean): Diagnostic {
  if (!OF_LIVE.has(diagnostic.code)) return diagnostic;
  const { title } = codePage(diagnostic.code);
  return { ...diagnostic, hint: '', ...(isCounts ? { message: title } : {}) };
}

function shownStop(stopped: ReviewStop, isCounts: boolean): ReviewStop {
  return { ...stopped, steps: isCounts ? [] : stopped.steps.map(stepWithoutBefore) };
}

function shownReport({ plan, after, readBackError, state, outcomes }: Report): Report {
  return {
    plan: shownPlan(plan, 'changed-fields'),
    // What a server or a comparison says of a step may name what was there before.
    outcomes: outcomes.map(({ step, result }) => ({ step, result })),
    ...(after === undefined ? {} : { after: shownPlan(after, 'changed-fields') }),
    state,
    ...(readBackError === undefined ? {} : { readBackError: 'the log says why' }),
  };
}
