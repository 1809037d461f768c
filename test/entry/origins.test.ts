// One plan with differences from everywhere: this revision, the base before it, hands in the realm, and no one knows where.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { aroundAll, describe, expect, it } from 'vitest';
import { gitRepository, repositoryIn, type GitRepository } from '../support/git-repository.js';
import { recordGit } from '../support/recorded-git.js';
import { changeClient } from './hand-changes.js';
import { expectExit, jsonOf, type Run, withWorkplace, type Workplace } from './workplace.js';

type Entries = Readonly<Record<string, unknown>>;

const client = (more: Entries): Entries => ({ type: 'service', ...more });

const APPLIED: Entries = {
  drifted: client({ description: 'as applied' }),
  pending: client({ description: 'old' }),
  changed: client({ description: 'old' }),
  mixed: client({ description: 'old', name: 'old', attributes: { 'vendor.flag': '1' } }),
  going: client({}),
  left: client({}),
  narrowed: client({ description: 'kept', name: 'no longer managed' }),
};

/** What was applied from a work tree that no commit holds. */
const DIRTY: Entries = { ...APPLIED, nowhere: client({ description: 'as applied' }) };

const { left: __, ...stayed } = APPLIED;
const BASE: Entries = {
  ...stayed,
  nowhere: client({ description: 'as committed later' }),
  pending: client({ description: 'merged' }),
  mixed: client({ description: 'old', name: 'merged', attributes: { 'vendor.flag': '1' } }),
  present: { enabled: true },
};

const { going: _, ...kept } = BASE;
const HEAD: Entries = {
  ...kept,
  narrowed: client({ description: 'kept' }),
  changed: client({ description: 'by this revision' }),
  mixed: client({ description: 'by this revision', name: 'merged', attributes: { 'vendor.flag': '1' } }),
  fresh: client({}),
};

/** What a plan says of each object: what is done, where it comes from, and each field with its own origin. */
interface Told {
  readonly changes: readonly {
    readonly address: string;
    readonly action: string;
    readonly origin: string;
    readonly fields: readonly { readonly path: string; readonly origin?: string }[];
  }[];
  readonly released: readonly { readonly address: string; readonly path: string; readonly value: unknown }[];
  readonly leftOut?: readonly { readonly origin: string; readonly addresses: readonly string[] }[];
}

