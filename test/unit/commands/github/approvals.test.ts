import { expect, test } from 'vitest';
import { approvalsOf } from '../../../../src/commands/github/approvals.js';
import type { Permission, Review } from '../../../../src/systems/github/github-types.js';

const HEAD = 'a'.repeat(40);
const PERSON = { author: 1, maintainer: 2, reader: 3, app: 4 };
const PERMISSIONS: Readonly<Record<number, Permission>> = { 1: 'admin', 2: 'write', 3: 'read', 4: 'write' };

const review = (of: keyof typeof PERSON, state: Review['state'], commit = HEAD, at = 'first'): Review => ({
  author: { id: PERSON[of], login: of },
  isByApp: of === 'app',
  state,
  commit,
  at,
});

async function approvals(...reviews: readonly Review[]): Promise<readonly string[]> {
  const reader = {
    reviews: () => Promise.resolve(reviews),
    permissionOf: ({ id }: { readonly id: number }) => Promise.resolve(PERMISSIONS[id] ?? 'none'),
  };
  const head = { commit: HEAD, branch: 'b', repository: 1 };
  const found = await approvalsOf(reader, { number: 1, author: { id: 1, login: 'author' }, head });
  return found.map(({ by, at }) => `${by} ${at}`);
}

test('somebody who may write approves the head', async () => {
  expect(await approvals(review('maintainer', 'approved'))).toEqual(['maintainer first']);
});

test('the author, who may only read, and an app approve nothing', async () => {
  const all = (['author', 'reader', 'app'] as const).map((of) => review(of, 'approved'));
  expect(await approvals(...all)).toEqual([]);
});

test('an approval of another commit is none', async () => {
  expect(await approvals(review('maintainer', 'approved', 'b'.repeat(40)))).toEqual([]);
});

test('the last word counts, and a remark is none', async () => {
  const approved = review('maintainer', 'approved');
  expect(await approvals(approved, review('maintainer', 'changes-requested'))).toEqual([]);
  expect(await approvals(approved, review('maintainer', 'dismissed'))).toEqual([]);
  expect(await approvals(approved, review('maintainer', 'commented'))).toEqual(['maintainer first']);
  expect(
    await approvals(review('maintainer', 'changes-requested'), review('maintainer', 'approved', HEAD, 'last')),
  ).toEqual(['maintainer last']);
});
