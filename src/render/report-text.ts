import {
  outcomesByStep,
  type Address,
  type ObjectChange,
  type Outcome,
  type Report,
  type Step,
} from '../model/index.js';
import { countText, listed } from './counts.js';
import { fieldLines } from './field-lines.js';
import { BLANK, layout, type LayoutOptions, type Line, type Sign } from './layout.js';
import { judged, objectBlock, signOf } from './object-block.js';
import { headerText } from './plan-sentence.js';
import { unreadLines } from './plan-sections.js';
import { titleOf } from './removal-lines.js';
import type { Style } from './style.js';
import { objectText } from './values.js';

export interface ReportTextOptions extends LayoutOptions {
  /** Also objects whose mark alone was written. */
  readonly verbose: boolean;
}

/** What an apply did, object by object: what was written, what was not and why, what is left, and how to go on. */
export function reportText(report: Report, options: ReportTextOptions): string {
  const { plan, state } = report;
  const objects = endedObjects(report);
  // When nothing was written, only what stood in the way is news.
  const told = state === 'stale' ? objects.filter(isMoved) : objects;
  const title: Line = { form: 'row', indent: 0, text: headerText(plan), tone: 'title' };
  const body = told.flatMap((object) => objectLines(object, options.verbose));
  const sections = [[title], body, leftLines(report), lastLines(report, objects)];
  return layout(
    sections
      .filter((section) => section.length > 0)
      .flatMap((section, at) => (at === 0 ? section : [BLANK, ...section])),
    options,
  );
}

/**
 * The steps that nobody approved in this form, as an apply of a plan file found them, and approved removals of what may not
 * be removed any more.
 */
export function staleText(unapproved: readonly Step[], { style, width = 100, barred = [] }: StaleTextOptions): string {
  const lines: Line[] = [
    {
      form: 'sentence',
      indent: 0,
      text: `The realm or the files moved since the plan was approved. Nothing was written.${unapproved.length > 0 ? ' Not approved in this form:' : ''}`,
      tone: 'danger',
    },
    ...stepChanges(unapproved).flatMap((change): readonly Line[] => [
      { form: 'row', indent: 2, sign: signOf(change), text: titleOf(change), tone: 'title' },
      ...fieldLines(change),
    ]),
    ...(barred.length > 0
      ? [{ form: 'sentence', indent: 0, text: 'Approved, and protected or not ours to remove by now:' } as const]
      : []),
    ...stepRows(barred),
    { form: 'sentence', indent: 0, text: 'Make the plan again and have it reviewed.' },
  ];
  return layout(lines, { style, width });
}

interface StaleTextOptions {
  readonly style: Style;
  readonly width?: number;
  readonly barred?: readonly Pick<Step, 'address' | 'operation'>[];
}

function stepRows(steps: readonly Pick<Step, 'address' | 'operation'>[]): readonly Line[] {
  return steps.map(
    ({ address, operation }): Line => ({
      form: 'row',
      indent: 2,
      text: objectText(address),
      detail: OPERATION_WORDS[operation],
    }),
  );
}

/** The steps of a plan file that an apply leaves out, because there is nothing left to do. */
export function doneText(
  done: readonly Pick<Step, 'address' | 'operation'>[],
  { style, width = 100 }: { readonly style: Style; readonly width?: number },
): string {
  const lines: Line[] = [
    {
      form: 'sentence',
      indent: 0,
      text: 'Approved and done already: the realm is so, or the files no longer ask for it:',
    },
    ...stepRows(done),
  ];
  return layout(lines, { style, width });
}

/** Steps put together again by object, in the order in which objects come up. */
export function stepChanges(steps: readonly Step[]): readonly ObjectChange[] {
  const changes = new Map<Address, ObjectChange>();
  for (const { address, operation, fields, place, renamedFrom } of steps) {
    const known = changes.get(address);
    const old = renamedFrom ?? known?.renamedFrom;
    changes.set(address, {
      address,
      action: known?.action === 'create' ? 'create' : ACTIONS[operation],
      ...(old === undefined ? {} : { renamedFrom: old }),
      origin: 'pending',
      adopts: false,
      fields: [...(known?.fields ?? []), ...fields],
      serverAdds: [],
      place,
      unread: [],
    });
  }
  return [...changes.values()];
}

