import { hasChanges, placeText, type ObjectChange, type Plan, type Verdict } from '../model/index.js';
import { countText } from './counts.js';
import { word } from './escape.js';
import { layout, type Line } from './layout.js';
import { codeSpan, document, fenced, folded, table } from './markdown.js';
import { isShown, judged, objectBlock, originText, refuses, signOf, type Judged } from './object-block.js';
import {
  adoptionLines,
  noteLines,
  orphanLines,
  planFingerprint,
  unmanagedLines,
  unreadLines,
  warningLines,
} from './plan-sections.js';
import { commitText, planSentence, refusedSentence } from './plan-sentence.js';
import { objectText } from './values.js';

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
export function planMarkdown(plan: Plan, verdict: Verdict, { showUnmanaged }: PlanMarkdownOptions): string {
  const context = judged(plan, verdict);
  const shown = plan.changes.filter((change) => isShown(change, context));
  return document([
    heading(plan),
    [`**${planSentence(plan)}**`],
    refusals(verdict),
    textSection(unreadLines(plan)),
    changeTable(shown, context),
    details(shown, context),
    folding(`Only the mark is written (${plan.changes.length - shown.length})`, adoptionLines(context).slice(1)),
    textSection([...orphanLines(plan), ...noteLines(context), ...warningLines(verdict)]),
    showUnmanaged ? textSection(unmanagedLines(plan)) : [],
    verification(plan),
  ]);
}

function heading(plan: Plan): readonly string[] {
  const { target, readAs, commit } = plan;
  const about = [
    `realm ${codeSpan(target.realm)} on ${codeSpan(target.server)}`,
    `read as ${codeSpan(readAs)}`,
    commitSpan(commit),
  ];
  return [`### keyplan: ${codeSpan(target.name)}${hasChanges(plan) ? '' : ', no changes'}`, about.join(' · ')];
}

function commitSpan(commit: string): string {
  const text = commitText(commit);
  return text.startsWith('commit ') ? `commit ${codeSpan(text.slice('commit '.length))}` : text;
}

function refusals({ refusals: refused }: Verdict): readonly string[] {
  if (refused.length === 0) return [];
  const rows = refused.map(({ rule, address, detail, allowWith }) => [
    codeSpan(rule),
    address === undefined ? 'the whole plan' : codeSpan(objectText(address)),
    codeSpan(detail),
    allowWith === undefined ? 'nothing' : codeSpan(allowWith),
  ]);
  return [`**${refusedSentence(refused.length)}**`, '', ...table(['Rule', 'Object', 'What', 'To allow it'], rows)];
}

function changeTable(shown: readonly ObjectChange[], context: Judged): readonly string[] {
  if (shown.length === 0) return [];
  const rows = shown.map((change) => [
    codeSpan(signOf(change)),
    codeSpan(objectText(change.address)),
    changeCell(change),
    dangerCell(change, context),
    codeSpan(placeText(change.place)),
  ]);
  return table(['', 'Object', 'Change', 'Dangers', 'File'], rows);
}

function changeCell(change: ObjectChange): string {
  const origin = originText(change);
  const what =
    change.action === 'create'
      ? 'new'
      : change.action === 'mark'
        ? 'mark only'
        : countText(change.fields.length, 'field');
  return origin === undefined ? what : `${what}, ${codeSpan(origin)}`;
}

function dangerCell({ address }: ObjectChange, { hazards, verdict }: Judged): string {
  return (hazards.get(address) ?? [])
    .map(
      (hazard) =>
        `${codeSpan(hazard.hazard)} ${verdict.refusals.some((refusal) => refuses(refusal, hazard)) ? '**refused**' : 'allowed'}`,
    )
    .join(', ');
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
  const { steps, target } = plan;
  const expected =
    steps.length === 0
      ? 'find nothing either'
      : `say ${countText(steps.length, 'step')}, fingerprint ${codeSpan(planFingerprint(plan))}`;
  return [
    `**How to verify:** ${codeSpan(`keyplan plan --verbose --target ${word(target.name)}`)} at this commit must ${expected}. ` +
      'An apply plans again by itself, and writes nothing when a step is not in the approved plan or one of these objects moved.',
  ];
}
