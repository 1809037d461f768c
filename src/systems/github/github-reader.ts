import { asking, type GithubSession, statusOf } from './github-session.js';
import type { GithubReader } from './github-types.js';
import {
  checkRunOf,
  commentOf,
  issueOf,
  permissionOf,
  pullRequestOf,
  reviewOf,
  statusValueOf,
} from './values-of-answers.js';

const PAGE = 100;

/** What is read of one repository, over its REST API. */
export function createGithubReader(session: GithubSession): GithubReader {
  const { rest, paginate, repository, viewer } = session;
  const page = { ...repository, per_page: PAGE };
  return {
    viewer,
    repository: () =>
      asking('what the repository is', async () => {
        const { data } = await rest.repos.get(repository);
        return { id: data.id, isPrivate: data.private, defaultBranch: data.default_branch };
      }),
    pullRequest: (number) =>
      asking(`what pull request #${number} is`, async () =>
        pullRequestOf((await rest.pulls.get({ ...repository, pull_number: number })).data),
      ),
    pullRequestsOf: (commit) =>
      asking(`which pull requests hold ${commit.slice(0, 12)}`, async () => {
        const call = { ...page, commit_sha: commit };
        return (await paginate(rest.repos.listPullRequestsAssociatedWithCommit, call)).map(pullRequestOf);
      }),
    pullRequestsFrom: (branch) =>
      asking(`which pull requests come from ${branch}`, async () => {
        const call = { ...page, head: `${repository.owner}:${branch}`, state: 'all' } as const;
        const all = (await paginate(rest.pulls.list, call)).map(pullRequestOf);
        return all.filter(({ head, isFork }) => head.branch === branch && !isFork).sort((a, b) => b.number - a.number);
      }),
    reviews: (number) =>
      asking(`who reviewed pull request #${number}`, async () =>
        (await paginate(rest.pulls.listReviews, { ...page, pull_number: number })).map(reviewOf),
      ),
    permissionOf: ({ login }) =>
      asking(`what ${login} may do in the repository`, async () => {
        try {
          const { data } = await rest.repos.getCollaboratorPermissionLevel({ ...repository, username: login });
          return permissionOf(data.permission);
        } catch (error) {
          // GitHub says so of those who are no users, such as its own reviewer Copilot.
          if (statusOf(error) === 404) return 'none';
          throw error;
        }
      }),
    checkRuns: (commit, name) =>
      asking(`which check runs ${commit.slice(0, 12)} has`, async () => {
        const call = { ...page, ref: commit, check_name: name, filter: 'all' } as const;
        const runs = (await paginate(rest.checks.listForRef, call)).map(checkRunOf);
        return runs.sort((a, b) => b.id - a.id);
      }),
    statuses: (commit) =>
      asking(`which statuses ${commit.slice(0, 12)} has`, async () =>
        (await paginate(rest.repos.listCommitStatusesForRef, { ...page, ref: commit })).map(statusValueOf),
      ),
    comments: (number) =>
      asking(`what was said at #${number}`, async () =>
        (await paginate(rest.issues.listComments, { ...page, issue_number: number })).map(commentOf),
      ),
    ownIssues: (label) => asking(`which issues are labelled ${label}`, () => readOwnIssues(session, label)),
  };
}

async function readOwnIssues({ rest, paginate, repository, viewer }: GithubSession, label: string) {
  const { id } = await viewer();
  const issues = await paginate(rest.issues.listForRepo, {
    ...repository,
    labels: label,
    state: 'all',
    per_page: PAGE,
  });
  return issues
    .filter(({ pull_request: pullRequest, user }) => pullRequest === undefined && user?.id === id)
    .map(issueOf)
    .sort((a, b) => b.number - a.number);
}
