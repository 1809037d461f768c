/** The units in which durations are shown, each with its seconds, the largest first. */
export const DURATION_UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

const UNIT_SECONDS: ReadonlyMap<string, number> = new Map([['w', 604_800], ...DURATION_UNITS]);
const ISO = /^P(?=[0-9T])(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/;

/**
 * The seconds of a duration, written as a number with a unit or in ISO 8601; undefined for anything else.
 *
 * @example durationSeconds('5m') is 300, durationSeconds('P1DT1H') is 90000
 */
export function durationSeconds(text: string): number | undefined {
  const short = /^(\d+)([smhdw])$/.exec(text);
  if (short !== null) return Number(short[1]) * (UNIT_SECONDS.get(short[2] ?? '') ?? 0);
  const iso = ISO.exec(text);
  if (iso === null) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = iso.slice(1).map((part) => Number(part ?? 0));
  return weeks * 604_800 + days * 86_400 + hours * 3600 + minutes * 60 + seconds;
}

/**
 * Seconds in the largest unit that they fill, as a file writes them; undefined for text that is no whole number above zero.
 *
 * @example shortDuration('300') is '5m', shortDuration('90') is '90s'
 */
export function shortDuration(seconds: string): string | undefined {
  if (!/^[1-9]\d{0,14}$/.test(seconds)) return undefined;
  const [unit, size] = DURATION_UNITS.find(([, each]) => Number(seconds) % each === 0) ?? ['s', 1];
  return `${Number(seconds) / size}${unit}`;
}
