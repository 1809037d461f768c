/** The tokens and answers that a mapper can write to, by their word: the key of its config that switches each. */
export const TOKEN_KEYS = {
  access: 'access.token.claim',
  id: 'id.token.claim',
  userinfo: 'userinfo.token.claim',
  introspection: 'introspection.token.claim',
} as const;

/** The word for a token, or an answer, that carries claims. */
export type TokenKind = keyof typeof TOKEN_KEYS;

/** Every token and answer, in the order in which they are told. */
export const TOKEN_KINDS = Object.keys(TOKEN_KEYS) as readonly TokenKind[];

/** What the short form of a mapper type can write to, and what it writes to unless the file says otherwise. */
export function tokensOfShortForm(type: string): Readonly<Record<'possible' | 'usual', readonly TokenKind[]>> {
  // This type does not write to userinfo (26.7.4, its properties in serverinfo).
  return type === 'oidc-audience-mapper'
    ? { possible: ['access', 'id', 'introspection'], usual: ['access', 'introspection'] }
    : { possible: TOKEN_KINDS, usual: TOKEN_KINDS };
}
