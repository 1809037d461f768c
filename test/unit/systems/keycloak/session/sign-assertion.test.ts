import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Secret, type SigningAlgorithm } from '../../../../../src/model/index.js';
import { signAssertion, type AssertionWish } from '../../../../../src/systems/keycloak/session/sign-assertion.js';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const AUDIENCE = 'https://sso.example/realms/agents';

const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1'): string =>
  key.export({ type, format: 'pem' } as { type: 'pkcs8'; format: 'pem' }).toString();
const jwk = (key: KeyObject, more: object = {}): string =>
  JSON.stringify({ ...key.export({ format: 'jwk' }), ...more });
const sign = async (key: string, wish: Partial<AssertionWish> = {}): Promise<string> =>
  (await signAssertion(new Secret(key), { clientId: 'keyplan-plan', audience: AUDIENCE, ...wish })).reveal();
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

function partsOf(token: string): { readonly header: unknown; readonly claims: Readonly<Record<string, unknown>> } {
  const [header, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  return { header: JSON.parse(header ?? ''), claims: JSON.parse(claims ?? '') };
}

/** Whether the signature is the key's, by Node's own means. */
function isSignedBy(token: string, key: KeyObject, algorithm: SigningAlgorithm): boolean {
  const [header, claims, signature] = token.split('.');
  const options = {
    RS256: {},
    PS256: { padding: 6, saltLength: 32 },
    ES256: { dsaEncoding: 'ieee-p1363' },
  } as const satisfies Record<SigningAlgorithm, object>;
  const by = { key: createPublicKey(key), ...options[algorithm] };
  return verify('sha256', Buffer.from(`${header}.${claims}`), by, Buffer.from(signature ?? '', 'base64url'));
}

describe('an assertion', () => {
  it.each([
    ['PKCS #8 of RSA', { text: pem(rsa, 'pkcs8'), key: rsa, wish: {} }, 'RS256'],
    ['PKCS #1', { text: pem(rsa, 'pkcs1'), key: rsa, wish: { algorithm: 'RS256' } }, 'RS256'],
    ['PKCS #1', { text: pem(rsa, 'pkcs1'), key: rsa, wish: { algorithm: 'PS256' } }, 'PS256'],
    ['PKCS #8 of an elliptic curve', { text: pem(ec, 'pkcs8'), key: ec, wish: {} }, 'ES256'],
    ['SEC 1', { text: pem(ec, 'sec1'), key: ec, wish: { algorithm: 'ES256' } }, 'ES256'],
    ['a JWK', { text: jwk(rsa), key: rsa, wish: {} }, 'RS256'],
    ['a JWK that names PS256', { text: jwk(rsa, { alg: 'PS256' }), key: rsa, wish: {} }, 'PS256'],
    [
      'a JWK that names PS256, against the settings',
      { text: jwk(rsa, { alg: 'PS256' }), key: rsa, wish: { algorithm: 'RS256' } },
      'RS256',
    ],
    ['a JWK of an elliptic curve', { text: jwk(ec), key: ec, wish: {} }, 'ES256'],
  ] as const)('is signed by a key in %s, %#', async (_name, { text, key, wish }, expected) => {
    const token = await sign(text, wish);
    expect(partsOf(token).header).toMatchObject({ alg: expected });
    expect(isSignedBy(token, key, expected)).toBe(true);
  });

  it('is for one audience, by and about the client, for a minute', async () => {
    const before = Math.floor(Date.now() / 1000);
    const { claims } = partsOf(await sign(pem(ec, 'pkcs8')));
    expect(claims).toMatchObject({ iss: 'keyplan-plan', sub: 'keyplan-plan', aud: AUDIENCE });
    const [issuedAt, endsAt] = [Number(claims['iat']), Number(claims['exp'])];
    expect(issuedAt).toBeGreaterThanOrEqual(before);
    expect(endsAt - issuedAt).toBe(60);
  });

  it('is another one each time', async () => {
    const key = pem(ec, 'pkcs8');
    const ids = [partsOf(await sign(key)), partsOf(await sign(key))].map(({ claims }) => claims['jti']);
    expect(new Set(ids).size).toBe(2);
  });

  it.each([
    ['as the settings say', jwk(rsa, { kid: 'of-the-jwk' }), 'of-the-settings', 'of-the-settings'],
    ['else as the JWK says', jwk(rsa, { kid: 'of-the-jwk' }), undefined, 'of-the-jwk'],
    ['else not at all', pem(rsa, 'pkcs8'), undefined, undefined],
  ])('names its key, %s', async (_name, key, kid, expected) => {
    const { header } = partsOf(await sign(key, kid === undefined ? {} : { kid }));
    expect((header as { kid?: string }).kid).toBe(expected);
  });
});

describe('a key that cannot sign', () => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const wide = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  const locked = rsa.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
  it.each([
    ['of no form that is known', 'a-password-that-is-no-key', 'it is no private key'],
    ['that is locked', locked, 'it is no private key'],
    ['that is public', createPublicKey(rsa).export({ type: 'spki', format: 'pem' }).toString(), 'it is no private key'],
    ['in a JWK that is public', JSON.stringify(createPublicKey(rsa).export({ format: 'jwk' })), 'it is no private key'],
    ['in broken JSON', '{"kty": "a-broken-secret', 'it is no private key'],
    ['that is too small', pem(small, 'pkcs8'), 'it has 1024 bits'],
    ['on another curve', pem(wide, 'pkcs8'), 'on secp384r1'],
    ['of another algorithm', jwk(rsa, { alg: 'RS512' }), 'it does not sign by "RS512" but by RS256 or PS256'],
  ])('%s is told apart, and not quoted', async (_name, key, words) => {
    const failed = await failureOf(sign(key));
    expect(failed).toMatchObject({ code: 'credential-missing' });
    expect(String(failed)).toContain(words);
    expect(`${String(failed)} ${JSON.stringify(failed)}`).not.toMatch(/a-password|a-broken|MII/);
    expect((failed as Error).cause).toBeUndefined();
  });

  it('by the algorithm that is asked for is told so', async () => {
    expect(String(await failureOf(sign(pem(ec, 'pkcs8'), { algorithm: 'RS256' })))).toContain('but by ES256');
  });
});
