import { stepsBehind, type MissingRight } from '../model/index.js';
import { countText } from './counts.js';
import { layout, type Line } from './layout.js';
import type { Style } from './style.js';

interface MissingRightsOptions {
  /** The identity that lacks them. */
  readonly readAs: string;
  readonly style: Style;
  readonly width?: number;
}

/** Which rights an apply lacks, and which steps need each: said before anything is written. */
export function missingRightsText(
  missing: readonly MissingRight[],
  { readAs, style, width = 100 }: MissingRightsOptions,
): string {
  const lines: Line[] = [
    {
      form: 'sentence',
      indent: 0,
      text: `missing-right: ${readAs} lacks what this plan needs. Nothing was written.`,
      tone: 'danger',
    },
    ...missing.flatMap((right): readonly Line[] => [
      { form: 'sentence', indent: 2, sign: '!', text: `${right.role} for ${neededBy(right)}`, hang: 2 },
      { form: 'sentence', indent: 6, text: `found out: ${right.by}`, tone: 'quiet' },
    ]),
    {
      form: 'sentence',
      indent: 2,
      text: `hint: Give it ${missing.map(({ role }) => role).join(', ')} of realm-management; keyplan bootstrap does it again for these files. What plan and apply need and have: keyplan doctor`,
    },
  ];
  return layout(lines, { style, width });
}

/** That an apply stopped because the realm could not be read whole: the plan before it names what, and the rights to see it. */
export function unreadText({ readAs, style, width = 100 }: MissingRightsOptions): string {
  const lines: Line[] = [
    {
      form: 'sentence',
      indent: 0,
      text: `incomplete-read: ${readAs} could not read the realm whole. Nothing was written.`,
      tone: 'danger',
    },
    {
      form: 'sentence',
      indent: 2,
      text: 'hint: Give it the rights that the plan names. All that plan and apply need, to write too: keyplan doctor',
    },
  ];
  return layout(lines, { style, width });
}

/** What an apply lacks, for programs. */
export function missingRightsJson(missing: readonly MissingRight[]): readonly {
  readonly role: string;
  readonly steps: readonly string[];
  readonly foundOutBy: string;
}[] {
  return missing.map((right) => ({ role: right.role, steps: stepsBehind(right), foundOutBy: right.by }));
}

function neededBy(right: MissingRight): string {
  const [first = '', ...more] = stepsBehind(right);
  return more.length === 0 ? first : `${first} and ${countText(more.length, 'more step')}`;
}
