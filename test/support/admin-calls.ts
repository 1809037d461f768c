/** A user who signs in through client admin-cli, of realm master where no other one is named. */
export interface AdminIdentity {
  readonly username: string;
  readonly password: string;
  readonly realm?: string;
}

const ATTEMPTS_MAX = 3;
// Tokens of admin-cli live for 60 seconds; a new one well before that.
const TOKEN_MS = 30_000;

/** Plain requests to the admin API below one path, each answer checked for success. */
export class AdminCalls {
  readonly #url: string;
  readonly #identity: AdminIdentity;
  readonly #base: string;
  #token: { readonly value: Promise<string>; readonly until: number } | undefined;

  /** `url` is the server, `base` the path before every path that is asked for, such as /admin/realms/a. */
  constructor(url: string, identity: AdminIdentity, base: string) {
    this.#url = url;
    this.#identity = identity;
    this.#base = base;
  }

  /** The parsed answer; T is what the caller knows of it. */
  async get<T>(path: string): Promise<T> {
    const answer = await this.request('GET', path);
    return (await answer.json()) as T;
  }

  /** The identifier of what was made, from the answer's Location; empty where it has none. */
  async post(path: string, body: unknown): Promise<string> {
    const answer = await this.request('POST', path, body);
    await answer.arrayBuffer();
    return answer.headers.get('location')?.split('/').at(-1) ?? '';
  }

  async put(path: string, body: unknown): Promise<void> {
    await (await this.request('PUT', path, body)).arrayBuffer();
  }

  async delete(path: string, body?: unknown): Promise<void> {
    await (await this.request('DELETE', path, body)).arrayBuffer();
  }

  /**
   * Any request; throws with the server's words where it refuses. A 500 is tried again: many tests use one server at once,
   * and 26.7.4 was once seen to answer so, without words, to a grant of a client role in a realm that nobody else used.
   */
  async request(method: string, path: string, body?: unknown): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#send(method, path, body);
      if (answer.ok) return answer;
      const words = `${method} ${this.#base}${path}: ${answer.status} ${await answer.text()}`;
      if (answer.status !== 500 || attempt === ATTEMPTS_MAX) throw new Error(words);
    }
  }

  async #send(method: string, path: string, body: unknown): Promise<Response> {
    const token = await this.#freshToken();
    return await fetch(`${this.#url}${this.#base}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  #freshToken(): Promise<string> {
    if (this.#token === undefined || Date.now() > this.#token.until) {
      this.#token = { value: this.#signIn(), until: Date.now() + TOKEN_MS };
    }
    return this.#token.value;
  }

  async #signIn(): Promise<string> {
    const { username, password, realm = 'master' } = this.#identity;
    const answer = await fetch(`${this.#url}/realms/${realm}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username, password }),
    });
    if (!answer.ok) throw new Error(`sign-in of the tests' administrator: ${answer.status}`);
    const { access_token: token } = (await answer.json()) as { access_token: string };
    return token;
  }
}
