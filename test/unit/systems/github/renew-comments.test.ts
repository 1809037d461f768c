import { expect, it } from 'vitest';
import { TOKENS } from '../../../support/github/test-github.js';
import { withGithub, writesOf } from '../../../support/github/with-github.js';

const MARKER = '<!-- a marker -->';
const body = `${MARKER}\nplanned, and a plan`;
const approve = (text: string): string | undefined =>
  text.includes('planned') ? text.replace('planned', 'approved') : undefined;

it.concurrent('changes a part of our own comment, again and again', async () => {
  await withGithub(async ({ github, push, saveComment, renewComments, comments }) => {
    push('change', { 'a.yaml': '{}' });
    const { number } = await github.openPullRequest({ branch: 'change' });
    await github.ask(TOKENS.outsider, 'POST', `/issues/${number}/comments`, { body });
    await saveComment(number, MARKER, body);
    expect(await renewComments(number, MARKER, approve)).toEqual({ posted: 'renewed' });
    expect((await comments(number)).map((comment) => comment.body)).toEqual([body, `${MARKER}\napproved, and a plan`]);
    // We edited it last ourselves.
    const back = (text: string): string => text.replace('approved', 'applied');
    expect(await renewComments(number, MARKER, back)).toEqual({ posted: 'renewed' });
    expect(await renewComments(number, MARKER, (text) => text)).toEqual({ posted: 'nothing' });
    expect(await renewComments(number, MARKER, () => undefined)).toEqual({ posted: 'nothing' });
  });
});

it.concurrent('makes no comment where there is none', async () => {
  await withGithub(async ({ github, push, renewComments }) => {
    push('change', { 'a.yaml': '{}' });
    const { number } = await github.openPullRequest({ branch: 'change' });
    expect(await renewComments(number, MARKER, approve)).toEqual({ posted: 'nothing' });
    expect(writesOf(github)).toEqual([]);
  });
});

it.concurrent('leaves one that somebody else edited as it is, until all of it is written anew', async () => {
  await withGithub(async ({ github, push, saveComment, renewComments, comments }) => {
    push('change', { 'a.yaml': '{}' });
    const { number } = await github.openPullRequest({ branch: 'change' });
    await saveComment(number, MARKER, body);
    const [comment] = await comments(number);
    const edited = `${MARKER}\nplanned, and nothing dangerous`;
    await github.ask(TOKENS.maintainer, 'PATCH', `/issues/comments/${comment?.id}`, { body: edited });
    expect(await renewComments(number, MARKER, approve)).toEqual({ posted: 'edited' });
    expect((await comments(number)).map((comment) => comment.body)).toEqual([edited]);
    await saveComment(number, MARKER, body);
    expect(await renewComments(number, MARKER, approve)).toEqual({ posted: 'renewed' });
  });
});

it.concurrent('does not put an older text back over one that was written meanwhile', async () => {
  await withGithub(async ({ github, push, saveComment, renewComments, comments }) => {
    push('change', { 'a.yaml': '{}' });
    const { number } = await github.openPullRequest({ branch: 'change' });
    await saveComment(number, MARKER, body);
    let looks = 0;
    const renewed = await renewComments(number, MARKER, (text) => {
      looks += 1;
      return looks === 1 ? `${text} old` : approve(text);
    });
    expect(renewed).toEqual({ posted: 'renewed' });
    expect((await comments(number))[0]?.body).toBe(`${MARKER}\napproved, and a plan`);
  });
});

it.concurrent('tells what GitHub refuses', async () => {
  await withGithub(async ({ github, push, saveComment, renewComments }) => {
    push('change', { 'a.yaml': '{}' });
    const { number } = await github.openPullRequest({ branch: 'change' });
    await saveComment(number, MARKER, body);
    github.faults.push({ method: 'PATCH', path: /\/issues\/comments\//, status: 403, message: 'not allowed' });
    expect(await renewComments(number, MARKER, approve)).toEqual({ refused: expect.stringContaining('403 ') });
  });
});
