const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const ISO = /^P(?=[0-9T])(?:(\d+)W|(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/;

/**
 * The seconds of a duration, written as a number with a unit or in ISO 8601; undefined for anything else.
 *
 * @example durationSeconds('5m') is 300, durationSeconds('P1DT1H') is 90000
 */
export function durationSeconds(text: string): number | undefined {
  const short = /^(\d+)([smhdw])$/.exec(text);
  if (short !== null) return Number(short[1]) * (UNIT_SECONDS[short[2] ?? ''] ?? 0);
  const iso = ISO.exec(text);
  if (iso === null) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = iso.slice(1).map((part) => Number(part ?? 0));
  return weeks * 604_800 + days * 86_400 + hours * 3600 + minutes * 60 + seconds;
}
