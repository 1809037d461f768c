import { reviewMarker, type Plan, type Review } from '../../model/index.js';
import { countText } from '../counts.js';
import { codeSpan } from '../markdown.js';
import { isChanging } from '../plan-sentence.js';
import { fit, type Block, type Fitted, type Item } from './budget.js';
import { lineBlock } from './blocks.js';
import { artifactLink, commitLink, ownRun } from './links.js';
import { renewable, statusText, type Status } from './status-line.js';
import { diagnosticsBlocks, targetBlocks } from './target-blocks.js';
import { shownTargets, type ShownTarget } from './visibility.js';

/** Bytes of a comment. GitHub says 65,536 characters; servers of one's own count otherwise, and an update that is too long is lost. */
const COMMENT_MAX = 60_000;

/** Bytes of a job's summary: GitHub takes 1 MiB from each step and nothing of one that is longer. */
const SUMMARY_MAX = 1_000_000;

/**
 * The comment on a pull request: how far it got, and for each target the counts, the dangers, what became of an apply, a table
 * of every change, and the details folded by origin. Within 60,000 bytes; what is left out is counted and said to be elsewhere.
 */
export function reviewComment(review: Review): Fitted {
  const { targets, links } = review;
  const artifact = artifactLink(links);
  const page = ownRun(links);
  const elsewhere = page === undefined ? "the run's summary" : `[the run's summary](${page})`;
  return fitted(review, {
    budget: COMMENT_MAX,
    marker: [[reviewMarker(targets.map(({ name }) => name))]],
    elsewhere: artifact === undefined ? elsewhere : `${elsewhere} and in ${artifact}`,
  });
}

/** The same for a job's summary, within 1,000,000 bytes. */
export function jobSummary(review: Review): Fitted {
  return fitted(review, {
    budget: SUMMARY_MAX,
    marker: [],
    elsewhere: artifactLink(review.links) ?? 'the file that the output json-plan-path names',
  });
}

/** Whether there is anything to tell about a review: a change, a danger, something wrong. For comments that are made only then. */
export function isWorthComment({ targets, diagnostics, phase }: Review): boolean {
  if (diagnostics.length > 0 || phase === 'failed') return true;
  return targets.some(
    ({ plan, verdict, failure, stopped, diagnostics: ofTarget }) =>
      failure !== undefined ||
      stopped !== undefined ||
      ofTarget.length > 0 ||
      (plan !== undefined && (isChanging(plan) || plan.unread.length > 0)) ||
      (verdict?.refusals.length ?? 0) > 0,
  );
}

function isDetail({ rank }: Item): boolean {
  return rank === 'detail';
}

interface Fitting {
  readonly budget: number;
  readonly marker: readonly (readonly string[])[];
  readonly elsewhere: string;
}

function fitted(review: Review, { budget, marker, elsewhere }: Fitting): Fitted {
  const targets = shownTargets(review);
  const head = [...marker, [`### keyplan: ${titleText(targets)}`, '', ...statusLines(review, marker.length > 0)]];
  const foot = (leftOut: number): readonly (readonly string[])[] => [
    ...visibilityNote(review),
    ...(leftOut === 0
      ? []
      : [[`${countText(leftOut, 'part')} did not fit here: ${leftOut === 1 ? 'it is' : 'they are'} in ${elsewhere}.`]]),
  ];
  const blocksOf = (isUnlinked: boolean): readonly Block[] => [
    ...diagnosticsBlocks(review.diagnostics, '**The settings:**'),
    ...targets.flatMap((target) => targetBlocks(target, { ...review, isUnlinked })),
  ];
  let blocks = blocksOf(false);
  let whole = fit(blocks, { budget, head, foot });
  // Rows without a link are worth more than a count of rows.
  if (whole.leftOut > blocks.reduce((count, { items }) => count + items.filter(isDetail).length, 0)) {
    blocks = blocksOf(true);
    whole = fit(blocks, { budget, head, foot });
  }
  const isWithin = whole.leftOut < blocks.reduce((count, { items }) => count + items.length, 0);
  return isWithin ? whole : fit([overview(targets)], { budget, head, foot });
}

