import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { Secret } from '../../../../src/model/index.js';
import { createGithubReader } from '../../../../src/systems/github/github-reader.js';
import { openGithub } from '../../../../src/systems/github/github-session.js';
import { secondaryLimit } from '../../../support/github/faults.js';
import { TOKENS } from '../../../support/github/test-github.js';
import { withGithub } from '../../../support/github/with-github.js';

it.concurrent('an answer that names another host for what follows sends the token nowhere', async () => {
  const asked: string[] = [];
  const stranger = await listening((_request, answer) => {
    asked.push('asked');
    answer.end('[]');
  });
  const server = await listening((_request, answer) => {
    answer.setHeader('link', `<${stranger.url}/more>; rel="next"`);
    answer.setHeader('content-type', 'application/json').end('[]');
  });
  try {
    const options = { apiUrl: server.url, token: new Secret('a-token'), owner: 'o', name: 'n', secondMs: 1 };
    await expect(createGithubReader(openGithub(options)).reviews(1)).rejects.toThrow('another host');
    expect(asked).toEqual([]);
  } finally {
    for (const { close } of [server, stranger]) close();
  }
});

async function listening(answer: RequestListener): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

it.concurrent('tells who the token belongs to, and what the repository is', async () => {
  await withGithub(async ({ github, viewer, repository }) => {
    expect(await viewer()).toEqual(github.personOf(TOKENS.job));
    expect(await repository()).toEqual({ id: 4711, isPrivate: true, defaultBranch: 'main' });
  });
});

it.concurrent('tells a pull request, and what it became', async () => {
  await withGithub(async ({ github, push, pullRequest }) => {
    const head = push('change', { 'realms/a.yaml': 'clients: {}\n' });
    const pull = await github.openPullRequest({ branch: 'change' });
    const open = await pullRequest(pull.number);
    expect(open).toMatchObject({
      number: pull.number,
      author: github.personOf(TOKENS.author),
      isOpen: true,
      head: { commit: head, branch: 'change', repository: 4711 },
      base: { branch: 'main', repository: 4711 },
      isFork: false,
      merged: undefined,
    });
    github.merge(pull);
    expect(await pullRequest(pull.number)).toMatchObject({ isOpen: false, merged: { at: expect.any(String) } });
  });
});

it.concurrent('tells the fork that a head comes from', async () => {
  await withGithub(async ({ github, push, pullRequest }) => {
    push('forked', { 'realms/a.yaml': 'clients: {}\n' });
    const pull = await github.openPullRequest({ branch: 'forked', token: TOKENS.outsider, isFork: true });
    expect(await pullRequest(pull.number)).toMatchObject({ isFork: true, head: { repository: 4712 } });
  });
});

it.concurrent('finds the pull request that a commit of main came with, however it was merged', async () => {
  await withGithub(async ({ github, first, push, pullRequestsOf }) => {
    const numbers = async (commit: string) => (await pullRequestsOf(commit)).map(({ number }) => number);
    for (const method of ['merge', 'squash'] as const) {
      const head = push(method, { [`realms/${method}.yaml`]: 'clients: {}\n' });
      const pull = await github.openPullRequest({ branch: method });
      const merged = github.merge(pull, method);
      expect([await numbers(head), await numbers(merged)]).toEqual([[pull.number], [pull.number]]);
    }
    expect(await numbers(first)).toEqual([]);
  });
});

it.concurrent("tells the pull requests from a branch of the repository's own, closed ones too, the newest first", async () => {
  await withGithub(async ({ github, push, pullRequestsFrom, openPullRequest, updatePullRequest }) => {
    push('change', { 'realms/new.yaml': 'clients: {}\n' });
    push('other', { 'realms/other.yaml': 'clients: {}\n' });
    await openPullRequest({ title: 'One', body: '' }, 'change', 'main');
    await updatePullRequest(1, { isOpen: false });
    await openPullRequest({ title: 'Two', body: '' }, 'change', 'main');
    await github.openPullRequest({ branch: 'other' });
    const told = (await pullRequestsFrom('change')).map(({ number, isOpen }) => [number, isOpen]);
    expect(told).toEqual([
      [2, true],
      [1, false],
    ]);
  });
});

it.concurrent('tells reviews with the head that was looked at, and what a reviewer may do', async () => {
  await withGithub(async ({ github, push, reviews, permissionOf }) => {
    const before = push('change', { 'realms/a.yaml': 'clients: {}\n' });
    const pull = await github.openPullRequest({ branch: 'change' });
    github.review(pull, TOKENS.outsider);
    const after = push('change', { 'realms/b.yaml': 'clients: {}\n' });
    github.review(pull, TOKENS.maintainer);
    github.review(pull, TOKENS.otherApp);
    const said = await reviews(pull.number);
    expect(said.map(({ state, commit, author, isByApp }) => [state, commit, author?.login, isByApp])).toEqual([
      ['approved', before, 'an-outsider', false],
      ['approved', after, 'a-maintainer', false],
      ['approved', after, 'another-app[bot]', true],
    ]);
    const may = await Promise.all(said.map(async ({ author }) => author && (await permissionOf(author))));
    // Of an app GitHub says that it is no user.
    expect(may).toEqual(['read', 'admin', 'none']);
  });
});

it.concurrent('reads every page of what was said', async () => {
  await withGithub(async ({ github, push, comments }) => {
    push('change', { 'realms/a.yaml': 'clients: {}\n' });
    const { number } = await github.openPullRequest({ branch: 'change' });
    for (let index = 0; index < 103; index += 1) {
      await github.ask(TOKENS.outsider, 'POST', `/issues/${number}/comments`, { body: `comment ${index}` });
    }
    const said = await comments(number);
    expect(said.map(({ body }) => body)).toEqual(Array.from({ length: 103 }, (_, index) => `comment ${index}`));
    expect(said[0]?.author).toEqual(github.personOf(TOKENS.outsider));
  });
});

it.concurrent('waits out a limit, and asks again after an error of the server', async () => {
  await withGithub(async ({ github, repository }) => {
    github.faults.push(secondaryLimit(2), { status: 502, times: 1 }, { status: undefined, times: 1 });
    expect(await repository()).toMatchObject({ defaultBranch: 'main' });
    expect(github.requests.map(({ status }) => status)).toEqual([403, 502, undefined, 200]);
  });
});

it.concurrent('does not wait for a limit that ends after the run', async () => {
  await withGithub(async ({ github, repository }) => {
    github.faults.push(secondaryLimit(3600, { times: 9 }));
    await expect(repository()).rejects.toMatchObject({ code: 'github-failed' });
    expect(github.requests).toHaveLength(1);
  });
});

it.concurrent('says what was not answered, and never the token', async () => {
  await withGithub(async ({ reviews }) => {
    const failure = await reviews(1).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'github-failed',
      message: expect.stringMatching(/^GitHub did not say who reviewed pull request #1: 401 Bad credentials/),
    });
    expect(JSON.stringify(failure)).not.toContain('nobody-has-this');
  }, 'nobody-has-this');
});
