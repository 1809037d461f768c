import { expect, test } from 'vitest';
import { eventOf } from '../../../../src/entry/action/event.js';

const SHA = 'a'.repeat(40);

test('a pull request is known by its number and the head that the event is about', () => {
  const payload = {
    action: 'labeled',
    label: { name: 'keyplan-plan' },
    sender: { id: 7, login: 'somebody' },
    pull_request: { number: 12, head: { sha: SHA } },
  };
  expect(eventOf('pull_request_target', payload, 'refs/heads/main')).toEqual({
    name: 'pull_request_target',
    ref: 'refs/heads/main',
    action: 'labeled',
    label: 'keyplan-plan',
    sender: { id: 7, login: 'somebody' },
    pullRequest: { number: 12, head: SHA },
  });
});

test('an entry of a merge queue names its pull request in its branch', () => {
  const group = {
    head_sha: SHA,
    base_sha: 'b'.repeat(40),
    head_ref: `refs/heads/gh-readonly-queue/main/pr-12-${'b'.repeat(40)}`,
  };
  expect(eventOf('merge_group', { merge_group: group }, 'r').mergeGroup).toEqual({
    head: SHA,
    base: 'b'.repeat(40),
    pullRequest: 12,
  });
});

test.each([undefined, null, [], 'text', { pull_request: 'text' }, { pull_request: { number: '1' } }])(
  'what is not as GitHub has it is absent: %j',
  (payload) => {
    expect(eventOf('push', payload, 'refs/heads/main')).toEqual({ name: 'push', ref: 'refs/heads/main' });
  },
);
