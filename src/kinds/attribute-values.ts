import { compareText } from '../model/index.js';

/** What stands between the members of a client attribute that holds a set of texts in one (26.7.4). */
const SEPARATOR = '##';

/** Joins the members of a set-valued client attribute in the one order that desired and live are compared in. */
export function joinedAttribute(members: Iterable<string>): string {
  return [...new Set(members)].sort(compareText).join(SEPARATOR);
}

/** The members of a set-valued client attribute, as it has them; blank ones are none. */
export function joinedMembers(text: string): readonly string[] {
  return text.split(SEPARATOR).filter((member) => member !== '');
}

/** A client attribute's value in the form in which it is compared: a set in one order. Other values stay as they are. */
export function comparableAttribute(key: string, value: string): string {
  return key === 'post.logout.redirect.uris' ? joinedAttribute(joinedMembers(value)) : value;
}

/**
 * The values of one attribute of a role, group or user in the form in which they are compared: without repetitions, in one
 * order. The server keeps them without an order (26.7.4).
 */
export function comparableValues(values: Iterable<string>): readonly string[] {
  return [...new Set(values)].sort(compareText);
}
