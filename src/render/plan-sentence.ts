import { hasChanges, type Plan } from '../model/index.js';
import { countText } from './counts.js';
import { word } from './escape.js';

/** Which realm, read as whom, from which commit. */
export function headerText({ target, readAs, commit }: Plan): string {
  return [
    word(target.name),
    `realm ${word(target.realm)} on ${word(target.server)}`,
    `read as ${word(readAs)}`,
    commitText(commit),
  ].join(' · ');
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
  const changes = [`${counts.create} to create`, `${counts.update} to change`, `${counts.delete} to delete`];
  const first = hasChanges(plan)
    ? `Plan: ${[...changes, ...marks].join(', ')}.`
    : [unread.length === 0 ? 'No changes' : 'No changes in what could be read', ...marks].join(', ') + '.';
  const incomplete =
    unread.length === 0 ? '' : ` Incomplete: ${countText(unread.length, 'part')} of the realm could not be read.`;
  return `${first} ${unchangedText(plan)}, ${counts.unmanagedClients} not managed.${incomplete}`;
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
