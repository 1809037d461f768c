import {
  GUARDS,
  HAZARDS,
  hasErrors,
  type Plan,
  type Refusal,
  type Review,
  type Step,
  type TargetReview,
  type Verdict,
} from '../../model/index.js';
import { countText } from '../counts.js';
import { shownParts } from '../json-form.js';
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
  /** The plan as far as it fits; ends with the digests of its steps, of none where policy refuses it. */
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
  const agreed = target.plan && agreedSteps(target.plan, target.verdict);
  const reviewed = agreed && encodeReviewed(agreed.flatMap((step) => [step.digest, ...shownParts(step)]));
  const block = agreed && reviewed ? `\n\n${agreedText(agreed.length)}\n\n${reviewed.block}` : '';
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

/**
 * The steps of a plan that may be applied. One that policy refuses shows steps to nobody who could agree to them: else a pull
 * request that is merged all the same would need no more than settings of its own that allow what the base's refuse. What an
 * origin is refused for stands in other pull requests, and is no matter of settings.
 */
function agreedSteps({ steps }: Plan, verdict: Verdict | undefined): readonly Step[] {
  const isRefused = verdict?.refusals.some(({ rule }) => rule !== 'unexpected-origin') ?? true;
  return isRefused ? [] : steps;
}

function agreedText(count: number): string {
  return count === 0
    ? '**For the apply after the merge:** there is no step that it may carry out.'
    : `**For the apply after the merge:** the digests of ${countText(count, 'step')} that it may carry out.`;
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
