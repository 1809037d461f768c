import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { afterAll, aroundAll, beforeAll, describe, expect, it } from 'vitest';
import { isUpTo } from '../../src/kinds/index.js';
import { Secret, type SigningAlgorithm } from '../../src/model/index.js';
import { signAssertion } from '../../src/systems/keycloak/session/sign-assertion.js';
import { addIdentity, askToken, federatedClient, showAssertion, trustIssuer } from '../support/federated.js';
import { testServer, type TestRealm, withRealm } from '../support/keycloak.js';
import { startTokenIssuer, type TokenIssuer, type TokenWish } from '../support/token-issuer.js';

const SUBJECT = 'repo:acme/identities:environment:production';
const GENERAL = 'Invalid client or Invalid client credentials';

let issuer: TokenIssuer;
let realm: TestRealm;
beforeAll(async () => {
  issuer = await startTokenIssuer();
});
afterAll(() => issuer.close());

const token = (more: Partial<TokenWish> = {}): string =>
  issuer.token({ subject: SUBJECT, audience: realm.issuer, ...more });
const now = (): number => Math.floor(Date.now() / 1000);
const aged = (seconds: number): Partial<TokenWish> => ({
  claims: { iat: now() - seconds, nbf: now() - seconds - 600, exp: now() + 3_600 },
});

// Assertions of others came with 26.4 (preview) and are on by default from 26.6 on (26.6.4).
const isOld = isUpTo(5, testServer().version);
/** 26.6 compares the client id beside an assertion with the assertion's subject. */
const takesClientId = !isUpTo(6, testServer().version);
const NOT_SUBJECT = 'client_id parameter does not match sub claim';

const describeOldServer = (): unknown =>
  describe('a server before 26.6, as it is by default', () => {
    it('has no way to authenticate clients by assertions of others', async () => {
      await withRealm('sign-in', async ({ admin }) => {
        const flow = await admin.get<{ providerId?: string }[]>('/authentication/flows/clients/executions');
        expect(flow.map(({ providerId }) => providerId)).not.toContain('federated-jwt');
      });
    });
  });
const describeFederated = isOld ? (): void => {} : describe;

if (isOld) describeOldServer();

describeFederated('the server says of an assertion', () => {
  aroundAll(async (run) => {
    await withRealm('sign-in', async (made) => {
      realm = made;
      await trustIssuer(realm, issuer);
      await addIdentity(realm, 'planner', [], federatedClient(SUBJECT));
      await run();
    });
  });

  it('yes, with the client id beside it and without; 26.6 only without', async () => {
    expect(await showAssertion(realm, token())).toEqual({ status: 200, words: '' });
    expect(await showAssertion(realm, token(), { client_id: 'planner' })).toEqual(
      takesClientId ? { status: 200, words: '' } : { status: 400, words: NOT_SUBJECT },
    );
  });

  it('that it is of another client than the one beside it', async () => {
    await addIdentity(realm, 'other', [], federatedClient('another subject'));
    expect(await showAssertion(realm, token(), { client_id: 'other' })).toEqual({
      status: 400,
      words: takesClientId ? 'client_id parameter does not match authenticated client' : NOT_SUBJECT,
    });
  });

  it('that it was shown before', async () => {
    const once = token();
    expect(await showAssertion(realm, once)).toMatchObject({ status: 200 });
    expect(await showAssertion(realm, once)).toEqual({ status: 400, words: 'Token reuse detected' });
  });

  it("that the audience of an assertion is the realm's issuer, alone", async () => {
    const endpoint = `${realm.issuer}/protocol/openid-connect/token`;
    expect(await showAssertion(realm, token({ audience: endpoint }))).toEqual({
      status: 400,
      words: 'Invalid token audience',
    });
    expect(await showAssertion(realm, token({ audience: [realm.issuer, endpoint] }))).toEqual({
      status: 400,
      words: 'Multiple audiences not allowed',
    });
    expect(await showAssertion(realm, token({ audience: [realm.issuer] }))).toMatchObject({ status: 200 });
  });

  it('that it is too old, by when it was issued and not by when it ends', async () => {
    expect(await showAssertion(realm, token(aged(200)))).toMatchObject({ status: 200 });
    const { status, words } = await showAssertion(realm, token(aged(400)));
    expect({ status, words }).toEqual({ status: 400, words: expect.stringContaining('issued too far in the past') });
  });

  it('that it is of the future', async () => {
    const { status, words } = await showAssertion(realm, token(aged(-60)));
    expect(status).toBe(400);
    expect(words).toMatch(/issued in the future|not active/i);
  });

  it('that it needs a jti', async () => {
    const { status, words } = await showAssertion(realm, token({ claims: { jti: undefined } }));
    expect(status).toBe(400);
    expect(words).toMatch(/jti claim is required/i);
  });

  it('no to another subject and an unknown key, in the words that it has for most', async () => {
    expect(await showAssertion(realm, token({ subject: 'repo:acme/other' }))).toEqual({ status: 401, words: GENERAL });
    expect(await showAssertion(realm, token({ kid: randomUUID() }))).toEqual({ status: 401, words: GENERAL });
  });
});

