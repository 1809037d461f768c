import {
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
import { prefixLabel } from './phrases.js';
import { objectText } from './values.js';

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

/** The sign before an object. */
export function signOf(change: ObjectChange): Sign {
  return change.action === 'create' ? '+' : change.action === 'update' ? '~' : '=';
}

/** Everything about one object: what happens to it, its dangers with the words that allow them, what could not be compared. */
export function objectBlock(change: ObjectChange, context: Judged): readonly Line[] {
  const { address, place } = change;
  const origin = originText(change);
  return [
    {
      form: 'row',
      indent: 2,
      sign: signOf(change),
      text: objectText(address),
      ...(origin === undefined ? {} : { note: origin }),
      right: placeText(place),
      tone: 'title',
    },
    ...fieldLines(change),
    ...change.unread.map(
      (prefix): Line => ({
        form: 'sentence',
        indent: 6,
        sign: '?',
        text: `not compared, because it could not be read: ${prefixLabel(prefix)}`,
      }),
    ),
    ...(context.hazards.get(address) ?? []).flatMap((hazard) => hazardLines(hazard, context.verdict)),
    ...(context.notes.get(address) ?? []).map(
      (note): Line => ({ form: 'sentence', indent: 6, text: `(${note.text})`, tone: 'quiet' }),
    ),
  ];
}

/** Where the change comes from, where that is not simply the files. */
export function originText(change: ObjectChange): string | undefined {
  const { before, after } = change.mark ?? {};
  if (before !== undefined && after !== undefined && before.owner !== after.owner) return `managed by ${before.owner}`;
  if (change.adopts) return 'adopted: nobody manages it yet';
  switch (change.origin) {
    case 'drift':
      return 'changed outside git';
    case 'unknown':
      return 'changed in git or outside: its mark cannot be read';
    case 'pr':
    case 'pending':
    case 'adopt':
    case 'orphan':
      return undefined;
  }
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

/** What to write or to say, on a line of its own, to be copied. */
export function allowWithLines({ rule, allowWith }: Refusal, indent: number): readonly Line[] {
  if (allowWith === undefined) return [{ form: 'row', indent, text: 'refused; nothing can allow it' }];
  return [{ form: 'row', indent, text: `refused; ${rule === 'expired' ? 'to go on' : 'to allow it'}: ${allowWith}` }];
}

/** Whether a refusal speaks of this danger. */
export function refuses(refusal: Refusal, hazard: Hazard): boolean {
  return refusal.rule === hazard.hazard && refusal.address === hazard.address && refusal.detail === hazard.detail;
}

/** By whose word, why and until when. */
export function allowanceText({ place, reason, until }: Allowance): string {
  const parts = [place === undefined ? 'on the command line' : `in ${placeText(place)}`];
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
