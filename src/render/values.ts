import { DURATION_UNITS, isForbiddenAttribute, isSecretKey } from '../kinds/index.js';
import {
  addressParts,
  fieldParts,
  groupPathOf,
  isBlank,
  KIND_WORDS,
  Secret,
  SECRET_MASK,
  type Address,
  type FactValue,
  type FieldPath,
} from '../model/index.js';
import { quoted, word } from './escape.js';

const NOT_SET = '(not set)';

/** In place of a value that these readers may not see, secret or not. */
export const NOT_SHOWN = new Secret('');
/** What it looks like. */
export const NOT_SHOWN_TEXT = '(not shown)';

/** Whether the value of a fact must not be shown, whatever its type: the last guard before a reader sees it. */
export function isHidden(path: FieldPath): boolean {
  const parts = fieldParts(path);
  const key = parts.at(-1) ?? '';
  const isKey = parts.at(-2) === 'attributes' || parts.at(-2) === 'config';
  return isKey && (isSecretKey(key) || isForbiddenAttribute(key));
}

/** A value as a reader sees it: text quoted, lists in brackets, seconds also as a duration, secrets masked. */
export function valueText(path: FieldPath, value: FactValue | undefined): string {
  if (value === NOT_SHOWN) return NOT_SHOWN_TEXT;
  if (value instanceof Secret || (isHidden(path) && value !== undefined)) return SECRET_MASK;
  if (isBlank(value) || value === undefined) return NOT_SET;
  if (typeof value === 'string') {
    const duration = isSeconds(path) ? durationText(value) : undefined;
    return duration === undefined ? quoted(value) : `${quoted(value)} (${duration})`;
  }
  if (Array.isArray(value))
    return `[${value.map((item) => (typeof item === 'string' ? word(item) : JSON.stringify(item))).join(', ')}]`;
  return typeof value === 'object' ? quoted(JSON.stringify(value)) : String(value);
}

/** Both sides of a change; two secrets say no more than that they differ. */
export function changeText(path: FieldPath, before: FactValue | undefined, after: FactValue | undefined): string {
  const [left, right] = [valueText(path, before), valueText(path, after)];
  return left === SECRET_MASK && right === SECRET_MASK ? `${SECRET_MASK} differs, not shown` : `${left} -> ${right}`;
}

/** Keycloak's attributes that hold seconds (26.7.4, contract "token life"). */
const SECONDS =
  /^(access\.token\.lifespan|client\.(session|offline\.session)\.(idle\.timeout|max\.lifespan)|.*\.lifespan)$/;

function isSeconds(path: FieldPath): boolean {
  const [list, key] = fieldParts(path);
  return list === 'attributes' && key !== undefined && SECONDS.test(key);
}

/** Seconds as people say them; undefined for text that is no whole number above zero. @example durationText('5400') is '1h30m' */
export function durationText(seconds: string): string | undefined {
  if (!/^[1-9]\d{0,9}$/.test(seconds)) return undefined;
  let rest = Number(seconds);
  let text = '';
  for (const [unit, size] of DURATION_UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}

/** An address as a reader sees it, its names quoted where they are more than a word. @example 'client role aip-gateway/submit' */
export function objectText(of: Address): string {
  const { kind, names } = addressParts(of);
  const name = kind === 'group' ? word(groupPathOf(of)) : names.map(word).join('/');
  return `${KIND_WORDS[kind]} ${name}`;
}
