import { expect, test } from 'vitest';
import { collectReviewed, type ReviewedSource } from '../../../../src/commands/github/collect-reviewed.js';
import type { Revision } from '../../../../src/systems/git/repository.js';
import type { CommitStatus, PullRequest } from '../../../../src/systems/github/github-types.js';

const COMMIT = 'a'.repeat(40);
const OURS = { id: 1, isPrivate: true, defaultBranch: 'main' };

const pullRequest = (base: Partial<PullRequest['base']>, merged = true): PullRequest => ({
  number: 7,
  author: { id: 2, login: 'author' },
  isOpen: !merged,
  head: { commit: 'b'.repeat(40), branch: 'change', repository: 1 },
  base: { branch: 'main', repository: OURS.id, ...base },
  isFork: false,
  merged: merged ? { at: '2026-01-05T10:00:00Z' } : undefined,
});

const US = 4;

const found = (pulls: readonly PullRequest[], ...statuses: readonly Partial<CommitStatus>[]): Promise<object> =>
  foundAt({}, pulls, ...statuses);

async function foundAt(
  revision: Partial<Revision>,
  pulls: readonly PullRequest[],
  ...statuses: readonly Partial<CommitStatus>[]
): Promise<object> {
  const reader: Partial<ReviewedSource['reader']> = {
    statuses: () =>
      Promise.resolve(
        statuses.map((status) => ({
          context: 'keyplan / applied (prod)',
          state: 'success',
          creator: { id: US, login: 'us' },
          ...status,
        })),
      ),
    pullRequestsOf: () => Promise.resolve(pulls),
    reviews: () => Promise.resolve([]),
    checkRuns: () => Promise.resolve([]),
  };
  const source: ReviewedSource = {
    reader: reader as ReviewedSource['reader'],
    repository: { find: () => Promise.resolve(undefined) },
    target: 'prod',
    self: { app: 3, creator: US },
    into: OURS,
  };
  const { pullRequests, direct } = await collectReviewed(
    source,
    { commit: COMMIT, time: 0, tree: undefined, ...revision },
    [],
  );
  return { merged: pullRequests.map((one) => one.pullRequest.number), direct };
}

test('a pull request that was merged into the branch brought its commit', async () => {
  expect(await found([pullRequest({})])).toEqual({ merged: [7], direct: [] });
});

test('one that was not merged, or into another branch or repository, brought nothing', async () => {
  const others = [pullRequest({}, false), pullRequest({ branch: 'release' }), pullRequest({ repository: 99 })];
  expect(await found(others)).toEqual({ merged: [], direct: [COMMIT] });
});

test('of a merge only the pull request counts whose head was merged, not one that came with it', async () => {
  const merge = (...mergedHeads: readonly string[]): Partial<Revision> => ({ parent: 'c'.repeat(40), mergedHeads });
  const { head } = pullRequest({});
  expect(await foundAt(merge(head.commit), [pullRequest({})])).toEqual({ merged: [7], direct: [] });
  expect(await foundAt(merge('d'.repeat(40)), [pullRequest({})])).toEqual({ merged: [], direct: [COMMIT] });
  const pushed = { ...pullRequest({}), head: { ...head, commit: COMMIT } };
  expect(await foundAt(merge('d'.repeat(40)), [pushed])).toEqual({ merged: [7], direct: [] });
});

test('our newest word on a commit ends the way back; what others say there, and that it began, does not', async () => {
  const ended = { merged: [], direct: [] };
  const going = { merged: [7], direct: [] };
  const pulls = [pullRequest({})];
  expect(await found(pulls, {})).toEqual(ended);
  expect(await found(pulls, { state: 'pending' }, {})).toEqual(ended);
  expect(await found(pulls, { creator: { id: 5, login: 'somebody' } })).toEqual(going);
  expect(await found(pulls, { creator: undefined })).toEqual(going);
  expect(await found(pulls, { context: 'keyplan / applied (stage)' })).toEqual(going);
  expect(await found(pulls, { state: 'failure' }, {})).toEqual(going);
});
