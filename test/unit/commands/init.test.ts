import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aroundEach, describe, expect, it } from 'vitest';
import { init, type Output } from '../../../src/commands/index.js';
import { githubWorkflows } from '../../../src/commands/github-workflows.js';

const NAMES = {
  config: 'keyplan.yaml',
  server: 'https://sso.example.org',
  realm: 'agents',
  owner: 'github.com/acme/identities',
};

describe('init', () => {
  let folder = '';
  const told: string[] = [];
  const output: Output = {
    result: (text) => void told.push(text),
    note: () => undefined,
    format: 'text',
    resultStyle: 'plain',
    noteStyle: 'plain',
    width: 100,
    verbose: false,
  };

  aroundEach(async (runTest) => {
    folder = mkdtempSync(join(tmpdir(), 'keyplan-init-'));
    told.length = 0;
    await runTest();
    rmSync(folder, { recursive: true });
  });

  const written = (): readonly string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort();

  it('writes settings and a realm file, and no workflow that nobody asked for', async () => {
    expect(await init({ folder, ...NAMES }, output)).toBe(0);
    expect(written()).toEqual(['keyplan.yaml', 'realms/agents/clients.yaml']);
    expect(readFileSync(join(folder, 'keyplan.yaml'), 'utf8')).toContain('clientSecret: { env: KEYPLAN_PLAN_SECRET }');
    expect(told).toContain(
      'They are for realm agents on https://sso.example.org, with github.com/acme/identities as owner: change in keyplan.yaml what is not so.',
    );
  });

  it('writes workflows on request, with settings that sign in without a secret', async () => {
    const action = 'acme/keyplan@0123456789abcdef0123456789abcdef01234567';
    expect(await init({ folder, ...NAMES, github: action }, output)).toBe(0);
    const workflows = githubWorkflows(action);
    expect(written()).toEqual([...Object.keys(workflows), 'keyplan.yaml', 'realms/agents/clients.yaml'].sort());
    for (const [path, text] of Object.entries(workflows)) {
      expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
      expect(text).toContain(`uses: ${action}\n`);
    }
    expect(readFileSync(join(folder, 'keyplan.yaml'), 'utf8')).toContain(
      'plan: { clientId: keyplan-plan, githubOidc: {} }',
    );
    expect(told.at(-1)).toContain('limit the environments keyplan-plan and keyplan-apply to the default branch');
    // The merge that brings the workflows was not planned by them, so nothing of it may wait to be applied.
    expect(readFileSync(join(folder, 'realms/agents/clients.yaml'), 'utf8')).toMatch(/^#.*\nclients: \{\}\n$/);
  });

  it('writes nothing where one of the files is there already, or the action is none', async () => {
    await expect(init({ folder, ...NAMES, github: 'a b: c' }, output)).rejects.toMatchObject({ code: 'usage' });
    expect(written()).toEqual([]);
    await init({ folder, ...NAMES, github: 'acme/keyplan@v1' }, output);
    const other = { ...NAMES, config: 'other.yaml', realm: 'other' };
    await expect(init({ folder, ...other, github: 'acme/keyplan@v2' }, output)).rejects.toMatchObject({
      code: 'usage',
    });
    expect(written()).not.toContain('other.yaml');
    const files = written();
    await expect(init({ folder, ...NAMES, github: 'acme/keyplan@v2' }, output)).rejects.toMatchObject({
      hint: expect.stringContaining('For the workflows alone, copy those of examples/github') as unknown,
    });
    const plain = init({ folder, ...NAMES }, output);
    await expect(plain).rejects.toMatchObject({ hint: expect.not.stringContaining('workflows') as unknown });
    expect(written()).toEqual(files);
  });
});
