import type { ReviewPhase } from '../../model/index.js';
import { codeSpan } from '../markdown.js';

/** How far a pull request got, as its comment says it. */
export interface Status {
  readonly phase: ReviewPhase;
  /** Nothing was planned: the files have errors, or no server was asked. */
  readonly isUnplanned?: boolean;
  /** An apply that failed wrote nothing. */
  readonly isUnwritten?: boolean;
  /** Who approved the head. */
  readonly approvedBy?: readonly string[];
  /** The page of the run that applies. */
  readonly applyRun?: string;
}

const PHASE_WORDS: Readonly<Record<ReviewPhase, string>> = {
  planned: 'Planned',
  approved: 'Planned and approved',
  applying: 'Merged, applying',
  applied: 'Applied',
  failed: 'Merged, not applied in full',
};

/** How many of those who approved are named. */
const NAMED = 5;

/** The status in words. @example '**Planned and approved** by `ops`' */
export function statusText(status: Status): string {
  const { phase, approvedBy = [], applyRun, isUnwritten = false } = status;
  if (isNotPlanned(status)) return '**Not planned**';
  const words = phase === 'failed' && isUnwritten ? 'Merged, and nothing was written' : PHASE_WORDS[phase];
  const more = approvedBy.length > NAMED ? ` and ${approvedBy.length - NAMED} more` : '';
  const by = approvedBy.length === 0 ? '' : ` by ${approvedBy.slice(0, NAMED).map(codeSpan).join(', ')}${more}`;
  return `**${words}**${by}${applyRun === undefined ? '' : ` · [apply](${applyRun})`}`;
}

function isNotPlanned({ phase, isUnplanned = false }: Status): boolean {
  return isUnplanned && (phase === 'planned' || phase === 'approved');
}

const END = '<!-- keyplan:status end -->';

/** A line of its own: behind it on the same line Markdown would not be looked at. */
function startOf(head: string): string {
  return `<!-- keyplan:status v1 ${head} -->`;
}

/**
 * The status in two hidden words, between which it can be renewed without the rest of the comment. What was not planned has
 * none that could change without a plan.
 */
export function renewable(head: string, status: Status): readonly string[] {
  if (isNotPlanned(status)) return [statusText(status)];
  return [startOf(head), `${statusText(status)}${END}`];
}

/**
 * The comment with another status; undefined where it is not about this head, or has no status to renew. What stands there is
 * replaced and never read. Of foreign text nothing comes before the status, so the first one is ours.
 */
export function withStatus(body: string, head: string, status: Status): string | undefined {
  const text = body.replaceAll('\r\n', '\n');
  const start = `\n${startOf(head)}\n`;
  const from = text.indexOf(start);
  const to = from < 0 ? -1 : text.indexOf(END, from);
  if (to < 0) return undefined;
  return `${text.slice(0, from + start.length)}${statusText(status)}${text.slice(to)}`;
}
