import { hasChanges, type Plan, type Verdict } from '../model/index.js';
import { BLANK, layout, type LayoutOptions, type Line } from './layout.js';
import { isShown, judged, objectBlock, type Judged } from './object-block.js';
import { leftOutLines, orphanLines, releasedLines, scheduledLines } from './plan-leftovers.js';
import {
  adoptionLines,
  noteLines,
  refusalLines,
  stepLines,
  unmanagedLines,
  unreadLines,
  warningLines,
} from './plan-sections.js';
import { driftSentence, headerText, planSentence, refusedSentence } from './plan-sentence.js';

/** What a reader of a plan asked for. */
export interface PlanTextOptions extends LayoutOptions {
  /** Also objects whose mark alone is written, and the steps in their order. */
  readonly verbose: boolean;
  /** Also the names of clients that nobody manages. */
  readonly showUnmanaged: boolean;
}

/** A plan as people read it on a terminal: which realm, one block for each object, what else there is to know, the count. */
export function planText(plan: Plan, verdict: Verdict, options: PlanTextOptions): string {
  const context = judged(plan, verdict);
  const { verbose, showUnmanaged } = options;
  const sections = [
    blocks(context),
    adoptionLines(context, verbose),
    ...(verbose ? [stepLines(plan)] : []),
    unreadLines(plan),
    orphanLines(plan),
    scheduledLines(plan),
    releasedLines(plan),
    leftOutLines(plan, verbose),
    noteLines(context),
    ...(showUnmanaged ? [unmanagedLines(plan)] : []),
    refusalLines(context),
    warningLines(verdict),
  ];
  return together(headerText(plan), sections, summaryLines(plan, verdict), options);
}

/** What a reader of drift asked for. */
export interface DriftTextOptions extends LayoutOptions {
  /** Also the names of all objects with differences that are no drift. */
  readonly verbose: boolean;
}

/** What differs from what was applied last, as people read it on a terminal: a plan of drift, under a title and with an end of its own. */
export function driftText(drift: Plan, options: DriftTextOptions): string {
  const plan = unnarrowed(drift);
  const context = judged(plan, NO_VERDICT);
  const sections = [
    blocks(context),
    unreadLines(plan),
    leftOutLines(plan, options.verbose),
    noteLines(context),
    driftHelp(plan),
  ];
  const last: Line = { form: 'row', indent: 0, text: driftSentence(plan), tone: hasChanges(plan) ? 'title' : 'added' };
  return together(`drift of ${headerText(plan)}`, sections, [last], options);
}

/** A look for drift applies nothing, so nothing is refused or allowed. */
export const NO_VERDICT: Verdict = { refusals: [], allowed: [], warnings: [] };

/** The same without the origins that it was narrowed to, which go without saying where drift is what was looked for. */
export function unnarrowed(plan: Plan): Plan {
  const { onlyOrigins, ...rest } = plan;
  return onlyOrigins === undefined ? plan : rest;
}

/** How to read drift, and what can be done about it. */
function driftHelp(plan: Plan): readonly Line[] {
  if (!hasChanges(plan)) return [];
  const text =
    'Each line is live -> as applied. keyplan apply --only-origin drift sets it back; to keep it, write the left side into the files.';
  return [{ form: 'sentence', indent: 0, text, tone: 'quiet' }];
}

/** A title, sections with a blank line between them, and the end. */
function together(
  title: string,
  sections: readonly (readonly Line[])[],
  end: readonly Line[],
  options: LayoutOptions,
): string {
  return layout(
    [
      { form: 'row', indent: 0, text: title, tone: 'title' },
      ...sections.flatMap((section) => (section.length === 0 ? [] : [BLANK, ...section])),
      BLANK,
      ...end,
    ],
    options,
  );
}

/** The blocks of a plan's objects, in the order of addresses. */
export function blocks(context: Judged): readonly Line[] {
  return context.plan.changes
    .filter((change) => isShown(change, context))
    .flatMap((change) => objectBlock(change, context));
}

/** Never broken, so that the last line is the whole count. */
function summaryLines(plan: Plan, { refusals }: Verdict): readonly Line[] {
  const refused: Line = { form: 'sentence', indent: 0, text: refusedSentence(refusals.length), tone: 'danger' };
  const last: Line = { form: 'row', indent: 0, text: planSentence(plan), tone: hasChanges(plan) ? 'title' : 'added' };
  return refusals.length === 0 ? [last] : [refused, last];
}
