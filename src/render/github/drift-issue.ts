import { driftMarker, type ObjectChange, type Plan, type ReviewLinks, type Visibility } from '../../model/index.js';
import { countText } from '../counts.js';
import { attributionText } from '../origin-text.js';
import { shellWord, withoutCommands, word } from '../escape.js';
import { codeSpan, document } from '../markdown.js';
import { isShown, judged, objectBlock } from '../object-block.js';
import { leftOutLines } from '../plan-leftovers.js';
import { noteLines, unreadLines } from '../plan-sections.js';
import { driftSentence, planSentence } from '../plan-sentence.js';
import { NO_VERDICT, unnarrowed } from '../plan-text.js';
import { titleOf } from '../removal-lines.js';
import { durationText } from '../values.js';
import { fencedBlock, tableBlock } from './blocks.js';
import { fit, type Block } from './budget.js';
import { commitLink, placeLink } from './links.js';
import { shownPlan } from './visibility.js';

/** Bytes of an issue's text, as of a comment's. */
const ISSUE_MAX = 60_000;

/** What the issue on the drift of one target says. */
export interface DriftIssueInput {
  /** As `drift` makes it: narrowed to what was changed outside git. */
  readonly plan: Plan;
  readonly visibility: Visibility;
  readonly links: ReviewLinks;
  /** When the issue was opened; absent for one that is not there yet. ISO 8601. */
  readonly openedAt?: string;
  /** When the realm was looked at. ISO 8601. */
  readonly seenAt: string;
}

/** The issue on the drift of one target: since when, what differs, who did it where that may be said, and what to do. */
export function driftIssue(input: DriftIssueInput): { readonly title: string; readonly body: string } {
  const { links, visibility } = input;
  const isCounts = visibility === 'counts';
  const { leftOut: _, ...counted } = input.plan;
  const plan = unnarrowed(shownPlan(isCounts ? counted : input.plan, visibility));
  const count = input.plan.changes.filter(({ action }) => action !== 'mark').length;
  const { target, commit } = plan;
  const { text } = fit(isCounts ? [] : driftBlocks(plan, links), {
    budget: ISSUE_MAX,
    head: [
      [driftMarker(target.name)],
      [
        `realm ${codeSpan(target.realm)} on ${codeSpan(target.server)} · read as ${codeSpan(plan.readAs)} · ${commitLink(links, commit)}`,
      ],
      [`**${isCounts ? planSentence(plan) : driftSentence(plan)}**`, '', seenText(input)],
    ],
    foot: (left) => [
      ...(left === 0 ? [] : [[`${countText(left, 'part')} did not fit here: see ${runText(links)}.`]]),
      wayBack(plan),
    ],
  });
  return {
    title: withoutCommands(`keyplan: drift of ${word(target.name)}, ${countText(count, 'object')}`),
    body: text,
  };
}

/** What is said where an issue is closed, because nothing differs any more. */
export function driftOver(plan: Plan, links: ReviewLinks, seenAt: string): string {
  const what = `No drift any more: looked at ${whenText(seenAt)}, files of ${commitLink(links, plan.commit)}, by ${runText(links)}.`;
  return document([[driftMarker(plan.target.name)], [what]]);
}

function driftBlocks(plan: Plan, links: ReviewLinks): readonly Block[] {
  const context = judged(plan, NO_VERDICT);
  const shown = plan.changes.filter((change) => isShown(change, context));
  const noun = ['object', 'objects'] as const;
  return [
    ...fencedBlock({ rank: 'danger', groups: [unreadLines(plan)], noun: ['list of what was not read', 'lists'] }),
    ...tableBlock({
      headings: ['Object', 'Who and when', 'File'],
      rows: shown.map((change) => ({
        cells: [codeSpan(titleOf(change)), whoCell(change), placeLink(links, plan.commit, change.place)],
        rank: 'plain',
        countedAs: change.action,
      })),
      noun,
    }),
    ...fencedBlock({
      summary: `Field by field (${countText(shown.length, 'object')}), live -> as applied`,
      rank: 'detail',
      groups: shown.map((change) => objectBlock(change, context)),
      noun,
    }),
    ...fencedBlock({
      title: 'Also:',
      rank: 'plain',
      groups: [...leftOutLines(plan, true), ...noteLines(context)].map((line) => [line]),
      noun: ['remark', 'remarks'],
    }),
  ];
}

function whoCell({ changedBy = [], origin }: ObjectChange): string {
  const [newest] = changedBy;
  const who = newest === undefined ? 'not known' : codeSpan(attributionText(newest));
  return origin === 'unknown' ? `${who}, perhaps in git` : who;
}

function seenText({ openedAt, seenAt, links }: DriftIssueInput): string {
  const age = openedAt === undefined ? undefined : ageText(openedAt, seenAt);
  const since = age === undefined ? '' : ` Known for ${age}.`;
  return `Seen last ${whenText(seenAt)} by ${runText(links)}.${since}`;
}

function ageText(from: string, to: string): string | undefined {
  const minutes = Math.floor((Date.parse(to) - Date.parse(from)) / 60_000);
  if (!Number.isFinite(minutes) || minutes < 1) return undefined;
  // Of a day or more only days and hours are news.
  const rounded = minutes >= 1440 ? minutes - (minutes % 60) : minutes;
  return durationText(String(rounded * 60));
}

function whenText(at: string): string {
  const [, day = '', time = ''] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(at) ?? [];
  return day === '' ? codeSpan(at) : `${day} ${time} UTC`;
}

function runText({ run }: ReviewLinks): string {
  return run === undefined ? 'a run' : `[this run](${run})`;
}

function wayBack({ target }: Plan): readonly string[] {
  const apply = codeSpan(`keyplan apply --only-origin drift --target ${shellWord(target.name)}`);
  const follow = codeSpan(`keyplan export --drift --target ${shellWord(target.name)}`);
  return [
    `**What now:** ${apply} sets it back; ${follow} writes it into the files, for a pull request. This issue follows the realm: it closes itself when nothing differs any more.`,
  ];
}
