import {
  addressParts,
  hasErrors,
  KIND_WORDS,
  ORIGINS,
  type ObjectChange,
  type Origin,
  type Plan,
  type Review,
  type ReviewStop,
  type Verdict,
} from '../../model/index.js';
import { countText } from '../counts.js';
import { diagnosticLines } from '../diagnostics.js';
import { shellWord, visible } from '../escape.js';
import type { Line } from '../layout.js';
import { codeSpan, fenced } from '../markdown.js';
import { isShown, judged, objectBlock, signOf, type Judged } from '../object-block.js';
import { leftOutLines, orphanLines, releasedLines, scheduledLines } from '../plan-leftovers.js';
import { adoptionLines, noteLines, planFingerprint, unreadLines, warningLines } from '../plan-sections.js';
import { planSentence, refusedSentence } from '../plan-sentence.js';
import {
  ALLOWED_HEADINGS,
  ALLOWED_TITLE,
  allowedRow,
  CHANGE_HEADINGS,
  changeRow,
  changeSort,
  plainPlace,
  REFUSAL_HEADINGS,
  refusalRow,
  type PlaceCell,
} from '../plan-tables.js';
import { NO_VERDICT } from '../plan-text.js';
import { endedObjects, isDone, objectLines, stepChanges } from '../report-text.js';
import { fieldLines } from '../field-lines.js';
import { titleOf } from '../removal-lines.js';
import { fencedBlock, lineBlock, tableBlock } from './blocks.js';
import type { Block } from './budget.js';
import { commitLink, pathInRepository, placeLink } from './links.js';
import type { DangerCount, ShownTarget } from './visibility.js';

const OBJECTS = ['object', 'objects'] as const;
const TARGETS = ['target', 'targets'] as const;

/** A review as blocks are made of it. */
export interface BlockedReview extends Review {
  /** Places are text only: links to them take most of a table's bytes. */
  readonly isUnlinked?: boolean;
  /** What the target comes to stands above the blocks already. */
  readonly isSummed?: boolean;
}

/** Everything about one target, what counts most first. */
export function targetBlocks(target: ShownTarget, review: BlockedReview): readonly Block[] {
  return [
    lineBlock(targetHead(target, review), 'head', TARGETS),
    ...failureBlocks(target, review),
    ...outcomeBlocks(target),
    ...diagnosticBlocks(target),
    ...(target.plan === undefined ? [] : planBlocks(target, target.plan, review)),
  ];
}

function targetHead({ name, plan, dangers, outcome, advice }: ShownTarget, review: BlockedReview): readonly string[] {
  const { links, head, isSummed = false } = review;
  if (plan === undefined) return [`#### ${codeSpan(name)}`];
  const { target, readAs, commit } = plan;
  const about = [
    codeSpan(name),
    `realm ${codeSpan(target.realm)} on ${codeSpan(target.server)}`,
    `read as ${codeSpan(readAs)}`,
    ...(commit === head ? [] : [commitLink(links, commit)]),
  ];
  // After an apply it counts what came of the plan.
  const result = isSummed
    ? []
    : ['', `**${outcome ?? planSentence(plan)}**${advice === undefined ? '' : ` ${advice}`}`];
  return [`#### ${about.join(' · ')}`, ...result, ...dangerLines(dangers, review)];
}

function dangerLines(dangers: readonly DangerCount[], review: Review): readonly string[] {
  if (dangers.length === 0) return [];
  const texts = dangers.map(({ rule, refused, allowed }) => {
    const parts = [
      ...(refused === 0 ? [] : [`**${refused} refused**`]),
      ...(allowed === 0 ? [] : [`${allowed} allowed`]),
    ];
    return `${codeSpan(rule)} ${parts.join(', ')}`;
  });
  const wanted = isMerged(review)
    ? ''
    : '. The apply wants this head approved by a person who may write, not its author.';
  return ['', `Dangers: ${texts.join(' · ')}${wanted}`];
}

function failureBlocks({ failure, plan }: ShownTarget, review: Review): readonly Block[] {
  if (failure === undefined) return [];
  const ofPlan = isMerged(review) ? '**Nothing was written:**' : '**An apply of this plan would fail:**';
  const title = plan === undefined ? '**There is no plan.**' : ofPlan;
  const lines: readonly Line[] = [
    { form: 'sentence', indent: 0, text: `${failure.code}: ${failure.message}` },
    { form: 'sentence', indent: 2, text: `hint: ${failure.hint}` },
  ];
  return fencedBlock({ title, rank: 'danger', groups: [lines], noun: ['failure', 'failures'] });
}

/** What was planned before a merge is there to be verified; afterwards it is applied, or not. */
function isMerged({ phase }: Review): boolean {
  return phase !== 'planned' && phase !== 'approved';
}

