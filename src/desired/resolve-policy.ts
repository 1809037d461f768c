import { durationSeconds } from '../kinds/index.js';
import {
  address,
  DEFAULT_POLICY,
  GUARDS,
  HAZARDS,
  nearest,
  type Address,
  type Allowance,
  type Diagnostic,
  type GuardLimit,
  type KindName,
  type OrphanPolicy,
  type Policy,
  type SourceEntry,
  type SourceMap,
  type SourceNode,
} from '../model/index.js';
import { didYouMean, problem } from './problem.js';
import { entriesOf, itemsOf, optionalText, valueOf } from './read-nodes.js';
import { datesOf } from './resolve-allowances.js';

/** The rules for all targets; what is not written has its default. */
export function resolvePolicy(entry: SourceEntry | undefined, found: Diagnostic[]): Policy {
  const fields = entriesOf(entry?.value, found);
  const guards = entriesOf(fields.get('guards')?.value, found);
  const allow = fields.get('allow');
  return {
    orphans: orphanPolicy(fields.get('orphans'), found),
    guards: {
      'mass-delete': guardLimit(guards.get('mass-delete'), DEFAULT_POLICY.guards['mass-delete'], found),
      'mass-change': guardLimit(guards.get('mass-change'), DEFAULT_POLICY.guards['mass-change'], found),
    },
    allow: allow === undefined ? [] : itemsOf(allow.value, found).flatMap((item) => allowance(item, found)),
  };
}

const DAY_SECONDS = 86_400;
/** Ten years: what is later is a mistake. */
const DELETE_AFTER_DAYS_MAX = 3650;

function orphanPolicy(entry: SourceEntry | undefined, found: Diagnostic[]): OrphanPolicy {
  if (entry === undefined) return DEFAULT_POLICY.orphans;
  const { value } = entry;
  const word = value.type === 'map' ? optionalText(value, 'then', found) : valueOf(value, 'string', found);
  const then = ORPHAN_WORDS.find((known) => known === word);
  if (then === undefined) return DEFAULT_POLICY.orphans;
  const written = value.type === 'map' ? value.entries.get('deleteAfter') : undefined;
  const text = written && valueOf(written.value, 'string', found);
  if (written === undefined || text === undefined) return { then };
  if (then !== 'disable') {
    const hint = 'Write then: disable, or take deleteAfter out';
    found.push(
      problem('invalid-value', written.place, `deleteAfter counts from a disabling, and "then" is ${then}`, hint),
    );
    return { then };
  }
  const days = (durationSeconds(text) ?? 0) / DAY_SECONDS;
  if (!Number.isInteger(days) || days < 1 || days > DELETE_AFTER_DAYS_MAX) {
    const hint = `Write 1 to ${DELETE_AFTER_DAYS_MAX} whole days, such as P30D or 30d`;
    found.push(problem('invalid-value', written.value.place, `"${text}" is no number of whole days`, hint));
  }
  return { then, deleteAfterDays: days };
}

const ORPHAN_WORDS = ['report', 'disable', 'delete'] as const satisfies readonly OrphanPolicy['then'][];

function guardLimit(entry: SourceEntry | undefined, usual: GuardLimit, found: Diagnostic[]): GuardLimit {
  const fields = entriesOf(entry?.value, found);
  const number = (key: 'count' | 'percent'): number => {
    const node = fields.get(key)?.value;
    return (node === undefined ? undefined : valueOf(node, 'number', found)) ?? usual[key];
  };
  return { count: number('count'), percent: number('percent') };
}

function allowance(item: SourceNode, found: Diagnostic[]): readonly Allowance[] {
  if (item.type !== 'map') return [];
  const named = optionalText(item, 'hazard', found) ?? optionalText(item, 'guard', found);
  const rule = [...HAZARDS, ...GUARDS].find((known) => known === named);
  if (rule === undefined) return [];
  const of = addressOf(item, found);
  const dates = datesOf(optionalText(item, 'reason', found), optionalText(item, 'until', found));
  return [{ rule, ...(of === undefined ? {} : { address: of }), ...dates, place: item.place }];
}

/** How many names an address of each kind has after the kind; a group has one or more. */
const NAME_COUNTS: ReadonlyMap<string, number> = new Map([
  ['client', 1],
  ['client-role', 2],
  ['role', 1],
  ['group', 1],
  ['client-scope', 1],
]);

/** The address of an allowance. One that names nothing would allow nothing, in silence. */
function addressOf(item: SourceMap, found: Diagnostic[]): Address | undefined {
  const text = optionalText(item, 'address', found);
  const place = item.entries.get('address')?.value.place;
  if (text === undefined || place === undefined) return undefined;
  const [kind = '', ...names] = text.split('/');
  const count = NAME_COUNTS.get(kind);
  const fits = count !== undefined && names.length >= count && (names.length === count || kind === 'group');
  if (!fits || names.includes('') || !isDecodable(text)) {
    const suggestion = count === undefined ? didYouMean(nearest(kind, NAME_COUNTS.keys())) : '';
    const hint = `${suggestion}Write it as the plan does, such as client/reporting, with %2F for a slash inside a name`;
    found.push(problem('invalid-value', place, `"${text}" is no address`, hint));
    return undefined;
  }
  return address(kind as KindName, ...names.map(decodeURIComponent));
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
