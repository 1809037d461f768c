// Plain requests to the Admin API over kept connections, as little as Node can do: the floor's measure, and what prepares
// the benchmark's realms. Nothing of keyplan's own transport is used here.
import http from 'node:http';

/** What a request answered. A status of 400 or more throws instead. */
export interface RawAnswer {
  readonly status: number;
  readonly location: string | undefined;
  /** The parsed body; null when there was none. Keycloak's representations are taken as they come. */
  readonly json: unknown;
}

/** How the raw client signs in: the form fields of the token request, and the realm that gives the token. */
export interface RawSignIn {
  readonly realm: string;
  readonly form: Readonly<Record<string, string>>;
}

export interface RawClient {
  call(method: string, path: string, body?: unknown): Promise<RawAnswer>;
  /** Runs `work` over a list, at most `concurrency` at a time; results in the list's order. */
  each<T, R>(list: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]>;
  /** All pages of a list: the first, and while they are full `pagesAtATime` at a time. */
  paged<T>(path: string): Promise<readonly T[]>;
  requests(): number;
  close(): void;
}

export interface RawClientOptions {
  readonly url: string;
  readonly signIn: RawSignIn;
  /** Connections, and requests at a time. */
  readonly concurrency: number;
  /** Objects on a page of a list. */
  readonly page?: number;
  /** One after the other where nothing else is said. */
  readonly pagesAtATime?: number;
}

/** Signs in as the user of a server that may do everything. */
export function adminSignIn(admin: { readonly username: string; readonly password: string }): RawSignIn {
  return { realm: 'master', form: { grant_type: 'password', client_id: 'admin-cli', ...admin } };
}

/** Signs in as a client of the realm itself. */
export function clientSignIn(realm: string, clientId: string, clientSecret: string): RawSignIn {
  return {
    realm,
    form: { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
  };
}

export function openRawClient(options: RawClientOptions): RawClient {
  const { concurrency, page = 50, pagesAtATime = 1 } = options;
  const base = new URL(options.url);
  const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
  let sent = 0;
  const request: Request = (method, path, { headers = {}, body } = {}) => {
    sent++;
    return send({ base, agent, method, path, headers, body });
  };
  const authorization = tokenKeeper(request, options.signIn);
  const call: RawClient['call'] = async (method, path, body) => {
    const headers = { authorization: await authorization() };
    if (body === undefined) return request(method, path, { headers });
    return request(method, path, {
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  };
  return {
    call,
    each: (list, work) => each(list, concurrency, work),
    paged: (path) => pages(call, path, { page, pagesAtATime }),
    requests: () => sent,
    close: () => agent.destroy(),
  };
}

type Request = (
  method: string,
  path: string,
  more?: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string },
) => Promise<RawAnswer>;

/** Gives the value of the authorization header; a token is asked for once and again ten seconds before it ends. */
function tokenKeeper(request: Request, signIn: RawSignIn): () => Promise<string> {
  let token = '';
  let endsAtMs = 0;
  let pending: Promise<void> | undefined;
  const renew = async (): Promise<void> => {
    const answer = await request('POST', `/realms/${signIn.realm}/protocol/openid-connect/token`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(signIn.form).toString(),
    });
    const { access_token: accessToken, expires_in: expiresIn } = answer.json as {
      readonly access_token: string;
      readonly expires_in: number;
    };
    token = accessToken;
    endsAtMs = Date.now() + (expiresIn - 10) * 1000;
    pending = undefined;
  };
  return async () => {
    if (Date.now() >= endsAtMs) await (pending ??= renew());
    return `Bearer ${token}`;
  };
}

async function each<T, R>(list: readonly T[], concurrency: number, work: (item: T) => Promise<R>) {
  const results: R[] = [];
  const entries = list.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of entries) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, list.length) }, worker));
  return results;
}

async function pages<T>(
  call: RawClient['call'],
  path: string,
  { page, pagesAtATime }: { readonly page: number; readonly pagesAtATime: number },
): Promise<readonly T[]> {
  const read = async (index: number): Promise<readonly T[]> => {
    const { json } = await call('GET', `${path}${path.includes('?') ? '&' : '?'}first=${index * page}&max=${page}`);
    return json as readonly T[];
  };
  const all = [await read(0)];
  while (all.at(-1)?.length === page) {
    const next = Array.from({ length: pagesAtATime }, (_, index) => all.length + index);
    all.push(...(await Promise.all(next.map(read))));
  }
  return all.flat();
}

interface Sending {
  readonly base: URL;
  readonly agent: http.Agent;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

function send({ base, agent, method, path, headers, body }: Sending): Promise<RawAnswer> {
  const data = body === undefined ? undefined : Buffer.from(body);
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: base.hostname,
        port: base.port,
        method,
        path,
        agent,
        headers: { accept: 'application/json', ...headers, ...(data && { 'content-length': data.length }) },
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          const status = response.statusCode ?? 0;
          if (status >= 400) reject(new Error(`${method} ${path} answered ${status}: ${text.slice(0, 200)}`));
          else resolve({ status, location: response.headers.location, json: text === '' ? null : JSON.parse(text) });
        });
      },
    );
    request.on('error', reject);
    request.end(data);
  });
}
