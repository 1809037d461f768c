import { hasChanges, type Plan, type Verdict } from '../model/index.js';
import { BLANK, layout, type LayoutOptions, type Line } from './layout.js';
import { isShown, judged, objectBlock, type Judged } from './object-block.js';
import { headerText, planSentence, refusedSentence } from './plan-sentence.js';
import {
  adoptionLines,
  noteLines,
  orphanLines,
  refusalLines,
  stepLines,
  unmanagedLines,
  unreadLines,
  warningLines,
} from './plan-sections.js';

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
    ...(verbose ? [adoptionLines(context), stepLines(plan)] : []),
    unreadLines(plan),
    orphanLines(plan),
    noteLines(context),
    ...(showUnmanaged ? [unmanagedLines(plan)] : []),
    refusalLines(context),
    warningLines(verdict),
  ];
  const title: Line = { form: 'row', indent: 0, text: headerText(plan), tone: 'title' };
  return layout(
    [
      title,
      ...sections.flatMap((section) => (section.length === 0 ? [] : [BLANK, ...section])),
      BLANK,
      ...summaryLines(plan, verdict),
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
