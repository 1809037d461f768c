import {
  GUARDS,
  HAZARDS,
  placeText,
  type Address,
  type Allowance,
  type Hazard,
  type ObjectChange,
  type Plan,
  type PlanNote,
  type Refusal,
  type Verdict,
} from '../model/index.js';
import { quoted } from './escape.js';
import { fieldLines } from './field-lines.js';
import type { Line, Sign } from './layout.js';
import { attributionLines, originText } from './origin-text.js';
import { prefixLabel } from './phrases.js';
import { lossLines, mentionLines, titleOf } from './removal-lines.js';

/** A plan with what policy says about it, indexed for the blocks of its objects. */
export interface Judged {
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly hazards: ReadonlyMap<Address, readonly Hazard[]>;
  readonly notes: ReadonlyMap<Address, readonly PlanNote[]>;
}

/** Indexes a plan and its verdict by object. */
export function judged(plan: Plan, verdict: Verdict): Judged {
  return {
    plan,
    verdict,
    hazards: byAddress(plan.steps.flatMap((step) => step.hazards)),
    notes: byAddress(
      plan.notes.flatMap((note) => (note.address === undefined ? [] : [{ ...note, address: note.address }])),
    ),
  };
}

/** Whether an object has a block of its own: one whose mark alone is written has none, unless there is a danger in that. */
export function isShown(change: ObjectChange, { hazards }: Judged): boolean {
  return change.action !== 'mark' || hazards.has(change.address);
}

const SIGNS: Readonly<Record<ObjectChange['action'], Sign>> = {
  create: '+',
  update: '~',
  disable: '~',
  delete: '-',
  forget: '=',
  mark: '=',
};

/** The sign before an object. */
export function signOf({ action }: Pick<ObjectChange, 'action'>): Sign {
  return SIGNS[action];
}

/** Everything about one object: what happens to it, its dangers with the words that allow them, what could not be compared. */
export function objectBlock(change: ObjectChange, context: Judged): readonly Line[] {
  const { address, place } = change;
  const origin = originText(change, context.plan);
  return [
    {
      form: 'row',
      indent: 2,
      sign: signOf(change),
      text: titleOf(change),
      ...(origin === undefined ? {} : { note: origin }),
      right: placeText(place),
      tone: 'title',
    },
    ...attributionLines(change),
    ...mentionLines(change, context.plan.changes),
    ...fieldLines(change),
    ...lossLines(change),
    ...change.unread.map(
      (prefix): Line => ({
        form: 'sentence',
        indent: 6,
        sign: '?',
        text: `not compared, because it could not be read: ${prefixLabel(prefix)}`,
      }),
    ),
    ...(context.hazards.get(address) ?? [])
      .filter((hazard) => !isSaidByRemoval(change, hazard, context.verdict))
      .flatMap((hazard) => hazardLines(hazard, context.verdict)),
    ...(context.notes.get(address) ?? []).map(
      (note): Line => ({ form: 'sentence', indent: 6, text: `(${note.text})`, tone: 'quiet' }),
    ),
  ];
}

/** Whether the head of a removed object says all of a danger already: that it goes, and by whose word. */
function isSaidByRemoval({ action, removal }: ObjectChange, hazard: Hazard, { refusals }: Verdict): boolean {
  return removal !== undefined && hazard.hazard === action && !refusals.some((refusal) => refuses(refusal, hazard));
}

/** A danger and whose word it has, or what to say. */
function hazardLines(hazard: Hazard, verdict: Verdict): readonly Line[] {
  const text = `${hazard.hazard}: ${hazard.detail}`;
  const refusal = verdict.refusals.find((candidate) => refuses(candidate, hazard));
  if (refusal !== undefined)
    return [{ form: 'sentence', indent: 6, sign: '!', text, tone: 'danger' }, ...allowWithLines(refusal, 8)];
  const allowed = verdict.allowed.find(({ hazard: candidate }) => sameHazard(candidate, hazard));
  const word = allowed === undefined ? '' : ` (allowed ${allowanceText(allowed.allowance)})`;
  return [{ form: 'sentence', indent: 6, sign: '!', text: `${text}${word}` }];
}

/** Rules that somebody's word allows; for the others something must change first. */
const IS_ALLOWABLE: ReadonlySet<Refusal['rule']> = new Set([...HAZARDS, ...GUARDS]);

/** What to do about rules that no word allows. */
const UNALLOWED: Partial<Record<Refusal['rule'], string>> = {
  protected: 'it stays while it is protected',
  'in-use': 'it stays while something else uses it',
  'unexpected-origin': 'this run expects other origins only',
};

/** What to write or to say, on a line of its own, to be copied. */
export function allowWithLines({ rule, allowWith }: Refusal, indent: number): readonly Line[] {
  if (allowWith === undefined)
    return [{ form: 'row', indent, text: `refused; ${UNALLOWED[rule] ?? 'nothing can allow it'}` }];
  return [
    { form: 'row', indent, text: `refused; ${IS_ALLOWABLE.has(rule) ? 'to allow it' : 'to go on'}: ${allowWith}` },
  ];
}

/** Whether a refusal speaks of this danger. */
export function refuses(refusal: Refusal, hazard: Hazard): boolean {
  return refusal.rule === hazard.hazard && refusal.address === hazard.address && refusal.detail === hazard.detail;
}

const GIVEN: Readonly<Record<NonNullable<Allowance['by']> | 'option', string>> = {
  option: 'on the command line',
  input: 'by the workflow\'s input "allow"',
  bootstrap: 'by bootstrap itself',
};

/** By whose word, why and until when. */
export function allowanceText({ place, by, reason, until }: Allowance): string {
  const parts = [by !== undefined || place === undefined ? GIVEN[by ?? 'option'] : `in ${placeText(place)}`];
  if (until !== undefined) parts.push(`until ${until}`);
  if (reason !== undefined) parts.push(`because ${quoted(reason)}`);
  return parts.join(', ');
}

function sameHazard(a: Hazard, b: Hazard): boolean {
  return a.hazard === b.hazard && a.address === b.address && a.path === b.path && a.detail === b.detail;
}

function byAddress<T extends { readonly address: Address }>(items: readonly T[]): ReadonlyMap<Address, readonly T[]> {
  const found = new Map<Address, T[]>();
  for (const item of items) {
    const together = found.get(item.address);
    if (together === undefined) found.set(item.address, [item]);
    else together.push(item);
  }
  return found;
}
