import {
  GUARDS,
  HAZARDS,
  nearest,
  ORIGINS,
  type Address,
  type Allowance,
  type GuardName,
  type HazardName,
  type Origin,
} from '../model/index.js';

/** What a text that somebody gave means, or what is wrong with it. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

/** `hazard`, `hazard:address` or a guard. */
export function parseAllowance(text: string): Parsed<Allowance> {
  const [rule = '', ...rest] = text.split(':');
  const known: readonly string[] = [...HAZARDS, ...GUARDS];
  if (!known.includes(rule)) {
    const [suggestion] = nearest(rule, known);
    const meant = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
    return { problem: `There is no hazard or guard "${rule}"${meant}` };
  }
  const address = rest.join(':');
  const allowed = { rule: rule as HazardName | GuardName };
  return { value: address === '' ? allowed : { ...allowed, address: address as Address } };
}

/** What waits longer than this waits for nothing. */
const WAIT_SECONDS_MAX = 3600;

/** Milliseconds of a time in seconds, minutes or hours. */
export function parseWait(text: string): Parsed<number> {
  const [, count = '', unit = ''] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const seconds = Number(count) * ({ s: 1, m: 60, h: 3600 }[unit] ?? Number.NaN);
  if (seconds >= 1 && seconds <= WAIT_SECONDS_MAX) return { value: seconds * 1000 };
  return { problem: 'Write a time from 1s to 1h, such as 120s.' };
}

/** Origins with commas between them, in their usual order. */
export function parseOrigins(text: string): Parsed<readonly Origin[]> {
  const known: readonly string[] = ORIGINS;
  const words = text.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !known.includes(word));
  if (unknown === undefined) return { value: ORIGINS.filter((origin) => words.includes(origin)) };
  const [suggestion] = nearest(unknown, known);
  const meant = suggestion === undefined ? `origins are ${known.join(', ')}` : `did you mean "${suggestion}"?`;
  return { problem: `There is no origin "${unknown}"; ${meant}` };
}