describeFederated('a new key of the issuer', () => {
  it('may be unknown to the server for some ten seconds after it asked for the keys', { timeout: 60_000 }, async () => {
    await withRealm('sign-in', async (made) => {
      realm = made;
      await trustIssuer(realm, issuer);
      await addIdentity(realm, 'planner', [], federatedClient(SUBJECT));
      expect(await showAssertion(realm, token())).toMatchObject({ status: 200 });
      issuer.changeKey();
      expect(await showAssertion(realm, token())).toEqual({ status: 401, words: GENERAL });
      // Asked more often than once in that time, it might never ask for the keys; a busy one needs a second turn.
      const turns = { interval: 10_500, timeout: 45_000 };
      await expect.poll(() => showAssertion(realm, token()), turns).toMatchObject({ status: 200 });
    });
  });
});

describe('a key of the client', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwks = (publicKey: KeyObject, kid: string): object => ({
    clientAuthenticatorType: 'client-jwt',
    attributes: {
      'use.jwks.string': 'true',
      'jwks.string': JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' }] }),
    },
  });
  const signed = async (algorithm: SigningAlgorithm, kid: string, clientId: string): Promise<string> => {
    const pem = (algorithm === 'ES256' ? ec : rsa).privateKey.export({ type: 'pkcs8', format: 'pem' });
    const wish = { clientId, audience: realm.issuer, algorithm, kid };
    return (await signAssertion(new Secret(pem.toString()), wish)).reveal();
  };

  it('signs by each of three algorithms, once for each assertion', async () => {
    await withRealm('sign-in', async (made) => {
      realm = made;
      await addIdentity(realm, 'by-rsa', [], jwks(rsa.publicKey, 'rsa-1'));
      await addIdentity(realm, 'by-ec', [], jwks(ec.publicKey, 'ec-1'));
      for (const [algorithm, kid, clientId] of [
        ['RS256', 'rsa-1', 'by-rsa'],
        ['PS256', 'rsa-1', 'by-rsa'],
        ['ES256', 'ec-1', 'by-ec'],
      ] as const) {
        const assertion = await signed(algorithm, kid, clientId);
        expect(await showAssertion(realm, assertion, { client_id: clientId })).toEqual({
          status: 200,
          words: '',
        });
        // 24.0.5 and 26.0.8 put words of their own before it.
        const again = await showAssertion(realm, assertion, { client_id: clientId });
        expect(again.status).toBe(400);
        expect(again.words).toMatch(/Token reuse detected$/);
      }
      const unknown = await showAssertion(realm, await signed('RS256', 'rsa-2', 'by-rsa'));
      expect(unknown.status).toBe(400);
      expect(unknown.words).toMatch(/unable to load public key/i);
    });
  });
});

describe('a client without a service account', () => {
  it('is told so', async () => {
    await withRealm('sign-in', async ({ admin, ...rest }) => {
      await admin.post('/clients', { clientId: 'lonely', secret: 'of-the-lonely', publicClient: false });
      const { words } = await askToken({ admin, ...rest }, { client_id: 'lonely', client_secret: 'of-the-lonely' });
      expect(words).toMatch(/not enabled to retrieve service account/i);
    });
  });
});
