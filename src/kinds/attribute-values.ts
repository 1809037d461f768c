import { compareText } from '../model/index.js';

/** Attributes of clients that hold a set of texts in one, joined by this separator. */
const JOINED: ReadonlyMap<string, string> = new Map([['post.logout.redirect.uris', '##']]);

/** Joins the members of a set-valued client attribute in the one order that desired and live are compared in. */
export function joinedAttribute(members: Iterable<string>): string {
  return [...new Set(members)].sort(compareText).join('##');
}

/** A client attribute's value in the form in which it is compared: a set in one order. Other values stay as they are. */
export function comparableAttribute(key: string, value: string): string {
  const separator = JOINED.get(key);
  return separator === undefined ? value : joinedAttribute(value.split(separator).filter((member) => member !== ''));
}

/**
 * The values of one attribute of a role, group or user in the form in which they are compared: without repetitions, in one
 * order. The server keeps them without an order (26.7.4).
 */
export function comparableValues(values: Iterable<string>): readonly string[] {
  return [...new Set(values)].sort(compareText);
}