describe('where differences come from', () => {
  let place: Workplace;
  let repository: GitRepository;
  let base: string;

  aroundAll(async (runTests) => {
    await withWorkplace('origins', async (made) => {
      place = made;
      repository = repositoryIn(place.folder);
      repository.git('init', '-q', '-b', 'main');
      place.writeSettings({}, { policy: { orphans: 'disable' } });
      commit(APPLIED);
      await place.realm.admin.post('/clients', { clientId: 'present' });
      expectExit(await place.run(['apply', '--yes']), 0);
      place.write({ 'realm.yaml': { clients: DIRTY } });
      expectExit(await place.run(['apply', '--yes']), 0);
      base = commit(BASE);
      commit(HEAD, { removed: { clients: { going: { then: 'delete' } } } });
      await changeClient(place.realm, 'drifted', () => ({ description: 'by hand' }));
      await changeClient(place.realm, 'mixed', ({ attributes }) => ({
        attributes: { ...Object(attributes), 'vendor.flag': '2' },
      }));
      await runTests();
    });
  });

  function commit(clients: Entries, more: Entries = {}): string {
    place.write({ 'realm.yaml': { clients, ...more } });
    return repository.commit();
  }

  const plan = (...args: readonly string[]): Promise<Run> => place.run(['plan', '--detailed-exitcode', ...args]);

  it('is told field by field against a base, without another request, and the repository stays as it is', async () => {
    place.proxy.reset();
    expectExit(await plan(), 2);
    const { requests } = place.proxy.stats();
    const before = bytesOf(repository);
    place.proxy.reset();
    const git = recordGit();
    const run = await place.run(['plan', '--base', base, '--json'], { PATH: git.path });
    const calls = git.calls();
    git.remove();
    expect(toldBy(expectExit(run, 0))).toEqual({
      'client/changed': ['update', 'pr', { description: 'pr' }],
      'client/drifted': ['update', 'drift', { description: 'drift' }],
      'client/fresh': ['create', 'pr', {}],
      'client/going': ['delete', 'pr', {}],
      'client/left': ['disable', 'orphan', {}],
      'client/mixed': ['update', 'drift', { 'attributes/vendor.flag': 'drift', description: 'pr', name: 'pending' }],
      'client/narrowed': ['mark', 'pr', {}],
      'client/nowhere': ['update', 'unknown', { description: 'unknown' }],
      'client/pending': ['update', 'pending', { description: 'pending' }],
      'client/present': ['mark', 'adopt', {}],
    });
    expect(place.proxy.stats().requests).toBe(requests);
    expect(bytesOf(repository)).toEqual(before);
    expect(jsonOf<Told>(run).released).toEqual([
      { address: 'client/narrowed', path: 'name', value: 'no longer managed' },
    ]);
    expect(calls.toSorted()).toEqual([
      '--no-optional-locks status --porcelain --untracked-files=normal -- .',
      'cat-file --batch',
      'cat-file --batch',
      'rev-list --max-count=1 --ignore-missing HEAD --',
      'rev-parse --is-shallow-repository --show-prefix',
      'rev-parse --is-shallow-repository --show-prefix',
    ]);
  });

  it('is told without a base from the files of the commit that the marks name', async () => {
    expect(toldBy(expectExit(await plan('--json'), 2))).toMatchObject({
      'client/changed': ['update', 'pending', { description: 'pending' }],
      'client/drifted': ['update', 'drift', { description: 'drift' }],
      'client/fresh': ['create', 'pending', {}],
      'client/mixed': [
        'update',
        'drift',
        { 'attributes/vendor.flag': 'drift', description: 'pending', name: 'pending' },
      ],
    });
  });

  it('is unknown in a shallow clone, which says so', async () => {
    const clone = gitRepository(repository, '--depth=1');
    try {
      const args = ['--config', join(clone.folder, 'keyplan.yaml')];
      expect(toldBy(expectExit(await plan(...args, '--json'), 2))).toMatchObject({
        'client/drifted': ['update', 'drift', { description: 'drift' }],
        'client/pending': ['update', 'unknown', { description: 'unknown' }],
        'client/fresh': ['create', 'unknown', {}],
      });
      expect((await plan(...args)).stdout).toMatch(/this\s+clone\s+is\s+shallow/);
    } finally {
      clone.remove();
    }
  });

  it('refuses what this revision does not explain, and names it', async () => {
    const refused = expectExit(await plan('--base', base, '--expect-only', 'pr'), 5).stdout;
    const [, refusals = ''] = /\n(Refused[\s\S]*)/.exec(refused) ?? [];
    for (const clientId of ['drifted', 'left', 'mixed', 'nowhere', 'pending'])
      expect(refused).toMatch(new RegExp(`unexpected-origin[^\\n]*\\n?[^\\n]*${clientId}`));
    expect(refusals).not.toContain('client changed');
    expectExit(await plan('--expect-only', 'pr'), 4);
  });

  it('counts the settings of the base, and says that this revision has others', async () => {
    place.writeSettings({ vars: { changed: true } }, { policy: { orphans: 'disable' } });
    const text = expectExit(await plan('--base', base), 2).stdout;
    place.writeSettings({}, { policy: { orphans: 'disable' } });
    expect(text).toMatch(/settings\s+of\s+this\s+revision\s+differ\s+in\s+targets\.test\.vars/);
  });

  it('is looked for alone by drift, which names what waits and does not count it', async () => {
    const { changes } = jsonOf<Told>(expectExit(await place.run(['drift', '--json']), 2));
    expect(changes.map(({ address, fields }) => [address, fields.map(({ path }) => path)])).toEqual([
      ['client/drifted', ['description']],
      ['client/mixed', ['attributes/vendor.flag']],
      ['client/nowhere', ['description']],
    ]);
  });

  it('is repaired alone, then applied alone, until only this revision is left', async () => {
    expectExit(await plan('--base', base, '--only-origin', 'drift', '--out', 'plan.json'), 2);
    expectExit(await place.run(['apply', 'plan.json', '--base', `${base}~1`]), 4);
    expectExit(await place.run(['apply', 'plan.json']), 0);
    expect(expectExit(await place.run(['drift']), 0).stdout).toMatch(/No drift\. \d+ pending changes/);
    expect(toldBy(expectExit(await plan('--base', base, '--json'), 2))).toEqual({
      'client/changed': ['update', 'pr', { description: 'pr' }],
      'client/fresh': ['create', 'pr', {}],
      'client/going': ['delete', 'pr', {}],
      'client/left': ['disable', 'orphan', {}],
      'client/mixed': ['update', 'pending', { description: 'pr', name: 'pending' }],
      'client/narrowed': ['mark', 'pr', {}],
      'client/pending': ['update', 'pending', { description: 'pending' }],
      'client/present': ['mark', 'adopt', {}],
    });
    expectExit(await place.run(['apply', '--yes', '--base', base, '--only-origin', 'pending,adopt,orphan']), 0);
    expectExit(await plan('--base', base, '--expect-only', 'pr'), 2);
    expectExit(await plan('--base', base, '--out', 'plan.json'), 2);
    expectExit(await place.run(['apply', 'plan.json']), 0);
    expect(await place.run(['plan', '--json']).then((run) => run.stdout)).not.toContain('-dirty');
    expectExit(await plan('--base', base, '--expect-only', 'pr'), 0);
  });
});

function toldBy(run: Run): Readonly<Record<string, unknown>> {
  const { changes } = jsonOf<Told>(run);
  return Object.fromEntries(
    changes.map(({ address, action, origin, fields }) => {
      const own = action === 'update' ? fields.map((field) => [field.path, field.origin ?? origin] as const) : [];
      return [address, [action, origin, Object.fromEntries(own)]];
    }),
  );
}

/** Each file of the repository with its bytes, and when it was last written. */
function bytesOf({ folder }: GitRepository): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  return files.map((file) => {
    const stats = statSync(join(folder, file));
    const bytes = stats.isFile() ? readFileSync(join(folder, file), 'base64') : '';
    return `${file} ${stats.mtimeMs} ${bytes}`;
  });
}
