// Where the commit of a mark cannot be read: each way to lose it, and that the plan says which it was.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { aroundAll, describe, expect, it } from 'vitest';
import { gitRepository, repositoryIn, type GitRepository } from '../support/git-repository.js';
import { changeClient } from './hand-changes.js';
import { expectExit, jsonOf, type PlanDocument, withWorkplace, type Workplace } from './workplace.js';

const files = (
  description: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({
  'realm.yaml': {
    clients: {
      drifted: { type: 'service', name: 'as applied' },
      changed: { type: 'service', description },
      ...more,
    },
  },
});

describe('an origin that cannot be told', () => {
  let place: Workplace;
  let repository: GitRepository;
  let applied: string;

  aroundAll(async (runTests) => {
    await withWorkplace('unreadable', async (made) => {
      place = made;
      repository = repositoryIn(place.folder);
      repository.git('init', '-q', '-b', 'main');
      repository.commit();
      place.write(files('applied'));
      applied = repository.commit();
      expectExit(await place.run(['apply', '--yes']), 0);
      place.write(files('now'));
      repository.commit();
      await changeClient(place.realm, 'drifted', () => ({ name: 'by hand' }));
      await runTests();
    });
  });

  async function look(folder: string): Promise<{ readonly told: unknown; readonly text: string }> {
    const args = ['plan', '--detailed-exitcode', '--config', join(folder, 'keyplan.yaml')];
    const { changes } = jsonOf<PlanDocument>(expectExit(await place.run([...args, '--json']), 2));
    const text = expectExit(await place.run(args), 2).stdout.replaceAll(/\s+/g, ' ');
    return { told: Object.fromEntries(changes.map(({ address, origin }) => [address, origin])), text };
  }

  const UNKNOWN = { 'client/changed': 'unknown', 'client/drifted': 'drift' };

  it('is none where the clone holds the commit', async () => {
    const { told, text } = await look(place.folder);
    expect(told).toEqual({ 'client/changed': 'pending', 'client/drifted': 'drift' });
    expect(text).not.toContain('marks name');
  });

  it('says that the files are in no repository', async () => {
    const copy = gitRepository();
    try {
      cpSync(place.folder, copy.folder, { recursive: true });
      rmSync(join(copy.folder, '.git'), { recursive: true });
      const { told, text } = await look(copy.folder);
      expect(told).toEqual(UNKNOWN);
      expect(text).toContain(`these files are in no git repository, and marks name commit ${applied.slice(0, 7)}`);
    } finally {
      copy.remove();
    }
  });

  it('says that a commit is gone after a force-push', async () => {
    const rewritten = gitRepository(repository);
    const clone = rewritten.folder;
    try {
      rewritten.git('reset', '-q', '--soft', 'HEAD~2');
      rewritten.commit();
      rewritten.git('remote', 'remove', 'origin');
      rewritten.git('reflog', 'expire', '--expire=now', '--all');
      rewritten.git('gc', '-q', '--prune=now');
      const { told, text } = await look(clone);
      expect(told).toEqual(UNKNOWN);
      expect(text).toContain(`this clone lacks commit ${applied.slice(0, 7)}, which marks name`);
    } finally {
      rewritten.remove();
    }
  });

  it('says so of what was applied from a dirty work tree, and of nothing else', async () => {
    place.write(files('now', { local: { type: 'service', description: 'not committed' } }));
    expectExit(await place.run(['apply', '--yes', '--only-origin', 'pending']), 0);
    place.write(files('later', { local: { type: 'service', description: 'committed' } }));
    const commit = repository.commit();
    const { told, text } = await look(place.folder);
    expect(told).toEqual({ 'client/changed': 'pending', 'client/drifted': 'drift', 'client/local': 'unknown' });
    expect(text).toMatch(/the mark's commit [0-9a-f]{7}-dirty cannot be read/);
    place.write(files('later', { local: { type: 'service', description: 'committed' }, more: { type: 'service' } }));
    expect((await look(place.folder)).text).toContain(`${commit.slice(0, 7)}-dirty`);
  });
});
