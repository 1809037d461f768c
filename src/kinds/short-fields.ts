import { joinedMembers } from './attribute-values.js';
import { shortDuration } from './durations.js';

/** A field of ours that writes one attribute of a client. */
export interface ShortField {
  /** The attribute that it writes. */
  readonly attribute: string;
  /** What the field says for a text of the attribute, `''` for an absent one; undefined where it has no word for it. */
  readonly valueOf: (text: string) => string | boolean | readonly string[] | undefined;
}

/** The short fields of a client by name. */
export const SHORT_FIELDS = {
  accessTokenLifespan: { attribute: 'access.token.lifespan', valueOf: shortDuration },
  postLogoutRedirectUris: { attribute: 'post.logout.redirect.uris', valueOf: joinedMembers },
  pkce: {
    attribute: 'pkce.code.challenge.method',
    valueOf: (text) => (text === '' ? 'none' : ['S256', 'plain'].find((method) => method === text)),
  },
  tokenExchange: {
    attribute: 'standard.token.exchange.enabled',
    valueOf: (text) => (['true', 'false', ''].includes(text) ? text === 'true' : undefined),
  },
} as const satisfies Readonly<Record<string, ShortField>>;

/** The name of a short field. */
export type ShortFieldName = keyof typeof SHORT_FIELDS;
/** The names of the short fields, in the order in which they are told. */
export const SHORT_FIELD_NAMES = Object.keys(SHORT_FIELDS) as readonly ShortFieldName[];

/** The short field that writes an attribute; undefined where none does. */
export function shortFieldOf(attribute: string): ShortFieldName | undefined {
  return SHORT_FIELD_NAMES.find((name) => SHORT_FIELDS[name].attribute === attribute);
}