function diagnosticBlocks({ diagnostics }: ShownTarget): readonly Block[] {
  return diagnosticsBlocks(
    diagnostics,
    hasErrors(diagnostics) ? '**The files have errors.**' : '**The files have warnings.**',
  );
}

/** Diagnostics below a title. */
export function diagnosticsBlocks(diagnostics: ShownTarget['diagnostics'], title: string): readonly Block[] {
  return fencedBlock({
    title,
    rank: hasErrors(diagnostics) ? 'danger' : 'plain',
    groups: diagnosticLines(diagnostics),
    noun: ['diagnostic', 'diagnostics'],
  });
}

/** What became of each object, what is not done first. */
function outcomeBlocks({ report, stopped, stoppedFor }: ShownTarget): readonly Block[] {
  if (stopped !== undefined) return stopBlocks(stopped, stoppedFor);
  if (report === undefined) return [];
  const objects = endedObjects(report).filter(({ change }) => change.action !== 'mark');
  const isWhole = ({ ended }: (typeof objects)[number]): boolean => ended.every(({ outcome }) => isDone(outcome));
  const open = objects.filter((object) => !isWhole(object)).map((object) => objectLines(object, true));
  const done = objects.filter(isWhole).map((object) => objectLines(object, true));
  const readBack: readonly Line[] =
    report.readBackError === undefined
      ? []
      : [{ form: 'sentence', indent: 0, text: `Not read back: ${report.readBackError}` }];
  return [
    ...fencedBlock({ title: '**Not done:**', rank: 'danger', groups: [...open, readBack], noun: OBJECTS }),
    ...fencedBlock({ title: 'Done:', rank: 'plain', groups: done, noun: OBJECTS }),
    ...leftBlocks(report.after),
  ];
}

function leftBlocks(after: Plan | undefined): readonly Block[] {
  if (after === undefined) return [];
  const context = judged(after, NO_VERDICT);
  const left = after.changes.filter(({ action }) => action !== 'mark');
  return fencedBlock({
    title: '**Left after reading back:**',
    rank: 'plain',
    groups: left.map((change) => objectBlock(change, context)),
    noun: OBJECTS,
  });
}

const STOP_WORDS: Readonly<Record<ReviewStop['reason'], string>> = {
  'plan-changed':
    'Nothing was written: the plan holds steps that nobody reviewed in this form. Open a pull request that shows them, or take back what changed.',
  unreviewed:
    'Nothing was written: no pull request with a recorded plan stands behind these commits. Open one, or run with unreviewed: allow.',
  'approval-missing':
    'Nothing was written: steps carry dangers, and nobody who may write approved the head that was merged. Have somebody else than its author approve the pull request, and run the apply again.',
};

function stopBlocks({ reason, steps, detail }: ReviewStop, count: number): readonly Block[] {
  const about: readonly Line[] = detail === undefined ? [] : [{ form: 'sentence', indent: 0, text: detail }];
  const groups = stepChanges(steps).map((change): readonly Line[] => [
    { form: 'row', indent: 2, sign: signOf(change), text: titleOf(change), tone: 'title' },
    ...fieldLines(change),
  ]);
  return [
    lineBlock([`**${codeSpan(reason)}: ${STOP_WORDS[reason]}** It is about ${countText(count, 'step')}.`], 'danger', [
      'stop',
      'stops',
    ]),
    ...fencedBlock({ rank: 'plain', groups: [about, ...groups], noun: ['object', 'objects'] }),
  ];
}

function planBlocks(
  { verdict = NO_VERDICT, report }: ShownTarget,
  plan: Plan,
  review: BlockedReview,
): readonly Block[] {
  const context = judged(plan, verdict);
  const shown = plan.changes.filter((change) => isShown(change, context));
  const marks = plan.changes.length - shown.length;
  const line = (lines: readonly Line[]): readonly (readonly Line[])[] => lines.map((one) => [one]);
  const others = [...orphanLines(plan), ...scheduledLines(plan), ...leftOutLines(plan, true), ...noteLines(context)];
  const remarks = ['remark', 'remarks'] as const;
  return [
    ...refusalBlocks(verdict, review),
    ...allowedBlocks(verdict),
    ...fencedBlock({ rank: 'danger', groups: [unreadLines(plan)], noun: ['list of what was not read', 'lists'] }),
    ...(report === undefined ? changeBlocks(shown, context, review) : []),
    ...ORIGINS.flatMap((origin) =>
      originBlocks(originTitle(origin, plan, report !== undefined), origin, shown, context),
    ),
    ...fencedBlock({
      summary: `Only the mark is written (${marks})`,
      rank: 'detail',
      groups: line(adoptionLines(context, true).slice(1)),
      noun: OBJECTS,
    }),
    ...fencedBlock({
      summary: `No longer managed, the live value stays (${countText(plan.released.length, 'field')})`,
      rank: 'detail',
      groups: line(releasedLines(plan).slice(1)),
      noun: OBJECTS,
    }),
    ...fencedBlock({
      title: 'Also:',
      rank: 'plain',
      groups: line([...others, ...warningLines(verdict)]),
      noun: remarks,
    }),
    ...(isMerged(review) || plan.steps.length === 0 ? [] : [lineBlock(verification(plan, review), 'danger', remarks)]),
  ];
}

