// What the command line says and how it ends, beyond plans that go well.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { aroundAll, describe, expect, it } from 'vitest';
import { findClientId } from '../support/keycloak.js';
import {
  expectExit,
  jsonOf,
  type PlanDocument,
  type ReportDocument,
  withWorkplace,
  type Workplace,
} from './workplace.js';

const FILES = {
  'all.yaml': {
    roles: { reader: { description: 'reads' } },
    clients: { agent: { type: 'service', serviceAccount: { realmRoles: ['reader'] } } },
  },
};

describe('the command line', () => {
  let place: Workplace;

  aroundAll(async (runTests) => {
    await withWorkplace('commands', async (made) => {
      place = made;
      place.write(FILES);
      await runTests();
    });
  });

  const planFile = (): string => join(place.folder, 'plan.json');

  it('says which plan file cannot be written', async () => {
    expect(expectExit(await place.run(['plan', '--out', 'no/such/plan.json']), 4).stderr).toContain(
      'no/such/plan.json',
    );
  });

  it('asks for a word where nobody can be asked', async () => {
    const run = expectExit(await place.run(['apply']), 4);
    expect(run.stderr).toContain('confirmation-needed');
    expect(place.proxy.stats().byClass.write).toBe(0);
  });

  it('refuses a plan file that is none, one of another realm and one that is not there', async () => {
    writeFileSync(planFile(), '{"format": 7}');
    expect(expectExit(await place.run(['apply', 'plan.json']), 4).stderr).toContain('plan-file-invalid');
    expect(expectExit(await place.run(['apply', 'none.json']), 4).stderr).toContain('plan-file-invalid');
    expectExit(await place.run(['plan', '--out', 'plan.json']), 0);
    place.writeSettings({ realm: 'another' });
    expect(expectExit(await place.run(['apply', 'plan.json']), 4).stderr).toContain('plan-file-mismatch');
    place.writeSettings({});
    expect(place.proxy.stats().byClass.write).toBe(0);
  });

  it('stops before the first write when the files ask for more than was approved', async () => {
    expectExit(await place.run(['plan', '--out', 'plan.json']), 0);
    place.write({ ...FILES, 'more.yaml': { roles: { writer: {} } } });
    const run = expectExit(await place.run(['apply', 'plan.json']), 6);
    expect(run.stderr).toContain('role writer');
    expect(place.proxy.stats().byClass.write).toBe(0);
    place.write(FILES);
  });

  it('applies a plan file without asking, and takes what is done already as done', async () => {
    expectExit(await place.run(['plan', '--out', 'plan.json']), 0);
    const report = jsonOf<ReportDocument>(expectExit(await place.run(['apply', 'plan.json', '--json']), 0));
    expect(report.state).toBe('converged');
    const again = expectExit(await place.run(['apply', 'plan.json']), 0);
    expect(again.stdout).toContain('No changes');
    expect(again.stderr).toMatch(/done already[^]*client agent +create\n[^]*role reader +create\n/);
  });

  it('shows both ends of a scope that moves from one list of a client to the other, and converges', async () => {
    const admin = place.realm.admin;
    const scope = await admin.post('/client-scopes', { name: 'mcp', protocol: 'openid-connect' });
    const mcp = { attachTo: { default: ['by-hand'] }, allow: [{ hazard: 'adopt', reason: 'made by hand' }] };
    const lists = { defaultClientScopes: [], optionalClientScopes: ['mcp'] };
    const id = await admin.post('/clients', { clientId: 'by-hand', ...lists });
    place.write({ ...FILES, 'mcp.yaml': { clientScopes: { mcp } } });
    const plan = jsonOf<PlanDocument>(expectExit(await place.run(['plan', '--json']), 0));
    expect(plan.changes.flatMap(({ fields }) => fields.map(({ path }) => path))).toEqual([
      'attachTo/default/by-hand',
      'attachTo/optional/by-hand',
    ]);
    expect(expectExit(await place.run(['plan']), 0).stdout).toMatch(/- .*by-hand/);
    expectExit(await place.run(['apply', '--yes']), 0);
    const client = await admin.get<Record<string, string[]>>(`/clients/${id}`);
    expect(client).toMatchObject({ defaultClientScopes: ['mcp'], optionalClientScopes: [] });
    await admin.delete(`/clients/${id}`);
    await admin.delete(`/client-scopes/${scope}`);
    place.write(FILES);
  });

  it('stops when an object moved since the plan was approved', async () => {
    place.write({ 'all.yaml': { ...FILES['all.yaml'], roles: { reader: { description: 'reads everything' } } } });
    expect(expectExit(await place.run(['plan', '--out', 'plan.json']), 0).stderr).toContain('keyplan apply plan.json');
    const role = await place.realm.admin.get<Record<string, unknown>>('/roles/reader');
    await place.realm.admin.put('/roles/reader', { ...role, description: 'changed meanwhile' });
    const run = expectExit(await place.run(['apply', 'plan.json']), 6);
    expect(run.stderr).toContain('changed meanwhile');
    expect((await place.realm.admin.get<{ description: string }>('/roles/reader')).description).toBe(
      'changed meanwhile',
    );
    place.write(FILES);
    expectExit(await place.run(['apply', '--yes']), 0);
  });

  it('names every reference that neither the files nor the realm have, with suggestions, before any write', async () => {
    const before = place.proxy.stats().byClass.write;
    place.write({
      'all.yaml': {
        clients: {
          agent: {
            type: 'service',
            defaultClientScopes: ['profil'],
            protocolMappers: { odd: { protocolMapper: 'no-such-mapper', config: {} } },
            serviceAccount: {
              realmRoles: ['raeder'],
              clientRoles: { account: ['no-such-role'] },
              groups: ['/nowhere'],
            },
          },
        },
      },
    });
    const { stderr } = expectExit(await place.run(['plan']), 4);
    for (const name of ['client scope profil', 'role raeder', 'client role account/no-such-role', 'group /nowhere']) {
      expect(stderr).toContain(`there is no ${name}`);
    }
    expect(stderr.match(/ unknown-reference: /g)).toHaveLength(4);
    expect(stderr).toContain('unknown-mapper-type');
    expect(stderr).toContain('did you mean "reader"');
    expect(stderr).toContain('did you mean "profile"');
    expect(place.proxy.stats().byClass.write).toBe(before);
    place.write(FILES);
  });

  it('attaches no scope to a client of Keycloak or of somebody else', async () => {
    await place.realm.admin.post('/clients', {
      clientId: 'theirs',
      attributes: { 'keyplan.owner': 'example.org/else' },
    });
    const attachTo = (...clients: readonly string[]): unknown => ({
      clientScopes: { aud: { attachTo: { default: clients } } },
    });
    place.write({ 'all.yaml': attachTo('account') });
    expect(expectExit(await place.run(['plan']), 4).stderr).toContain('attachment-refused');
    place.write({ 'all.yaml': attachTo('theirs') });
    expect(expectExit(await place.run(['plan']), 4).stderr).toContain('it is managed by example.org/else');
    place.write(FILES);
  });

  it('takes over nothing that carries the mark of another owner, unless somebody says so', async () => {
    place.write({
      'all.yaml': { ...FILES['all.yaml'], clients: { ...FILES['all.yaml'].clients, theirs: { name: 'ours' } } },
    });
    expect(expectExit(await place.run(['plan']), 5).stdout).toContain('take-over');
    expectExit(await place.run(['plan', '--allow', 'take-over:client/theirs']), 0);
    place.write(FILES);
  });

  it('counts what it owns and nobody declares, and leaves it alone', async () => {
    place.write({ 'all.yaml': { roles: FILES['all.yaml'].roles } });
    const run = expectExit(await place.run(['plan', '--detailed-exitcode', '--json']), 0);
    const { orphans } = jsonOf<PlanDocument & { readonly orphans: readonly { readonly address: string }[] }>(run);
    expect(orphans.map(({ address }) => address)).toEqual(['client/agent']);
    expectExit(await place.run(['apply', '--yes']), 0);
    await findClientId(place.realm, 'agent');
    place.write(FILES);
  });

  it('says which target there is when the name is wrong', async () => {
    const { stderr } = expectExit(await place.run(['plan', '--target', 'tset']), 4);
    expect(stderr).toContain('unknown-target');
    expect(stderr).toContain('Did you mean "test"?');
  });

  it.each([
    ['no such realm', { realm: 'no-such-realm' }, 'realm-not-found: there is no realm "no-such-realm"'],
    ['no server', { server: 'http://127.0.0.1:9' }, 'unreachable'],
  ])('ends with 3 where there is %s', async (_what, target, code) => {
    place.writeSettings(target);
    expect(expectExit(await place.run(['plan', '--json']), 3).stderr).toContain(code);
    place.writeSettings({});
  });

  it('ends with 3 and asks for no token where the credential is missing', async () => {
    const before = place.proxy.log().length;
    expect(expectExit(await place.run(['plan'], { TEST_ADMIN_PASSWORD: '' }), 3).stderr).toContain(
      'credential-missing',
    );
    const sent = place.proxy.log().slice(before);
    expect(sent.map(({ url }) => url)).toEqual(['/realms/master/.well-known/openid-configuration']);
  });

  it('ends with 3 where the credential is wrong', async () => {
    expect(expectExit(await place.run(['plan'], { TEST_ADMIN_PASSWORD: 'wrong' }), 3).stderr).toContain(
      'sign-in-refused',
    );
  });
});

