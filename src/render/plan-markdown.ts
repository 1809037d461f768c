import { hasChanges, type ObjectChange, type Plan, type Verdict } from '../model/index.js';
import { countText } from './counts.js';
import { shellWord } from './escape.js';
import { layout, type Line } from './layout.js';
import { codeSpan, document, fenced, folded, table } from './markdown.js';
import { isShown, judged, objectBlock, type Judged } from './object-block.js';
import { leftOutLines, orphanLines, releasedLines, scheduledLines } from './plan-leftovers.js';
import {
  adoptionLines,
  noteLines,
  planFingerprint,
  unmanagedLines,
  unreadLines,
  warningLines,
} from './plan-sections.js';
import { commitText, driftSentence, planSentence, refusedSentence, scopeTexts } from './plan-sentence.js';
import { NO_VERDICT, unnarrowed } from './plan-text.js';
import {
  ALLOWED_HEADINGS,
  ALLOWED_TITLE,
  allowedRow,
  CHANGE_HEADINGS,
  changeRow,
  plainPlace,
  REFUSAL_HEADINGS,
  refusalRow,
} from './plan-tables.js';

export interface PlanMarkdownOptions {
  /** Also the names of clients that nobody manages. */
  readonly showUnmanaged: boolean;
}

/** Columns inside a fence; wider ones scroll sideways in a comment. */
const FENCE_WIDTH = 100;

/**
 * A plan for a pull request: the count, what is refused and what was not read, a table of every change, the details folded, and how to
 * verify it. Whatever a server or a file put into a name or a value stays text.
 */
export function planMarkdown(plan: Plan, verdict: Verdict, options: PlanMarkdownOptions): string {
  const context = judged(plan, verdict);
  const shown = plan.changes.filter((change) => isShown(change, context));
  const title = `keyplan: ${codeSpan(plan.target.name)}${hasChanges(plan) ? '' : ', no changes'}`;
  const others = [...orphanLines(plan), ...scheduledLines(plan), ...leftOutLines(plan, true), ...noteLines(context)];
  return document([
    heading(title, plan),
    [`**${planSentence(plan)}**`],
    refusals(verdict),
    allowances(verdict),
    textSection(unreadLines(plan)),
    changeTable(shown, context),
    details(shown, context),
    folding(`Only the mark is written (${plan.changes.length - shown.length})`, adoptionLines(context, true).slice(1)),
    folding(`No longer managed (${countText(plan.released.length, 'field')})`, releasedLines(plan)),
    textSection([...others, ...warningLines(verdict)]),
    options.showUnmanaged ? textSection(unmanagedLines(plan)) : [],
    verification(plan),
  ]);
}

/** What differs from what was applied last, for an issue. It ends with what can be done about it, and how to verify it. */
export function driftMarkdown(drift: Plan): string {
  const plan = unnarrowed(drift);
  const context = judged(plan, NO_VERDICT);
  const shown = plan.changes.filter((change) => isShown(change, context));
  return document([
    heading(`keyplan: ${hasChanges(plan) ? 'drift' : 'no drift'} of ${codeSpan(plan.target.name)}`, plan),
    [`**${driftSentence(plan)}**`],
    textSection(unreadLines(plan)),
    changeTable(shown, context),
    details(shown, context),
    textSection([...leftOutLines(plan, true), ...noteLines(context)]),
    shown.length === 0 ? [] : wayBack(plan),
    [
      `**How to verify:** ${codeSpan(`keyplan drift --target ${shellWord(plan.target.name)}`)} at this commit must ` +
        `${shown.length === 0 ? 'find nothing either' : `name the same ${countText(shown.length, 'object')}`}. It only reads.`,
    ],
  ]);
}

function wayBack({ target }: Plan): readonly string[] {
  const apply = codeSpan(`keyplan apply --only-origin drift --target ${shellWord(target.name)}`);
  return [`**What now:** ${apply} sets it back; to keep it, write it into the files. The left side is live.`];
}

function heading(title: string, plan: Plan): readonly string[] {
  const { target, readAs, commit } = plan;
  const about = [
    `realm ${codeSpan(target.realm)} on ${codeSpan(target.server)}`,
    `read as ${codeSpan(readAs)}`,
    commitSpan(commit),
    ...scopeTexts(plan, commitSpan),
  ];
  return [`### ${title}`, about.join(' · ')];
}

function commitSpan(commit: string): string {
  const text = commitText(commit);
  return text.startsWith('commit ') ? `commit ${codeSpan(text.slice('commit '.length))}` : text;
}

function refusals({ refusals: refused }: Verdict): readonly string[] {
  if (refused.length === 0) return [];
  return [`**${refusedSentence(refused.length)}**`, '', ...table(REFUSAL_HEADINGS, refused.map(refusalRow))];
}

function allowances({ allowed }: Verdict): readonly string[] {
  return allowed.length === 0 ? [] : [ALLOWED_TITLE, '', ...table(ALLOWED_HEADINGS, allowed.map(allowedRow))];
}

function changeTable(shown: readonly ObjectChange[], context: Judged): readonly string[] {
  if (shown.length === 0) return [];
  return table(
    CHANGE_HEADINGS,
    shown.map((change) => changeRow(change, context, plainPlace)),
  );
}

function details(shown: readonly ObjectChange[], context: Judged): readonly string[] {
  return folding(
    `Field by field (${countText(shown.length, 'object')})`,
    shown.flatMap((change) => objectBlock(change, context)),
  );
}

function folding(summary: string, lines: readonly Line[]): readonly string[] {
  return lines.length === 0 ? [] : folded(summary, textSection(lines));
}

function textSection(lines: readonly Line[]): readonly string[] {
  return lines.length === 0 ? [] : fenced(layout(lines, { style: 'plain', width: FENCE_WIDTH }));
}

function verification(plan: Plan): readonly string[] {
  const { steps } = plan;
  const expected =
    steps.length === 0
      ? 'find nothing either'
      : `say ${countText(steps.length, 'step')}, fingerprint ${codeSpan(planFingerprint(plan))}`;
  return [
    `**How to verify:** ${codeSpan(planCommand(plan))} at this commit must ${expected}. ` +
      'An apply plans again by itself, and writes nothing when a step is not in the approved plan or one of these objects moved.',
  ];
}

/** The command that makes this plan again. */
function planCommand({ target, base, onlyOrigins, due }: Plan): string {
  return [
    `keyplan plan --verbose --target ${shellWord(target.name)}`,
    ...(base === undefined ? [] : [`--base ${shellWord(base)}`]),
    ...(onlyOrigins ?? []).map((origin) => `--only-origin ${origin}`),
    ...(due === true ? ['--due'] : []),
  ].join(' ');
}
