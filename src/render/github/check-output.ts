import { GUARDS, HAZARDS, hasErrors, type Refusal, type Review, type TargetReview } from '../../model/index.js';
import { countText } from '../counts.js';
import { codeSpan, document } from '../markdown.js';
import { visible, withoutCommands } from '../escape.js';
import { planSentence } from '../plan-sentence.js';
import { lineRemarks, type LineRemark } from './annotations.js';
import { bytesOf, fit } from './budget.js';
import { stateText } from './comment.js';
import { encodeReviewed, type ReviewedSteps } from './reviewed-steps.js';
import { targetBlocks } from './target-blocks.js';
import { shownTarget } from './visibility.js';

/** What a check run says about one target. */
export interface CheckOutput {
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'action_required';
  readonly title: string;
  readonly summary: string;
  /** The plan as far as it fits; ends with the digests of its steps. */
  readonly text: string;
  readonly annotations: readonly LineRemark[];
  /** Where the digests do not fit into the text. */
  readonly parts?: NonNullable<ReviewedSteps['parts']>;
}

/** Bytes of the text. GitHub takes 65,535 characters. */
const TEXT_MAX = 65_500;

/** The name of the check run of a target. */
export function checkName(target: string): string {
  return withoutCommands(`keyplan / ${visible(target)}`);
}

/** The check run of one target of a review: what it comes to, the plan, remarks on lines, and the steps that were reviewed. */
export function checkOutput(review: Review, target: TargetReview): CheckOutput {
  const shown = shownTarget(target, review.visibility);
  const { remarks, leftOut } = lineRemarks(review, target);
  const reviewed =
    target.plan === undefined ? undefined : encodeReviewed(target.plan.steps.map(({ digest }) => digest));
  const block = reviewed === undefined ? '' : `\n\n${reviewed.block}`;
  const { text } = fit(targetBlocks(shown, { ...review, isSummed: true }), {
    budget: TEXT_MAX - bytesOf(block),
    head: [],
    foot: (count) => (count === 0 ? [] : [[`${countText(count, 'part')} did not fit here: see the run's summary.`]]),
  });
  const more = leftOut === 0 ? [] : [`${countText(leftOut, 'remark')} on lines did not fit.`];
  const what = shown.plan === undefined ? `Target ${codeSpan(target.name)} is not planned.` : planSentence(shown.plan);
  return {
    conclusion: conclusionOf(target),
    title: stateText(shown),
    summary: document([[what], whatNow(target), more]),
    text: `${text}${block}`,
    annotations: remarks,
    ...(reviewed?.parts === undefined ? {} : { parts: reviewed.parts }),
  };
}

/** What somebody's word allows, and nothing else does. */
const ALLOWABLE: ReadonlySet<Refusal['rule']> = new Set<Refusal['rule']>([...HAZARDS, ...GUARDS]);

/**
 * Success is for a plan that was made of all that it needs to know and that nothing stands against, and for an apply after
 * which nothing is left. Files that were only checked, without a server, are neutral: that is no agreement to anything.
 */
function conclusionOf({
  diagnostics,
  plan,
  verdict,
  failure,
  stopped,
  report,
}: TargetReview): CheckOutput['conclusion'] {
  if (failure !== undefined || stopped !== undefined || hasErrors(diagnostics)) return 'failure';
  if (report !== undefined) return report.state === 'converged' ? 'success' : 'failure';
  if (plan === undefined) return 'neutral';
  const refusals = verdict?.refusals ?? [];
  if (plan.unread.length > 0 || refusals.some(({ rule }) => !ALLOWABLE.has(rule))) return 'failure';
  return refusals.length > 0 ? 'action_required' : 'success';
}

function whatNow(target: TargetReview): readonly string[] {
  const { verdict, plan } = target;
  const rules = new Set((verdict?.refusals ?? []).map(({ rule }) => rule));
  if (rules.has('unexpected-origin'))
    return [
      'The plan holds changes that this pull request does not explain: somebody changed the realm outside git, or what was merged before is not applied yet. ' +
        'Apply what was merged, set back what was changed outside git or write it into the files, and run this again.',
    ];
  if (rules.size > 0)
    return ['Each danger needs a word in the files of this pull request or of the policy; the text says which.'];
  if (plan !== undefined && plan.unread.length > 0)
    return ['Not all that the plan needs could be read; the text says which right is missing.'];
  return [];
}