describe('without a server', () => {
  const program = fileURLToPath(new URL('../../bin/keyplan.js', import.meta.url));
  const run = (args: readonly string[], cwd?: string) =>
    spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', cwd });

  it('init writes files that validate, and overwrites nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyplan-init-'));
    try {
      expect(run(['init', '--realm', 'team'], folder).status).toBe(0);
      expect(existsSync(join(folder, 'realms/team/clients.yaml'))).toBe(true);
      const valid = run(['validate', '--json'], folder);
      expect(valid.status).toBe(0);
      expect(JSON.parse(valid.stdout)).toMatchObject({ target: 'main', valid: true, diagnostics: [] });
      const settings = readFileSync(join(folder, 'keyplan.yaml'), 'utf8');
      expect(run(['init'], folder).status).toBe(4);
      expect(readFileSync(join(folder, 'keyplan.yaml'), 'utf8')).toBe(settings);

      expect(run(['init', '--config', 'sub/team.yaml'], folder).status).toBe(0);
      expect(existsSync(join(folder, 'sub/realms/agents/clients.yaml'))).toBe(true);
      expect(run(['validate', '--config', 'sub/team.yaml'], folder).status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says in Markdown why there is no plan', () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyplan-broken-'));
    try {
      expect(run(['init'], folder).status).toBe(0);
      writeFileSync(join(folder, 'realms/agents/clients.yaml'), 'clients: { a: { tpye: service } }\n');
      const { status, stdout } = run(['plan', '--markdown'], folder);
      expect(status).toBe(4);
      expect(stdout).toMatch(/there is no plan[^]*clients\.yaml:1:17/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('explain tells what a code means, and suggests one for a typing error', () => {
    expect(run(['explain', 'unknown-key']).stdout).toContain('unknown-key');
    expect(run(['explain']).stdout).toMatch(/^unknown-key +\S+ \S+/m);
    const typo = run(['explain', 'unknwon-key']);
    expect(typo.status).toBe(4);
    expect(typo.stderr).toContain('unknown-key');
  });

  it('a wrong call ends with 4, help and version with 0', () => {
    expect(run(['plan', '--force']).status).toBe(4);
    expect(run(['plna']).status).toBe(4);
    expect(run([]).status).toBe(4);
    expect(run(['--help']).status).toBe(0);
    expect(run(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
