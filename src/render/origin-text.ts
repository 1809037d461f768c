import { KINDS } from '../kinds/index.js';
import {
  addressParts,
  type Attribution,
  type FieldChange,
  type ObjectChange,
  type Origin,
  type Plan,
} from '../model/index.js';
import { quoted, word } from './escape.js';
import type { Line } from './layout.js';
import { commitText } from './plan-sentence.js';

/** Why an object is touched, behind its name; undefined where the files alone are the reason and nothing else is to be told. */
export function originText(change: ObjectChange, plan: Pick<Plan, 'base'>): string | undefined {
  const { before, after } = change.mark ?? {};
  if (change.action === 'delete' || change.action === 'disable' || change.action === 'forget')
    return removalText(change);
  if (before !== undefined && after !== undefined && before.owner !== after.owner)
    return `managed by ${word(before.owner)}`;
  if (change.adopts)
    return change.origin === 'adopt' ? 'adopted: nobody manages it yet' : 'changed outside git, and without our mark';
  switch (change.origin) {
    case 'drift': {
      const [newest] = attributions(change);
      const by = newest === undefined ? '' : ` ${attributionText(newest)}`;
      return `${driftWords(change)}${by}`;
    }
    case 'unknown':
      return unknownText(change);
    case 'pending':
      // Without a base everything that is in git and not applied is pending, and goes without saying.
      return plan.base === undefined ? undefined : 'pending: in git before, not applied yet';
    case 'pr':
    case 'adopt':
    case 'orphan':
      return undefined;
  }
}

function driftWords(change: ObjectChange): string {
  if (change.action === 'create') return 'deleted outside git';
  const isAttributed = attributions(change).length > 0;
  const words = 'changed outside git';
  return !isAttributed && isAsInterrupted(change) ? `${words}, or an apply was interrupted` : words;
}

/** An apply that was interrupted leaves objects with their mark and without some of their links and grants. */
function isAsInterrupted({ address: of, origin, fields }: ObjectChange): boolean {
  const { part } = KINDS[addressParts(of).kind];
  const drifted = fields.filter((field) => (field.origin ?? origin) === 'drift');
  return (
    drifted.length > 0 &&
    drifted.every(({ path, before, after }) => before === undefined && after === true && part(path) !== 'object')
  );
}

function unknownText({ action, mark }: ObjectChange): string {
  if (action === 'create') return 'new in git, or deleted outside: no commit that was applied can be read to tell';
  const commit = mark?.before?.commit;
  if (commit === 'none') return 'changed in git or outside: it was last applied outside git';
  const whose = commit === undefined || commit === '' ? '' : ` ${commitText(commit).replace('commit ', '')}`;
  return `changed in git or outside: the mark's commit${whose} cannot be read`;
}

function removalText({ action, removal, mark }: ObjectChange): string {
  const since = mark?.before?.disabledAt;
  const left = action === 'delete' && since !== undefined ? `left the files, disabled on ${since}` : 'left the files';
  const reason = removal?.reason === undefined ? '' : `, because ${quoted(removal.reason)}`;
  const why = removal?.by === 'removed' ? `named under removed${reason}` : left;
  return action === 'forget' ? `forget: ${why}; only our mark goes` : `${action}: ${why}`;
}

/** What a field is marked with whose origin is not that of its object. */
const FIELD_ORIGINS: Readonly<Record<Origin, string>> = {
  pr: '(this revision)',
  pending: '(pending)',
  drift: '(changed outside git)',
  adopt: '(nobody managed it)',
  orphan: '(left the files)',
  unknown: '(in git or outside, unknown)',
};

/** The mark of fields that come from elsewhere than their object; undefined where all have the origin of the object. */
export function fieldsNote(fields: readonly FieldChange[], of: Origin): string | undefined {
  const origins = new Set(fields.map(({ origin = of }) => origin));
  if (origins.size === 1 && origins.has(of)) return undefined;
  return [...origins].map((origin) => FIELD_ORIGINS[origin]).join(' ');
}

/** Who else changed the object, and who did at all where the head does not say it. */
export function attributionLines(change: ObjectChange): readonly Line[] {
  const isInHead = change.origin === 'drift' && !change.adopts;
  const told = attributions(change).slice(isInHead ? 1 : 0);
  if (told.length === 0) return [];
  const lead = isInHead ? 'before that' : driftWords(change);
  const more = told.length > TOLD ? [`and ${told.length - TOLD} more`] : [];
  return [{ form: 'list', indent: 6, lead, items: [...told.slice(0, TOLD).map(attributionText), ...more] }];
}

/** How many are named on the line of those who changed an object. */
const TOLD = 3;

/** One for each person and client, the newest of each. */
function attributions({ changedBy = [] }: ObjectChange): readonly Attribution[] {
  const seen = new Set<string>();
  return changedBy.filter(({ user, isOfOtherRealm, through }) => {
    const key = JSON.stringify([user, isOfOtherRealm, through]);
    return !seen.has(key) && seen.add(key);
  });
}

/** Who did it, when, in UTC, and through what. @example 'by ops, 21 Nov 18:02, admin console' */
export function attributionText({ user, isOfOtherRealm, through, at }: Attribution): string {
  const stranger = isOfOtherRealm ? 'a user of another realm' : 'a user who is not known';
  const who = user === undefined ? stranger : `${word(user)}${isOfOtherRealm ? ' of another realm' : ''}`;
  return [`by ${who}`, whenText(at), ...(through === undefined ? [] : [throughText(through)])].join(', ');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

function whenText(at: string): string {
  const [, month = '', day = '', time = ''] = /^\d{4}-(\d{2})-(\d{2})T(\d{2}:\d{2})/.exec(at) ?? [];
  const name = MONTHS[Number(month) - 1];
  return name === undefined ? word(at) : `${Number(day)} ${name} ${time}`;
}

/** Keycloak's own consoles by the ids of their clients (26.7.4). */
const CONSOLES: ReadonlyMap<string, string> = new Map([
  ['security-admin-console', 'admin console'],
  ['account-console', 'account console'],
]);

function throughText(clientId: string): string {
  return CONSOLES.get(clientId) ?? word(clientId);
}
