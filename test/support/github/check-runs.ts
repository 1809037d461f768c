// Check runs as GitHub has them and the emulator does not: each belongs to an app, annotations add up, and those of a
// commit are found by commits of the real repository.
import type { Emulated, EmulatedAnswer } from './emulator.js';

interface Output {
  readonly annotations?: readonly object[];
}

interface Body {
  readonly name?: string;
  readonly head_sha?: string;
  readonly output?: Output;
}

interface Held {
  readonly id: number;
  readonly name: string;
  readonly commit: string;
  readonly app: number;
  annotations: readonly object[];
}

export interface HeldCheckRuns {
  readonly create: (token: string, app: number, path: string, body: Body) => Promise<EmulatedAnswer>;
  readonly update: (token: string, app: number, path: string, body: Body) => Promise<EmulatedAnswer>;
  readonly get: (token: string, path: string) => Promise<EmulatedAnswer>;
  /** All remarks on lines, of each request that brought some. */
  readonly annotations: (id: number) => EmulatedAnswer;
  /** The newest first. */
  readonly ofCommit: (token: string, path: string, query: URLSearchParams) => Promise<EmulatedAnswer>;
}

const refused = (status: number, message: string): EmulatedAnswer => ({ status, headers: {}, body: { message } });

export function holdCheckRuns({ ask }: Emulated, base: string): HeldCheckRuns {
  const held = new Map<number, Held>();
  const withApp = (answer: EmulatedAnswer): EmulatedAnswer => {
    const { id } = answer.body as { readonly id: number };
    const app = held.get(id)?.app;
    return { ...answer, body: { ...(answer.body as object), app: app === undefined ? null : { id: app } } };
  };
  const get: HeldCheckRuns['get'] = async (token, path) => withApp(await ask(token, 'GET', path));
  return {
    get,
    async create(token, app, path, body) {
      const answer = await ask(token, 'POST', path, body);
      if (answer.status !== 201) return answer;
      const { id } = answer.body as { readonly id: number };
      const { name = '', head_sha: commit = '', output } = body;
      held.set(id, { id, name, commit, app, annotations: output?.annotations ?? [] });
      return withApp(answer);
    },
    async update(token, app, path, body) {
      const run = held.get(Number(path.split('/').at(-1)));
      if (run === undefined) return refused(404, 'Not Found');
      if (run.app !== app) return refused(403, `Invalid app_id ${app} - check run can only be modified by its app`);
      const annotations = [...run.annotations, ...(body.output?.annotations ?? [])];
      run.annotations = annotations;
      const output = body.output && { ...body.output, annotations };
      return withApp(await ask(token, 'PATCH', path, output ? { ...body, output } : body));
    },
    annotations: (id) => ({ status: 200, headers: {}, body: held.get(id)?.annotations ?? [] }),
    async ofCommit(token, path, query) {
      const commit = path.split('/').at(-2);
      const name = query.get('check_name');
      const found = [...held.values()].filter((run) => run.commit === commit && (name ?? run.name) === run.name);
      const newest = found.toReversed();
      const shown =
        query.get('filter') === 'all'
          ? newest
          : newest.filter((run, at) => newest.findIndex((o) => o.name === run.name && o.app === run.app) === at);
      const runs = await Promise.all(shown.map(({ id }) => get(token, `${base}/check-runs/${id}`)));
      return {
        status: 200,
        headers: {},
        body: { total_count: runs.length, check_runs: runs.map(({ body }) => body) },
      };
    },
  };
}