/** What a step alone makes of its object. */
const ACTIONS: Readonly<Record<Step['operation'], ObjectChange['action']>> = {
  create: 'create',
  rename: 'update',
  update: 'update',
  mark: 'mark',
  link: 'update',
  grant: 'update',
  disable: 'disable',
  delete: 'delete',
  forget: 'forget',
};

/** One step with what became of it; a step without an outcome was never reached. */
interface Ended {
  readonly step: Step;
  readonly outcome: Outcome | undefined;
}

/** One object of the plan with all its steps. */
export interface EndedObject {
  readonly change: ObjectChange;
  readonly ended: readonly Ended[];
}

/** The objects of a plan with what became of each, in the plan's order. */
export function endedObjects(report: Report): readonly EndedObject[] {
  const outcomes = outcomesByStep(report);
  const byObject = Map.groupBy(report.plan.steps, ({ address }) => address);
  return report.plan.changes.map((change) => {
    const steps = byObject.get(change.address) ?? [];
    return { change, ended: steps.map((step) => ({ step, outcome: outcomes.get(step.id) })) };
  });
}

function isMoved({ ended }: EndedObject): boolean {
  return ended.some(({ outcome }) => outcome?.result === 'moved');
}

/** What became of one object; nothing for one whose mark alone was written, unless all are asked for. */
export function objectLines({ change, ended }: EndedObject, verbose: boolean): readonly Line[] {
  const undone = ended.filter(({ outcome }) => !isDone(outcome));
  if (undone.length === 0) {
    if (change.action === 'mark' && !verbose) return [];
    const already = ended.every(({ outcome }) => outcome?.result === 'done');
    return [
      {
        form: 'row',
        indent: 2,
        sign: signOf(change),
        text: titleOf(change),
        detail: already ? 'was so already' : doneWord(change),
      },
    ];
  }
  const written = ended.length - undone.length;
  const sign: Sign = undone.every(({ outcome }) => outcome?.result === 'skipped' || outcome?.result === 'interrupted')
    ? '?'
    : '!';
  const detail = written === 0 ? 'not written' : `written in part (${written} of ${countText(ended.length, 'step')})`;
  return [{ form: 'row', indent: 2, sign, text: titleOf(change), detail, tone: 'title' }, ...undone.map(undoneLine)];
}

/** Whether a step is as it should be. */
export function isDone(outcome: Outcome | undefined): boolean {
  return outcome?.result === 'applied' || outcome?.result === 'done';
}

function doneWord({ action, adopts, renamedFrom, fields }: ObjectChange): string {
  switch (action) {
    case 'create':
      return 'created';
    case 'update': {
      const isChanged = renamedFrom === undefined || fields.length > 0;
      const words = [
        ...(renamedFrom === undefined ? [] : ['renamed']),
        ...(isChanged ? ['changed'] : []),
        ...(adopts ? ['adopted'] : []),
      ];
      return listed(words);
    }
    case 'mark':
      return adopts ? 'adopted' : 'mark refreshed';
    case 'disable':
      return 'disabled';
    case 'delete':
      return 'deleted';
    case 'forget':
      return 'forgotten';
  }
}

const RESULT_WORDS: Readonly<Record<Outcome['result'], string>> = {
  applied: 'applied',
  done: 'was so already',
  moved: 'moved since the plan, nothing was written to it',
  failed: 'failed',
  skipped: 'skipped',
  interrupted: 'not begun, because the run was asked to stop',
};

const OPERATION_WORDS: Readonly<Record<Step['operation'], string>> = {
  create: 'create',
  update: 'its own fields',
  mark: 'its mark',
  link: 'its links',
  grant: 'what its service account holds',
  rename: 'its new name',
  disable: 'disable',
  delete: 'delete',
  forget: 'taking our mark away',
};

function undoneLine({ step, outcome }: Ended): Line {
  const result = outcome === undefined ? 'never reached' : RESULT_WORDS[outcome.result];
  const why = outcome?.message === undefined ? '' : `: ${outcome.message}`;
  return { form: 'sentence', indent: 6, text: `${OPERATION_WORDS[step.operation]}: ${result}${why}` };
}

