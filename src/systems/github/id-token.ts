import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, Secret } from '../../model/index.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** How long one answer may take, and how often it is asked for. */
const ANSWER_MS = 10_000;
const ATTEMPTS_MAX = 3;
const FIRST_WAIT_MS = 500;

/**
 * A fresh id token of this job, from the runner of GitHub Actions, for this audience. Nothing of an answer stands in a
 * failure. Throws a Failure where the job may not have one, or the runner's service gives none.
 */
export async function readGithubIdToken(environment: Environment, audience: string): Promise<Secret> {
  const url = URL.parse(environment['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '');
  const bearer = environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  if (url === null || bearer === undefined || bearer === '') {
    throw new Failure('credential-missing', 'this is no job of GitHub Actions that may have an id token', {
      hint: 'Give the job permissions: { id-token: write }; pull requests of forks never have one. Elsewhere, sign in another way.',
    });
  }
  url.searchParams.set('audience', audience);
  for (let attempt = 1; ; attempt += 1) {
    const answer = await askOnce(url, bearer);
    if (typeof answer === 'object') return answer;
    if (!answer.startsWith('passing ') || attempt === ATTEMPTS_MAX) {
      throw new Failure(
        'credential-missing',
        `the runner's service gave no id token (${answer.replace('passing ', '')})`,
        {
          hint: 'Run the job again; if it stays so, check permissions: { id-token: write }.',
        },
      );
    }
    await sleep(FIRST_WAIT_MS * 2 ** (attempt - 1));
  }
}

/** The token, or why there is none; troubles that pass begin with that word. */
async function askOnce(url: URL, bearer: string): Promise<Secret | string> {
  const headers = { accept: 'application/json', authorization: `Bearer ${bearer}` };
  try {
    const answer = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) });
    if (!answer.ok) {
      await answer.body?.cancel();
      return `${answer.status === 429 || answer.status >= 500 ? 'passing ' : ''}status ${answer.status}`;
    }
    const body: unknown = await answer.json();
    if (typeof body === 'object' && body !== null && 'value' in body && typeof body.value === 'string') {
      return new Secret(body.value);
    }
    return 'an answer without a token';
  } catch (error) {
    return error instanceof SyntaxError ? 'an answer that is no JSON' : 'passing no answer';
  }
}
