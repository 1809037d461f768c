import { describe, expect, it } from 'vitest';
import { Failure, Secret, type SignIn } from '../../../../../src/model/index.js';
import { askToken } from '../../../../../src/systems/keycloak/session/ask-token.js';
import { AnswerError } from '../../../../../src/systems/keycloak/session/errors.js';

const WHO = { realm: 'agents', clientId: 'planner' };
const BY_SECRET: SignIn = { ...WHO, method: 'client-secret', clientSecret: { file: 'secret' } };
const BY_PASSWORD: SignIn = { ...WHO, method: 'password', username: 'root', password: { env: 'P' } };
const BY_FILE: SignIn = {
  ...WHO,
  method: 'assertion',
  source: { type: 'token-file', path: 'token' },
  assertionType: 'jwt-bearer',
};

const refusal = (status: number, words: string): AnswerError =>
  new AnswerError(status, {}, { error: 'invalid_client', error_description: words });
const GENERAL = 'Invalid client or Invalid client credentials';

interface Asked {
  readonly sent: readonly string[];
  readonly waits: readonly string[];
  readonly kept: readonly string[];
  readonly ended: unknown;
}

/** Asks by credentials that come in this order (the last one stays), of a server that answers in this order. */
async function ask(signIn: SignIn, credentials: readonly string[], answers: readonly unknown[]): Promise<Asked> {
  const [sent, waits, kept]: [string[], string[], string[]] = [[], [], []];
  let reads = 0;
  const read = (): Promise<Secret> => {
    reads += 1;
    return Promise.resolve(new Secret(credentials[Math.min(reads, credentials.length) - 1] ?? ''));
  };
  const ended = await askToken({
    site: { server: 'https://sso.example', realm: 'agents', readAs: 'planner' },
    signIn,
    audience: 'https://sso.example/realms/agents',
    edges: { readCredential: read, readAssertion: read },
    send({ fields }) {
      sent.push(fields.get('client_secret') ?? fields.get('client_assertion') ?? fields.get('password') ?? '');
      const answer = answers[sent.length - 1];
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    async repeated(attempt) {
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof AnswerError && error.response.status === 503) return attempt();
        throw error;
      }
    },
    onShown: (secret) => kept.push(secret),
    async wait(why, waitMs) {
      waits.push(`${waitMs} ms: ${why}`);
    },
    wallClockMs: () => 0,
  }).catch((error: unknown) => error);
  return { sent, waits, kept, ended };
}

describe('a token is asked for', () => {
  it('with the assertion for this audience, the client id and the type', async () => {
    const audiences: string[] = [];
    let body = '';
    await askToken({
      site: { server: 's', realm: 'agents', readAs: 'planner' },
      signIn: { ...BY_FILE, assertionType: 'jwt-spiffe' },
      audience: 'https://sso.example/realms/agents',
      edges: {
        readCredential: () => Promise.reject(new Error('no credential is asked for')),
        readAssertion(_source, audience) {
          audiences.push(audience);
          return Promise.resolve(new Secret('a.b.c'));
        },
      },
      send({ fields }) {
        body = fields.toString();
        return Promise.resolve({});
      },
      repeated: (attempt) => attempt(),
      onShown: () => {},
      wait: () => Promise.resolve(),
      wallClockMs: () => 0,
    });
    expect(audiences).toEqual(['https://sso.example/realms/agents']);
    expect(body).toBe(
      'grant_type=client_credentials&client_id=planner&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-spiffe&client_assertion=a.b.c',
    );
  });

  it('with a fresh assertion each time, also where troubles pass, and each is kept out of what is said', async () => {
    const { sent, kept, ended } = await ask(BY_FILE, ['a', 'b'], [refusal(503, ''), 'token']);
    expect({ sent, kept, ended }).toEqual({ sent: ['a', 'b'], kept: ['a', 'b'], ended: 'token' });
  });
});

