import { describe, expect, it } from 'vitest';
import type { SignIn } from '../../../../../src/model/index.js';
import { readAssertionFacts } from '../../../../../src/systems/keycloak/session/assertion-facts.js';
import { AnswerError } from '../../../../../src/systems/keycloak/session/errors.js';
import { signInFailure, type RefusedSignIn } from '../../../../../src/systems/keycloak/session/sign-in-refusal.js';

const NOW_MS = Date.UTC(2026, 10, 25, 12);
const NOW = NOW_MS / 1000;
const ISSUER = 'https://sso.example/realms/agents';
const GENERAL = 'Invalid client or Invalid client credentials';
const SIGNATURE = 'c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';

const ASSERTED: SignIn = {
  method: 'assertion',
  realm: 'agents',
  clientId: 'planner',
  source: { type: 'github-oidc' },
  assertionType: 'jwt-bearer',
};
const GOOD = { iss: 'https://jobs.example', sub: 'repo:acme/identities', aud: ISSUER, iat: NOW - 3, exp: NOW + 297 };

function tokenOf(claims: object): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({ alg: 'RS256', kid: 'key-1' })}.${encode(claims)}.${SIGNATURE}`;
}

/** The hint of a refusal with these words, at a time of the server. */
function hintOf(claims: object | undefined, words = GENERAL, { signIn = ASSERTED, serverMs = NOW_MS } = {}): string {
  const refused: RefusedSignIn = {
    site: { server: 'https://sso.example', realm: 'agents', readAs: signIn.clientId },
    signIn,
    audience: ISSUER,
    assertion: claims === undefined ? undefined : readAssertionFacts(tokenOf(claims)),
    hasBlanks: false,
    nowMs: NOW_MS,
  };
  const date = new Date(serverMs).toUTCString();
  const answer = new AnswerError(401, { date }, { error: 'invalid_client', error_description: words });
  const { code, message, hint } = signInFailure(refused, answer);
  expect(code).toBe('sign-in-refused');
  expect(message).toBe(
    `sign-in as planner in realm agents on https://sso.example was refused (invalid_client: ${words})`,
  );
  expect(hint).not.toContain(SIGNATURE);
  return hint;
}

describe('a refused assertion', () => {
  it('comes with every value that the server compares', () => {
    expect(hintOf(GOOD)).toContain(
      'Seen from here: client id planner; issuer of the realm https://sso.example/realms/agents; assertion of https://jobs.example for subject repo:acme/identities; audience https://sso.example/realms/agents; issued 3 s ago, ending in 297 s; signed by RS256 with key key-1; clocks equal.',
    );
  });

  it('that looks right leaves what only the server knows to be checked', () => {
    expect(hintOf(GOOD)).toContain('names the identity provider and the subject');
  });

  it.each([
    ['another audience', { aud: 'https://b' }, `The audience must be exactly ${ISSUER}, and is https://b.`],
    ['two audiences', { aud: [ISSUER, 'b'] }, `and is ${ISSUER} and b.`],
    ['no audience', { aud: undefined }, 'and is missing.'],
    ['age', { iat: NOW - 400 }, 'It was issued 400 s ago'],
    ['an end', { exp: NOW - 20 }, 'It ended 20 s ago.'],
    ['a beginning', { nbf: NOW + 90 }, 'It begins in 90 s'],
  ])('is known by %s', (_name, claims, words) => {
    const hint = hintOf({ ...GOOD, ...claims });
    expect(hint).toContain(words);
    expect(hint).not.toContain('names the identity provider');
  });

  it('is judged by the clock of the server, whose difference is told', () => {
    const hint = hintOf(GOOD, GENERAL, { serverMs: NOW_MS - 120_000 });
    expect(hint).toContain('It begins in 117 s by the clock of the server.');
    expect(hint).toContain("clock here 120 s ahead of the server's");
    expect(hintOf(GOOD, GENERAL, { serverMs: NOW_MS + 400_000 })).toContain('It was issued 403 s ago');
  });

  it('that is no JSON Web Token is known to be none', () => {
    expect(hintOf(undefined)).toContain('What was shown is no JSON Web Token.');
  });

  it('is short, and on one line, whatever its claims are', () => {
    const hint = hintOf({ ...GOOD, sub: `a\n${'b'.repeat(5_000)}` });
    expect(hint).not.toContain('\n');
    expect(hint.length).toBeLessThan(1_500);
  });

  it.each([
    ['Token was issued too far in the past to be used now', 'default_jwt_svid_ttl'],
    ['Token reuse detected', 'something else shows it too'],
    ['Invalid token audience', "its audience must be the realm's issuer"],
    ['Multiple audiences not allowed', 'it must have one'],
    ['Token jti claim is required', 'has no "jti"'],
    ['Token is not active', 'allowedClockSkew'],
    ['Unable to load public key', 'compare "kid" and algorithm with its set of keys, in which each needs "use": "sig"'],
    ['client_id parameter does not match authenticated client', 'signs another client in'],
    ['client_id parameter does not match sub claim', 'update the server to 26.7'],
  ])('is explained where the server says "%s"', (words, explanation) => {
    expect(hintOf(GOOD, words)).toContain(explanation);
  });
});

describe('a refused secret', () => {
  it('is told without anything about assertions', () => {
    const signIn: SignIn = {
      method: 'client-secret',
      realm: 'agents',
      clientId: 'planner',
      clientSecret: { env: 'S' },
    };
    expect(hintOf(undefined, GENERAL, { signIn })).toBe(
      'Check the client id and the secret, and that the client is enabled and has a service account. Seen from here: client id planner; clocks equal.',
    );
  });
});
