// What can be seen on GitHub of a pull request and what follows it, as one text.
import type { HeldPullRequest } from '../support/github/pull-requests.js';
import { TOKENS } from '../support/github/test-github.js';
import type { ActionPlace } from './action-place.js';

interface Seen {
  readonly body?: string;
}

interface SeenIssue extends Seen {
  readonly number: number;
  readonly title: string;
  readonly state: string;
}

interface SeenRemark {
  readonly path: string;
  readonly start_line: number;
  readonly annotation_level: string;
  readonly title: string;
  readonly message: string;
}

interface SeenCheck {
  readonly id: number;
  readonly name: string;
  readonly conclusion: string;
  readonly output: { readonly title: string; readonly summary: string; readonly text: string };
}

interface SeenStatus {
  readonly context: string;
  readonly state: string;
  readonly description: string;
}

/** Comments, check runs of the head, what stands at the merged commit, and issues on drift; without what differs in each run. */
export async function seenAt({ github, plain }: ActionPlace, pull: HeldPullRequest): Promise<string> {
  const ask = async <T>(path: string): Promise<T> => (await github.ask(TOKENS.job, 'GET', path)) as T;
  const comments = await ask<readonly Seen[]>(`/issues/${pull.number}/comments`);
  const checkText = async ({ id, name, conclusion, output }: SeenCheck): Promise<string> => {
    const remarks = await ask<readonly SeenRemark[]>(`/check-runs/${id}/annotations`);
    return [
      `CHECK RUN ${name}: ${conclusion}\n\n${output.title}\n\n${output.summary}\n\n${output.text}`,
      ...remarks.map(
        ({ path, start_line: line, annotation_level: level, title, message }) =>
          `REMARK on ${path}:${line}, ${level}: ${title}\n\n${message}`,
      ),
    ].join('\n\n');
  };
  const atCommit = async (commit: string): Promise<readonly string[]> => {
    const { check_runs: checks } = await ask<{ readonly check_runs: readonly SeenCheck[] }>(
      `/commits/${commit}/check-runs?filter=latest`,
    );
    const statuses = await ask<readonly SeenStatus[]>(`/commits/${commit}/statuses`);
    return [
      ...(await Promise.all(checks.map(checkText))),
      ...statuses.map(({ context, state, description }) => `STATUS ${context}: ${state}\n\n${description}`),
    ];
  };
  const issues = await ask<readonly SeenIssue[]>('/issues?labels=keyplan-drift&state=all');
  const parts = [
    ...comments.map(({ body = '' }, index) => `COMMENT ${index + 1}\n\n${body}`),
    ...(await atCommit(github.hosted.commitOf(`refs/pull/${pull.number}/head`))),
    ...(pull.mergedAs === undefined ? [] : await atCommit(pull.mergedAs)),
    ...issues.map(({ title, state, body = '' }) => `ISSUE, ${state}: ${title}\n\n${body}`),
  ];
  return plain(`${parts.join('\n\n\n')}\n`);
}