/** What planning again found: only of interest when it is not nothing. */
function leftLines({ after, readBackError, state }: Report): readonly Line[] {
  if (after === undefined) {
    return readBackError === undefined
      ? []
      : [{ form: 'sentence', indent: 0, sign: '!', text: `Not read back: ${readBackError}`, tone: 'danger' }];
  }
  if (state === 'stale') return [];
  const unread = unreadLines(after);
  const changes = after.changes.filter(({ action }) => action !== 'mark');
  if (changes.length === 0) return unread;
  const context = judged(after, { refusals: [], allowed: [], warnings: [] });
  return [
    ...unread,
    { form: 'sentence', indent: 0, text: 'Left after reading back:' },
    ...changes.flatMap((change) => objectBlock(change, context)),
  ];
}

/** How to go on, then the count: never broken, so that the last line is the whole of it. */
function lastLines(report: Report, objects: readonly EndedObject[]): readonly Line[] {
  const advise = (text: string, count: string): readonly Line[] => [
    { form: 'sentence', indent: 0, text },
    { form: 'row', indent: 0, text: count, tone: 'danger' },
  ];
  switch (report.state) {
    case 'converged':
      return [
        {
          form: 'row',
          indent: 0,
          text: `Applied: ${doneCounts(objects)}. Planning again finds no changes.`,
          tone: 'added',
        },
      ];
    case 'not-converged':
      return advise(
        'Look at it with keyplan plan, then apply again.',
        `Not converged: ${doneCounts(objects)}; ${leftText(report)}.`,
      );
    case 'partial':
      return advise(
        `Remove the cause and apply again: it goes on from here.${partlyWritten(objects)}`,
        `Applied in part: ${stepCounts(report)}; ${leftText(report)}.`,
      );
    case 'stale':
      return advise(
        'Make the plan again and have it reviewed.',
        `Stale: ${movedText(objects.filter(isMoved).length)} since the plan; nothing was written.`,
      );
  }
}

/** A mark says what was to be applied, and is written before links and grants: until then what is missing of them looks like drift. */
function partlyWritten(objects: readonly EndedObject[]): string {
  const isPartly = ({ ended }: EndedObject): boolean =>
    ended.some(({ outcome }) => isDone(outcome)) && !ended.every(({ outcome }) => isDone(outcome));
  return objects.some(isPartly) ? ' What was written in part shows as changed outside git until then.' : '';
}

function leftText({ after }: Report): string {
  if (after === undefined) return 'what is left could not be read';
  const left = after.changes.filter(({ action }) => action !== 'mark').length;
  return `planning again finds ${left === 0 ? 'no changes' : countText(left, 'change')}`;
}

function doneCounts(objects: readonly EndedObject[]): string {
  const done = objects.filter(({ ended }) => ended.every(({ outcome }) => isDone(outcome))).map(({ change }) => change);
  const count = (test: (change: ObjectChange) => boolean): number => done.filter(test).length;
  const others = [
    [count(({ renamedFrom }) => renamedFrom !== undefined), 'renamed'],
    [count(({ action }) => action === 'disable'), 'disabled'],
    [count(({ action }) => action === 'delete'), 'deleted'],
    [count(({ action }) => action === 'forget'), 'forgotten'],
    [count(({ action, adopts }) => action === 'mark' && adopts), 'adopted'],
    [count(({ action, adopts }) => action === 'mark' && !adopts), 'refreshed'],
  ] as const;
  return [
    `${count(({ action }) => action === 'create')} created`,
    `${count(({ action }) => action === 'update')} changed`,
    ...others.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`])),
  ].join(', ');
}

function stepCounts({ plan, outcomes }: Report): string {
  const count = (result: Outcome['result']): number => outcomes.filter((outcome) => outcome.result === result).length;
  const written = count('applied') + count('done');
  const others = (['failed', 'moved', 'skipped', 'interrupted'] as const).flatMap((result) =>
    count(result) === 0 ? [] : [`${count(result)} ${result}`],
  );
  return [`${written} of ${countText(plan.steps.length, 'step')} done`, ...others].join(', ');
}

/** What an apply came to, in one sentence that only counts, and what to do about it, if anything. */
export function reportSentences(report: Report): { readonly outcome: string; readonly advice?: string } {
  const texts = lastLines(report, endedObjects(report)).flatMap((line) => ('text' in line ? [line.text] : []));
  const [advice] = texts.slice(0, -1);
  return { outcome: texts.at(-1) ?? '', ...(advice === undefined ? {} : { advice }) };
}

function movedText(count: number): string {
  return `${countText(count, 'object')} moved`;
}
