import { createHash } from 'node:crypto';
import { bytesOf } from './budget.js';

/** What a check run stores of a plan that was reviewed. */
export interface ReviewedSteps {
  /** Ends the text of the check run's output; nothing may follow it. */
  readonly block: string;
  /** The digests themselves, a line for each, where they are too many for the block: they go into more check runs. */
  readonly parts?: { readonly sha256: string; readonly text: string };
}

/** What a check run's text says: the digests, or the sum of those that more check runs hold. */
export type StoredSteps =
  | { readonly in: 'block'; readonly digests: ReadonlySet<string> }
  | { readonly in: 'parts'; readonly sha256: string };

/** Bytes of a block. With what GitHub allows for a text, 65,535 characters, some thousands are left for readers. */
const BLOCK_MAX = 60_000;

/**
 * The digests of the steps of one target, sorted and each once, as the end of a check run's text: a fence with the tag
 * `keyplan-steps v1`, how many there are, the SHA-256 of its lines, and a line for each. Over 60,000 bytes the lines are left
 * to other check runs, and the block has the tag `keyplan-steps-parts v1`, how many there are, and the SHA-256 of all of them.
 */
export function encodeReviewed(digests: Iterable<string>): ReviewedSteps {
  const sorted = [...new Set(digests)].sort();
  const text = sorted.map((digest) => `${digest}\n`).join('');
  const sha256 = sha256Of(text);
  const block = fencedBlock('keyplan-steps', sorted.length, { sha256, lines: text });
  if (bytesOf(block) <= BLOCK_MAX) return { block };
  return {
    block: fencedBlock('keyplan-steps-parts', sorted.length, { sha256, lines: '' }),
    parts: { sha256, text },
  };
}

function fencedBlock(
  tag: string,
  count: number,
  { sha256, lines }: { readonly sha256: string; readonly lines: string },
): string {
  return `\`\`\`${tag} v1 ${count} ${sha256}\n${lines}\`\`\``;
}

const BLOCK = /(?:^|\n)```keyplan-steps(-parts)? v1 (\d{1,7}) ([0-9a-f]{64})\n((?:[0-9a-f]{32}\n)*)```\s*$/;

/**
 * What the text of a check run of ours stores; undefined where its end is no block, or one that was cut or altered. The caller
 * has made sure that the check run is ours.
 */
export function decodeReviewed(text: string): StoredSteps | undefined {
  const [, isParts, count = '', sha256 = '', lines = ''] = BLOCK.exec(text) ?? [];
  if (sha256 === '') return undefined;
  if (isParts !== undefined) return lines === '' ? { in: 'parts', sha256 } : undefined;
  const digests = digestsOf(lines, sha256);
  return digests?.size === Number(count) ? { in: 'block', digests } : undefined;
}

/** The digests of all parts; undefined where they are not those that the check run names. */
export function decodeReviewedParts(text: string, sha256: string): ReadonlySet<string> | undefined {
  return /^(?:[0-9a-f]{32}\n)*$/.test(text) ? digestsOf(text, sha256) : undefined;
}

function digestsOf(lines: string, sha256: string): ReadonlySet<string> | undefined {
  return sha256Of(lines) === sha256 ? new Set(lines.split('\n').filter((line) => line !== '')) : undefined;
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