function refusalBlocks({ refusals }: Verdict, { visibility }: Review): readonly Block[] {
  // The counts of dangers say it all where nothing else may be shown.
  if (refusals.length === 0 || visibility === 'counts') return [];
  return tableBlock({
    title: `**${refusedSentence(refusals.length)}**`,
    headings: REFUSAL_HEADINGS,
    rows: refusals.map((refusal) => ({ cells: refusalRow(refusal), rank: 'danger', countedAs: refusal.rule })),
    noun: ['reason', 'reasons'],
  });
}

function allowedBlocks({ allowed }: Verdict): readonly Block[] {
  return tableBlock({
    title: ALLOWED_TITLE,
    headings: ALLOWED_HEADINGS,
    rows: allowed.map((word) => ({ cells: allowedRow(word), rank: 'danger', countedAs: word.hazard.hazard })),
    noun: ['danger', 'dangers'],
  });
}

function changeBlocks(
  shown: readonly ObjectChange[],
  context: Judged,
  { links, isUnlinked }: BlockedReview,
): readonly Block[] {
  const placeCell: PlaceCell =
    isUnlinked === true ? plainPlace : (place) => placeLink(links, context.plan.commit, place);
  return tableBlock({
    headings: CHANGE_HEADINGS,
    rows: shown.map((change) => ({
      cells: changeRow(change, context, placeCell),
      rank: context.hazards.has(change.address) || isRefused(change, context) ? 'danger' : 'plain',
      countedAs: `${KIND_WORDS[addressParts(change.address).kind]} ${changeSort(change)}`,
    })),
    noun: OBJECTS,
  });
}

function isRefused({ address }: ObjectChange, { verdict }: Judged): boolean {
  return verdict.refusals.some((refusal) => refusal.address === address);
}

function originBlocks(
  title: string,
  origin: Origin,
  shown: readonly ObjectChange[],
  context: Judged,
): readonly Block[] {
  const changes = shown.filter((change) => change.origin === origin);
  return fencedBlock({
    summary: `${title} (${countText(changes.length, 'object')})`,
    rank: 'detail',
    groups: changes.map((change) => objectBlock(change, context)),
    noun: OBJECTS,
  });
}

/** @param isApplied whether what was pending is so no longer */
function originTitle(origin: Origin, { base }: Plan, isApplied: boolean): string {
  switch (origin) {
    case 'pr':
      return 'Changed by this pull request';
    case 'pending':
      if (isApplied) return 'From git';
      return base === undefined ? 'In git, not applied yet' : 'In git before, not applied yet';
    case 'drift':
      return 'Changed outside git';
    case 'adopt':
      return 'Managed by nobody until now';
    case 'orphan':
      return 'Left the files';
    case 'unknown':
      return 'Changed in git or outside, which cannot be told';
  }
}

/**
 * What makes this plan again, to be pasted in a clone. A head is planned as its merge into the base would have it: alone, one
 * that is behind would take back what was merged since.
 */
function verification(plan: Plan, { links }: Review): readonly string[] {
  const { target, base, steps } = plan;
  const commit = shellWord(plan.commit);
  const settings = pathInRepository(links.folder, links.settings);
  const commands = [
    ...(base === undefined
      ? [`git fetch origin ${commit}`, `git switch --detach ${commit}`]
      : [
          `git fetch origin ${shellWord(base)} ${commit}`,
          `git switch --detach ${shellWord(base)}`,
          `git merge --no-edit ${commit}`,
        ]),
    [
      'keyplan plan --verbose',
      ...(settings === 'keyplan.yaml' ? [] : [`--config ${shellWord(settings)}`]),
      `--target ${shellWord(target.name)}`,
      ...(base === undefined ? [] : [`--base ${shellWord(base)}`]),
    ].join(' '),
  ];
  const what = base === undefined ? 'this commit' : 'the head merged into the base';
  return [
    `**How to verify:** in a clone, with a sign-in that the settings take, a plan of ${what} must say ` +
      `${countText(steps.length, 'step')}, fingerprint ${codeSpan(planFingerprint(plan))}. ` +
      'After the merge the apply plans again, and writes nothing when a step is not among these.',
    '',
    ...fenced(commands.map(visible).join(' &&\n'), 'sh'),
  ];
}
