import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBareClone } from '../../../../src/systems/git/bare-clone.js';
import { createBranchWriter, type BranchWriter, type CommitWish } from '../../../../src/systems/git/branch-writer.js';
import { openBareRepository } from '../../../../src/systems/git/repository.js';
import { gitRepository, type GitRepository } from '../../../support/git-repository.js';

let origin: GitRepository;
let temporary: string;
beforeEach(() => {
  origin = gitRepository();
  origin.git('config', 'uploadpack.allowFilter', 'true');
  temporary = mkdtempSync(join(tmpdir(), 'keyplan-branch-'));
});
afterEach(() => {
  origin.remove();
  rmSync(temporary, { recursive: true, force: true });
});

const BRANCH = 'refs/heads/keyplan/drift-prod';
const RECORD = 'refs/keyplan/drift-prod';
const author = { name: 'a-bot', email: '1+a-bot@users.noreply.example.org' };

/** A writer into a clone of main that lacks files of more than 1000 bytes, and a wish that changes what is given. */
async function writing(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly writer: BranchWriter; readonly wish: CommitWish }> {
  const remote = { url: `file://${origin.folder}`, fileSizeMax: 1000 };
  const clone = await createBareClone(mkdtempSync(join(temporary, 'clone-')), remote);
  await clone.fetch(['refs/heads/main']);
  const repository = openBareRepository(clone.folder, []);
  const parent = await repository.find('refs/heads/main');
  await repository.close();
  if (parent === undefined) throw new Error('main was not fetched');
  const wish = { parent, files: new Map(Object.entries(files)), message: 'An edit\n\nMore of it\n', author };
  return { writer: createBranchWriter(clone.folder, remote), wish };
}

test('one commit replaces files of its parent, keeps modes and what was not fetched, and is on the branch after a move', async () => {
  origin.write({ 'a b/[x]*.yaml': 'one', 'a b/x.yaml': 'other', 'large.yaml': 'l'.repeat(5000) });
  chmodSync(join(origin.folder, 'a b/[x]*.yaml'), 0o755);
  const main = origin.commit();
  const { writer, wish } = await writing({ 'a b/[x]*.yaml': 'two' });
  const commit = await writer.commit(wish);
  expect(await writer.move([{ ref: BRANCH, from: undefined, to: commit }])).toEqual({ moved: true });
  expect(origin.git('log', '--format=%P %an <%ae> %cn %s', BRANCH).split('\n')[0]).toBe(
    `${main} a-bot <1+a-bot@users.noreply.example.org> a-bot An edit`,
  );
  expect(origin.git('diff', '--raw', '--abbrev=4', main, commit)).toMatch(
    /^:100755 100755 \w+ \w+ M\ta b\/\[x\]\*\.yaml$/m,
  );
  expect(origin.git('diff', '--name-only', main, commit).trim().split('\n')).toHaveLength(1);
  expect(origin.git('show', `${commit}:a b/[x]*.yaml`)).toBe('two');
});

test('the same wish is the same commit, whenever and wherever it is made', async () => {
  origin.commit({ 'a.yaml': 'one' });
  const [first, second] = [await writing({ 'a.yaml': 'two' }), await writing({ 'a.yaml': 'two' })];
  expect(await first.writer.commit(first.wish)).toBe(await second.writer.commit(second.wish));
});

test('references that are there are told, and no other that only ends alike', async () => {
  const main = origin.commit({ 'a.yaml': 'one' });
  origin.git('update-ref', BRANCH, main);
  origin.git('update-ref', 'refs/heads/x/refs/keyplan/drift-prod', main);
  const { writer } = await writing({});
  expect([...(await writer.tips([BRANCH, RECORD]))]).toEqual([[BRANCH, main]]);
});

test('where one reference is no longer where it was, none is moved', async () => {
  const main = origin.commit({ 'a.yaml': 'one' });
  const { writer, wish } = await writing({ 'a.yaml': 'two' });
  const commit = await writer.commit(wish);
  origin.git('update-ref', BRANCH, main);
  const both = (from: string | undefined): Parameters<BranchWriter['move']>[0] => [
    { ref: BRANCH, from, to: commit },
    { ref: RECORD, from: undefined, to: commit },
  ];
  expect(await writer.move(both(undefined))).toEqual({ refused: 'somebody else moved the branch meanwhile' });
  expect([...(await writer.tips([BRANCH, RECORD]))]).toEqual([[BRANCH, main]]);
  expect(await writer.move(both(main))).toEqual({ moved: true });
  expect([...(await writer.tips([BRANCH, RECORD])).values()]).toEqual([commit, commit]);
  const gone = [BRANCH, RECORD].map((ref) => ({ ref, from: commit, to: undefined }));
  expect(await writer.move(gone)).toEqual({ moved: true });
  expect([...(await writer.tips([BRANCH, RECORD]))]).toEqual([]);
});

test('what the remote does not take is refused in its words', async () => {
  origin.commit({ 'a.yaml': 'one' });
  origin.git('config', 'receive.hideRefs', 'refs/keyplan');
  const { writer, wish } = await writing({ 'a.yaml': 'two' });
  const commit = await writer.commit(wish);
  const moved = await writer.move([{ ref: RECORD, from: undefined, to: commit }]);
  expect(moved).toEqual({ refused: expect.stringContaining('hidden ref') });
});
