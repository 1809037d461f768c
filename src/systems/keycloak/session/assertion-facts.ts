/** What can be said of an assertion without its signature. Each is undefined where the assertion does not say it. */
export interface AssertionFacts {
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  readonly audiences: readonly string[];
  /** Seconds since 1970. */
  readonly issuedAt: number | undefined;
  readonly notBefore: number | undefined;
  readonly endsAt: number | undefined;
  readonly algorithm: string | undefined;
  readonly kid: string | undefined;
}

/** Reads the claims of a JSON Web Token, without judging them; undefined for what is none. */
export function readAssertionFacts(token: string): AssertionFacts | undefined {
  const parts = token.split('.');
  const [header, claims] = [decode(parts[0]), decode(parts[1])];
  if (parts.length !== 3 || header === undefined || claims === undefined) return undefined;
  const audience = claims.get('aud');
  return {
    issuer: textIn(claims, 'iss'),
    subject: textIn(claims, 'sub'),
    audiences: (Array.isArray(audience) ? audience : [audience]).flatMap((one) =>
      typeof one === 'string' ? [shorten(one)] : [],
    ),
    issuedAt: numberIn(claims, 'iat'),
    notBefore: numberIn(claims, 'nbf'),
    endsAt: numberIn(claims, 'exp'),
    algorithm: textIn(header, 'alg'),
    kid: textIn(header, 'kid'),
  };
}

/** Claims are shown in messages, and nobody promises that they are short. */
const TEXT_MAX = 200;

type Claims = ReadonlyMap<string, unknown>;

function decode(part: string | undefined): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

function textIn(claims: Claims, name: string): string | undefined {
  const value = claims.get(name);
  return typeof value === 'string' ? shorten(value) : undefined;
}

function numberIn(claims: Claims, name: string): number | undefined {
  const value = claims.get(name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function shorten(text: string): string {
  const plain = text.replaceAll(/\p{Cc}+/gu, ' ');
  return plain.length > TEXT_MAX ? `${plain.slice(0, TEXT_MAX)}…` : plain;
}
