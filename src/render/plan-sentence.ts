import { hasChanges, type Origin, type Plan } from '../model/index.js';
import { countText, listed } from './counts.js';
import { word } from './escape.js';

/** Which realm, read as whom, from which commit, against which base, narrowed to what. */
export function headerText(plan: Plan): string {
  const { target, readAs, commit } = plan;
  return [
    word(target.name),
    `realm ${word(target.realm)} on ${word(target.server)}`,
    `read as ${word(readAs)}`,
    commitText(commit),
    ...scopeTexts(plan, commitText),
  ].join(' · ');
}

/** What makes a plan another than the whole one: its base, the origins it was narrowed to, what is due. */
export function scopeTexts({ base, onlyOrigins, due }: Plan, commit: (of: string) => string): readonly string[] {
  return [
    ...(base === undefined ? [] : [`against ${commit(base)}`]),
    ...(onlyOrigins === undefined ? [] : [`only ${listed(onlyOrigins)}`]),
    ...(due === true ? ['with what is due'] : []),
  ];
}

/** A commit as people say it. @example 'commit 3f9c2e1-dirty' */
export function commitText(commit: string): string {
  if (commit === 'none' || commit === '') return 'outside git';
  return `commit ${word(commit.replace(/^([0-9a-f]{7})[0-9a-f]+/, '$1'))}`;
}

/** What the plan comes to, in the last line. */
export function planSentence(plan: Plan): string {
  const { counts, unread } = plan;
  const marks = [
    ...(counts.adopt === 0 ? [] : [`${counts.adopt} to adopt`]),
    ...(counts.mark === 0 ? [] : [`${counts.mark} ${counts.mark === 1 ? 'mark' : 'marks'} to refresh`]),
  ];
  const renamed = counts.rename === 0 ? '' : ` (${counts.rename} to rename)`;
  const changes = [
    `${counts.create} to create`,
    `${counts.update} to change${renamed}`,
    `${counts.delete} to delete`,
    ...(counts.disable === 0 ? [] : [`${counts.disable} to disable`]),
    ...(counts.forget === 0 ? [] : [`${counts.forget} to forget`]),
  ];
  const first = isChanging(plan)
    ? `Plan: ${[...changes, ...marks].join(', ')}.`
    : [`No changes${narrowedTo(plan)}${inWhatWasRead(plan)}`, ...marks].join(', ') + '.';
  const incomplete =
    unread.length === 0 ? '' : ` Incomplete: ${countText(unread.length, 'part')} of the realm could not be read.`;
  return `${first} ${unchangedText(plan)}, ${counts.unmanagedClients} not managed.${incomplete}`;
}

/** Whether anything but marks is written, said by the counts too: of a plan that readers may not see they are all there is. */
export function isChanging(plan: Plan): boolean {
  const { create, update, disable, forget } = plan.counts;
  return hasChanges(plan) || create + update + plan.counts.delete + disable + forget > 0;
}

function narrowedTo({ onlyOrigins }: Plan): string {
  return onlyOrigins === undefined ? '' : ' among what was asked for';
}

function inWhatWasRead({ unread }: Plan): string {
  return unread.length === 0 ? '' : ' in what could be read';
}

const CHANGE_WORDS: Readonly<Record<Origin, readonly [one: string, several: string]>> = {
  pr: ['change of this revision', 'changes of this revision'],
  pending: ['pending change', 'pending changes'],
  drift: ['change made outside git', 'changes made outside git'],
  adopt: ['adoption', 'adoptions'],
  orphan: ['orphan', 'orphans'],
  unknown: ['change of unknown origin', 'changes of unknown origin'],
};

/** How many objects with differences of an origin, in words. @example changesOf('pending', 2) is '2 pending changes' */
export function changesOf(origin: Origin, count: number): string {
  return countText(count, ...CHANGE_WORDS[origin]);
}

/** What a look for drift comes to, in the last line: what differs from what was applied, and what else differs and is no drift. */
export function driftSentence(plan: Plan): string {
  const drifted = plan.changes.filter(({ action }) => action !== 'mark');
  const unknown = drifted.filter(({ origin }) => origin === 'unknown').length;
  const ofThem =
    unknown === 0 ? '' : `, ${unknown === drifted.length ? 'all' : `${unknown} of them`} of unknown origin`;
  const verb = drifted.length === 1 ? 'differs' : 'differ';
  const first =
    drifted.length === 0
      ? `No drift${inWhatWasRead(plan)}.`
      : `Drift: ${countText(drifted.length, 'object')} ${verb} from what was applied${ofThem}.`;
  const others = (plan.leftOut ?? []).flatMap(({ origin, addresses }) =>
    addresses.length === 0 ? [] : [{ count: addresses.length, text: changesOf(origin, addresses.length) }],
  );
  const one = others.length === 1 && others[0]?.count === 1;
  const rest =
    others.length === 0 ? '' : ` ${listed(others.map(({ text }) => text))} ${one ? 'is' : 'are'} not counted.`;
  const incomplete =
    plan.unread.length === 0
      ? ''
      : ` Incomplete: ${countText(plan.unread.length, 'part')} of the realm could not be read.`;
  return `${first}${rest}${incomplete}`;
}

/** How many things stand in the way. */
export function refusedSentence(count: number): string {
  return `Refused by policy for ${countText(count, 'reason')}: nothing of this plan is applied until each is allowed or gone.`;
}

function unchangedText({ counts }: Plan): string {
  const others = counts.unchanged - counts.unchangedClients;
  const clients = countText(counts.unchangedClients, 'client');
  return others > 0 ? `${clients} and ${countText(others, 'other object')} unchanged` : `${clients} unchanged`;
}
