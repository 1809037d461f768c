import { describe, expect, test } from 'vitest';
import { createAheadSession } from '../../../../../src/systems/keycloak/reading/ask-ahead.js';
import { readPages } from '../../../../../src/systems/keycloak/reading/paging.js';
import type { ReadSession } from '../../../../../src/systems/keycloak/session/session.js';

const ONE = { asked: 'GET /roles', path: ['roles'] } as const;
const LIST = { asked: 'GET /clients', path: ['clients'] } as const;
const PAGES = { size: 3, atOnce: 2 };

/** A session over a list of `length` numbers that notes what was asked; its answers can be held back. */
function server(length: number) {
  const asked: string[] = [];
  let version = 1;
  const session: ReadSession = {
    server: 'http://127.0.0.1',
    realm: 'r',
    readAs: 'x',
    async get({ path, query }) {
      asked.push(`${path.join('/')}${query === undefined ? '' : `?${String(query['first'])}`}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (query === undefined) return `${path.join('/')} ${version}`;
      const first = Number(query['first']);
      return Array.from({ length }, (_, index) => index).slice(first, first + Number(query['max']));
    },
    token: () => Promise.resolve({ isOfRealm: true }),
    getServerInfo: () => Promise.resolve({}),
    requests: () => asked.length,
    close: () => Promise.resolve(),
  };
  return { asked, session, change: () => void (version += 1) };
}

const read = (session: ReadSession) =>
  readPages<number, number>({
    ...PAGES,
    ask: (page) => session.get({ ...LIST, query: page }),
    key: String,
    convert: (page) => page,
  });

describe('asking ahead', () => {
  test('gives the answer to the first who asks, and a fresh one to the next', async () => {
    const { asked, session, change } = server(0);
    const ahead = createAheadSession(session);
    void ahead.ask(ONE);
    expect(await ahead.session.get(ONE)).toBe('roles 1');
    change();
    expect(await ahead.session.get(ONE)).toBe('roles 2');
    expect(asked).toEqual(['roles', 'roles']);
  });

  test('keeps a failure for whoever asks, and troubles nobody when nobody does', async () => {
    const { session } = server(0);
    const failing = createAheadSession({ ...session, get: () => Promise.reject(new Error('refused')) });
    void failing.ask(ONE).catch(() => undefined);
    void failing.ask(LIST).catch(() => undefined);
    await expect(failing.session.get(ONE)).rejects.toThrow('refused');
  });

  test.each([0, 1, 3, 4, 10])('costs no request more for a list of %i, whenever its reader comes', async (length) => {
    const alone = server(length);
    const expected = await read(alone.session);
    for (const waitMs of [0, 2, 4, 30]) {
      const helped = server(length);
      const ahead = createAheadSession(helped.session);
      ahead.askList(LIST, PAGES);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      expect(await read(ahead.session)).toEqual(expected);
      expect(new Set(helped.asked).size).toBe(helped.asked.length);
      expect(helped.asked.length).toBeLessThanOrEqual(alone.asked.length + PAGES.atOnce);
    }
  });

  test('gives nothing that was asked for before it was told to forget', async () => {
    const { session, change } = server(0);
    const ahead = createAheadSession(session);
    void ahead.ask(ONE);
    ahead.forget();
    change();
    expect(await ahead.session.get(ONE)).toBe('roles 2');
  });
});