/** Nothing but a line for each target, where there are so many that not even that much of each fits. */
function overview(targets: readonly ShownTarget[]): Block {
  const lines = targets.map((target) =>
    lineBlock([`- ${codeSpan(target.name)}: ${stateText(target)}`], 'head', ['target', 'targets']),
  );
  return {
    open: [],
    items: lines.flatMap(({ items }) => items),
    close: [],
    left: (dropped) => [`Left out here: ${countText(dropped.length, 'target')}.`],
  };
}

/** Characters of a title that is still one. */
const TITLE_MAX = 300;

function titleText(targets: readonly ShownTarget[]): string {
  if (targets.length === 0) return 'nothing was planned';
  const named = targets.map((target) => `${codeSpan(target.name)}, ${stateText(target)}`).join('; ');
  return targets.length > 3 || named.length > TITLE_MAX ? countText(targets.length, 'target') : named;
}

/** What a target comes to, in a few words. @example '2 to create, 1 to change' */
export function stateText({ plan, verdict, failure, stopped, report, diagnostics }: ShownTarget): string {
  if (failure !== undefined) return plan === undefined ? failure.code : `${changesText(plan)}, ${failure.code}`;
  if (stopped !== undefined) return `nothing was applied: ${stopped.reason}`;
  if (report !== undefined) return report.state === 'converged' ? 'applied' : `not applied in full: ${report.state}`;
  if (plan === undefined)
    return diagnostics.some(({ severity }) => severity === 'error')
      ? 'the files have errors'
      : 'checked without a server';
  const refused = (verdict?.refusals.length ?? 0) === 0 ? '' : ', refused by policy';
  const unread = plan.unread.length === 0 ? '' : ', not all was read';
  return `${changesText(plan)}${refused}${unread}`;
}

function changesText(plan: Plan): string {
  if (!isChanging(plan)) return 'no changes';
  const { counts } = plan;
  const parts = [
    [counts.create, 'to create'],
    [counts.update, 'to change'],
    [counts.delete, 'to delete'],
    [counts.disable, 'to disable'],
    [counts.forget, 'to forget'],
  ] as const;
  return parts.flatMap(([count, text]) => (count === 0 ? [] : [`${count} ${text}`])).join(', ');
}

function statusOf({ phase, targets, approvedBy = [] }: Review): Status {
  return {
    phase,
    approvedBy,
    isUnplanned: targets.every(({ plan }) => plan === undefined),
    isUnwritten: targets.every(({ report }) => report === undefined || report.state === 'stale'),
  };
}

/** @param isLiving whether the status may be renewed later without the rest */
function statusLines(review: Review, isLiving: boolean): readonly string[] {
  const { head, base, merged, links } = review;
  const status = isLiving ? renewable(head, statusOf(review)) : [statusText(statusOf(review))];
  const parts = [
    `head ${commitLink(links, head)}`,
    ...(base === undefined ? [] : [`base ${commitLink(links, base)}`]),
    ...(merged === undefined ? [] : [`merged as ${commitLink(links, merged)}`]),
    ...(links.run === undefined ? [] : [`[plan](${links.run})`]),
    ...(links.applyRun === undefined ? [] : [`[apply](${links.applyRun})`]),
  ];
  return [...status.slice(0, -1), `${status.at(-1)} · ${parts.join(' · ')}`];
}

function visibilityNote({ visibility }: Review): readonly (readonly string[])[] {
  switch (visibility) {
    case 'full':
      return [];
    case 'changed-fields':
      return [['Values before and names of people are not shown here (`visibility: changed-fields`).']];
    case 'counts':
      return [['Only counts are shown here (`visibility: counts`).']];
  }
}
