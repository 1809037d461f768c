import type { Secret } from '../../../model/index.js';

/** What an access token says of its identity. Nothing is checked: the server that made it is asked with it anyway. */
export interface TokenFacts {
  readonly issuer?: string;
  /** The server's identifier of the user behind it. */
  readonly subject?: string;
  /** When it was issued and when it ends, in seconds since 1970 by the server's clock. */
  readonly issuedAt?: number;
  readonly endsAt?: number;
  /** Whether its identity belongs to the realm that is looked at, and not to master. */
  readonly isOfRealm: boolean;
  /**
   * The roles over the realm that it lists, inherited ones included. Absent where it lists none of that client: a
   * lightweight token, or one without the scope `roles`, says nothing and gives the same rights (26.7.4, contract "a token
   * that lists no roles").
   */
  readonly roles?: ReadonlySet<string>;
}

/** Reads the claims of a token; a token in a form of its own says nothing. */
export function tokenFacts(token: Secret, realm: string, signInRealm: string): TokenFacts {
  const claims = claimsOf(token.reveal());
  const isOfRealm = realm === signInRealm;
  const text = (name: string): string | undefined => {
    const value = claims[name];
    return typeof value === 'string' ? value : undefined;
  };
  const number = (name: string): number | undefined => {
    const value = claims[name];
    return typeof value === 'number' ? value : undefined;
  };
  const [issuer, subject, issuedAt, endsAt] = [text('iss'), text('sub'), number('iat'), number('exp')];
  const roles = rolesIn(claims, isOfRealm && realm !== 'master' ? 'realm-management' : `${realm}-realm`);
  return {
    isOfRealm,
    ...(issuer === undefined ? {} : { issuer }),
    ...(subject === undefined ? {} : { subject }),
    ...(issuedAt === undefined ? {} : { issuedAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(roles === undefined ? {} : { roles }),
  };
}

function rolesIn(claims: Readonly<Record<string, unknown>>, client: string): ReadonlySet<string> | undefined {
  const access: unknown = memberOf(claims['resource_access'], client);
  const roles: unknown = memberOf(access, 'roles');
  return Array.isArray(roles) ? new Set(roles.filter((role) => typeof role === 'string')) : undefined;
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const [, part = ''] = token.split('.');
  try {
    const claims: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? { ...claims } : {};
  } catch {
    return {};
  }
}
