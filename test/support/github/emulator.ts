// The emulator that keeps issues, comments, labels and check runs.
import { createEmulator } from 'emulate';
import type { Person } from './pull-requests.js';

export interface EmulatedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Emulated {
  /** Texts of answers that hold this are about this server. */
  readonly url: string;
  readonly ask: (token: string, method: string, path: string, body?: unknown) => Promise<EmulatedAnswer>;
  /** Those that the tokens belong to. */
  readonly people: ReadonlyMap<string, Person>;
  readonly close: () => Promise<void>;
}

/** Starts it with one repository, and with a user of each of these names by token. */
export async function startEmulator(
  owner: string,
  name: string,
  logins: Readonly<Record<string, string>>,
): Promise<Emulated> {
  const users = Object.values(logins).map((login) => ({ login }));
  const tokens = Object.fromEntries(
    Object.entries(logins).map(([token, login]) => [token, { login, scopes: ['repo', 'user'] }]),
  );
  const seed = { tokens, github: { users, orgs: [{ login: owner }], repos: [{ owner, name, auto_init: true }] } };
  const emulator = await createEmulator({ service: 'github', port: 0, seed });
  const ask: Emulated['ask'] = async (token, method, path, body) => {
    const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${emulator.url}${path}`, { method, headers, ...sent });
    const text = await answer.text();
    const link = answer.headers.get('link');
    return {
      status: answer.status,
      headers: link === null ? {} : { link },
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
  const people = new Map<string, Person>();
  for (const token of Object.keys(logins)) {
    const { id, login } = (await ask(token, 'GET', '/user')).body as Person;
    people.set(token, { id, login });
  }
  return { url: emulator.url, ask, people, close: () => emulator.close() };
}
