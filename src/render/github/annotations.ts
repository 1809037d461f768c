import type { Review, TargetReview } from '../../model/index.js';
import { visible, withoutCommands } from '../escape.js';
import { refuses } from '../object-block.js';
import { objectText } from '../values.js';
import { pathInRepository } from './links.js';
import { shownTarget } from './visibility.js';

/** A remark on a line of a file, as a check run takes it. */
export interface LineRemark {
  /** From the repository's root. */
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

/** GitHub takes 50 with each request, and nobody reads more than some hundreds. */
const REMARKS_MAX = 250;

/** Characters of one message; GitHub takes 64 KiB. */
const MESSAGE_MAX = 10_000;

/** Remarks on the lines of files, the gravest first, and how many more there would be. */
export interface LineRemarks {
  readonly remarks: readonly LineRemark[];
  readonly leftOut: number;
}

/** Diagnostics and dangers on the lines that they come from. */
export function lineRemarks(review: Pick<Review, 'visibility' | 'links'>, target: TargetReview): LineRemarks {
  const shown = shownTarget(target, review.visibility);
  const all = [...diagnosticRemarks(shown, review), ...hazardRemarks(shown, review)];
  const order = ['failure', 'warning', 'notice'];
  const sorted = all.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  return { remarks: sorted.slice(0, REMARKS_MAX), leftOut: Math.max(0, sorted.length - REMARKS_MAX) };
}

function diagnosticRemarks({ diagnostics }: TargetReview, { links }: Pick<Review, 'links'>): readonly LineRemark[] {
  return diagnostics.map(({ code, severity, place, message, hint }) => ({
    path: pathInRepository(links.folder, place.file),
    line: place.line,
    endLine: place.line,
    level: severity === 'error' ? 'failure' : 'warning',
    title: code,
    message: bounded(hint === '' ? message : `${message}. ${hint}`),
  }));
}

function hazardRemarks({ plan, verdict }: TargetReview, { links }: Pick<Review, 'links'>): readonly LineRemark[] {
  return (plan?.steps ?? []).flatMap((step) =>
    step.hazards.map((hazard): LineRemark => {
      const refusal = verdict?.refusals.find((candidate) => refuses(candidate, hazard));
      // The line that carries the danger, where one was written; else the object's.
      const place = step.fields.find(({ path }) => path === hazard.path)?.place ?? step.place;
      const allow = refusal?.allowWith === undefined ? '' : `. To allow it: ${refusal.allowWith}`;
      return {
        path: pathInRepository(links.folder, place.file),
        line: place.line,
        endLine: place.line,
        level: refusal === undefined ? 'warning' : 'failure',
        title: refusal === undefined ? hazard.hazard : `${hazard.hazard}: refused`,
        message: bounded(`${objectText(hazard.address)}: ${hazard.detail}${allow}`),
      };
    }),
  );
}

function bounded(message: string): string {
  const text = withoutCommands(visible(message));
  return text.length > MESSAGE_MAX
    ? `${text.length} characters, which are too many for a remark: see the check's text`
    : text;
}