describe('after a refusal', () => {
  const reused = refusal(400, 'Token reuse detected');

  it('for an assertion that was shown before, a fresh one is tried once', async () => {
    const { sent, waits, ended } = await ask(BY_FILE, ['a', 'b'], [reused, 'token']);
    expect({ sent, waits, ended }).toEqual({ sent: ['a', 'b'], waits: [], ended: 'token' });
    const again = await ask(BY_FILE, ['a', 'b', 'c'], [reused, reused, 'token']);
    expect(again.sent).toEqual(['a', 'b']);
    expect(again.ended).toMatchObject({ code: 'sign-in-refused', hint: expect.stringContaining('shown before') });
  });

  it('for an assertion that was shown before, the same one is not shown again', async () => {
    const { sent, ended } = await ask(BY_FILE, ['a'], [reused, 'token']);
    expect(sent).toEqual(['a']);
    expect(ended).toMatchObject({ code: 'sign-in-refused' });
  });

  it('of an assertion that may have a new key, one more is tried when the server may know it', async () => {
    const { sent, waits, ended } = await ask(BY_FILE, ['a', 'b'], [refusal(401, GENERAL), 'token']);
    expect({ sent, ended }).toEqual({ sent: ['a', 'b'], ended: 'token' });
    expect(waits).toEqual([expect.stringMatching(/^10500 ms: .*new key/)]);
  });

  it('of an old assertion, a newer one is tried at once', async () => {
    const old = refusal(400, 'Token was issued too far in the past to be used now');
    expect(await ask(BY_FILE, ['a', 'b'], [old, 'token'])).toMatchObject({
      sent: ['a', 'b'],
      waits: [],
      ended: 'token',
    });
    expect(await ask(BY_FILE, ['a'], [old, 'token'])).toMatchObject({
      sent: ['a'],
      ended: { code: 'sign-in-refused' },
    });
  });

  it('of a secret, it is read again, and tried where it is another one', async () => {
    const refused = refusal(401, GENERAL);
    expect(await ask(BY_SECRET, ['old', 'new'], [refused, 'token'])).toMatchObject({
      sent: ['old', 'new'],
      ended: 'token',
    });
    expect(await ask(BY_SECRET, ['old'], [refused, 'token'])).toMatchObject({ sent: ['old'] });
  });

  it('of a password nothing is tried, because each attempt counts', async () => {
    const { sent, ended } = await ask(BY_PASSWORD, ['old', 'new'], [refusal(401, 'Invalid user credentials'), 'token']);
    expect(sent).toEqual(['old']);
    expect(ended).toMatchObject({ code: 'sign-in-refused' });
  });

  it('by a gateway nothing is tried', async () => {
    expect(await ask(BY_FILE, ['a', 'b'], [refusal(403, ''), 'token'])).toMatchObject({ sent: ['a'] });
  });

  it('whoever has no assertion to give is heard', async () => {
    const missing = new Failure('credential-missing', 'nobody vouches', { hint: 'ask somebody' });
    const edges = { readCredential: () => Promise.reject(missing), readAssertion: () => Promise.reject(missing) };
    const site = { server: 's', realm: 'agents', readAs: 'planner' };
    const rest = { audience: 'a', onShown: () => {}, wait: () => Promise.resolve(), wallClockMs: () => 0 };
    const asked = askToken({
      site,
      signIn: BY_FILE,
      edges,
      ...rest,
      send: () => Promise.resolve({}),
      repeated: (attempt) => attempt(),
    });
    await expect(asked).rejects.toBe(missing);
  });
});

describe('a refused secret', () => {
  it.each([['s3cret\n'], [' s3cret'], ['s3\r\ncret']])('%j is told to hold a blank, and not shown', async (secret) => {
    for (const signIn of [BY_SECRET, BY_PASSWORD]) {
      const { ended } = await ask(signIn, [secret], [refusal(401, GENERAL)]);
      expect(ended).toMatchObject({
        code: 'sign-in-refused',
        hint: expect.stringContaining('a blank or a line break'),
      });
      expect(JSON.stringify(ended)).not.toContain('cret\\');
    }
  });

  it('without any is told nothing of the kind', async () => {
    const { ended } = await ask(BY_SECRET, ['s3 cret'], [refusal(401, GENERAL)]);
    expect(ended).toMatchObject({ hint: expect.not.stringContaining('line break') });
  });
});
