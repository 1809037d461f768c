export { lineRemarks, type LineRemark, type LineRemarks } from './annotations.js';
export type { Fitted } from './budget.js';
export { checkName, checkOutput, type CheckOutput } from './check-output.js';
export { isWorthComment, jobSummary, reviewComment } from './comment.js';
export { driftIssue, driftOver, type DriftIssueInput } from './drift-issue.js';
export { driftBranch, driftPullRequest, followedSummary, type DriftPullRequest } from './drift-pull-request.js';
export { pathInRepository } from './links.js';
export { reviewSarif } from './review-sarif.js';
export {
  decodeReviewed,
  decodeReviewedParts,
  encodeReviewed,
  type ReviewedSteps,
  type StoredSteps,
} from './reviewed-steps.js';
export { shownPlan } from './visibility.js';
export { withStatus, type Status } from './status-line.js';
