// The payloads of events, with what the Action may look at and a little more.
import { pullRequestAnswer, repositoryAnswer, type HeldPullRequest } from './pull-requests.js';
import type { ActionEvent } from './run-action.js';
import { TOKENS, type TestGithub } from './test-github.js';

const MAIN = 'refs/heads/main';

function repositoryOf({ state, serverUrl }: TestGithub): object {
  return repositoryAnswer(state.repository, serverUrl);
}

/** The base branch's own workflow runs, whatever the pull request holds. */
export function pullRequestEvent(
  github: TestGithub,
  pull: HeldPullRequest,
  action: 'opened' | 'synchronize' | 'labeled' = 'synchronize',
  more: object = {},
): ActionEvent {
  const { hosted, state, serverUrl } = github;
  return {
    name: 'pull_request_target',
    ref: MAIN,
    commit: hosted.commitOf(MAIN),
    payload: {
      action,
      number: pull.number,
      pull_request: pullRequestAnswer(pull, hosted, state.repository, serverUrl),
      repository: repositoryOf(github),
      sender: pull.author,
      ...more,
    },
  };
}

/** Somebody reviewed a pull request; GitHub takes the workflow from the pull request itself. */
export function reviewEvent(github: TestGithub, pull: HeldPullRequest): ActionEvent {
  const { payload } = pullRequestEvent(github, pull);
  const commit = github.hosted.commitOf(`refs/pull/${pull.number}/head`);
  const ref = `refs/pull/${pull.number}/merge`;
  return { name: 'pull_request_review', ref, commit, payload: { ...payload, action: 'submitted' } };
}

/** The default branch moved; the newest commit where none is named. */
export function pushEvent(github: TestGithub, after = github.hosted.commitOf(MAIN)): ActionEvent {
  return {
    name: 'push',
    ref: MAIN,
    commit: after,
    payload: {
      ref: MAIN,
      after,
      repository: repositoryOf(github),
      sender: github.personOf(TOKENS.maintainer),
      head_commit: { id: after },
    },
  };
}

export function scheduleEvent(github: TestGithub): ActionEvent {
  const commit = github.hosted.commitOf(MAIN);
  return {
    name: 'schedule',
    ref: MAIN,
    commit,
    payload: { schedule: '17 * * * *', repository: repositoryOf(github) },
  };
}
