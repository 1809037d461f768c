import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../scripts/generated-files.js';
import { openEditor, type Editor } from '../support/language-server.js';

const uri = (name: string): string => new URL(`test/repo/${name}`, pathToFileURL(projectRoot)).href;

const REALM_FILE = `# yaml-language-server: $schema=../../schemas/realm-file.schema.json
templates:
  agent:
    type: service
    accessTokenLifespan: "{{ vars.minutes }}m"
clients:
  agent-1:
    extends: agent
    enabled: "{{ vars.enabled }}"
    protocolMappers:
      gateway: { audience: gateway, in: [access] }
      plain: { protocolMapper: oidc-audience-mapper, config: { included.custom.audience: x } }
    serviceAccount: { realmRoles: [reader], clientRoles: { gateway: [submit] } }
    authentication: { secret: { from: generate } }
    type: null
    renamedFrom: agent-one
    protect: true
removed:
  clients: { agent-0: { then: disable, reason: "{{ vars.reason }}" }, agent-2: null }
  roles: { writer: { then: delete } }
  clientRoles: { gateway: { submit-v1: { then: forget } } }
ignore:
  - { client: grafana, field: "protocolMappers/legacy-*", reason: vendor upgrade, until: 2027-03-31 }
  - { clientRole: "grafana/*", field: description }
`;

const SETTINGS = `# yaml-language-server: $schema=../../schemas/keyplan.schema.json
version: 1
owner: github.com/acme/identities
targets:
  dev:
    server: https://sso.acme.example
    realm: agents
    files: [realms/**/*.yaml, { pattern: overlays/*.yaml, optional: true }]
    auth: { clientId: keyplan, clientSecret: { env: KEYPLAN_SECRET } }
policy: { orphans: { then: disable, deleteAfter: P30D } }
`;

let editor: Editor;

beforeAll(async () => {
  editor = await openEditor();
});

afterAll(async () => {
  await editor.close();
});

/** Lines with a mark, counted from 1. */
async function marked(name: string, text: string): Promise<readonly number[]> {
  const diagnostics = await editor.open(uri(name), text);
  return [...new Set(diagnostics.map(({ range }) => range.start.line + 1))];
}

describe('an editor with yaml-language-server', () => {
  it('marks nothing in files that are right, variables included', async () => {
    expect(await marked('right.yaml', REALM_FILE)).toEqual([]);
    expect(await marked('keyplan.yaml', SETTINGS)).toEqual([]);
  });

  it.each([
    ['an unknown key', 'extends: agent', 'extend: agent', 8],
    ['a wrong word', 'type: service', 'type: servce', 4],
    ['a wrong type', 'realmRoles: [reader]', 'realmRoles: reader', 13],
    ['a mapper of no known form', 'audience: gateway', 'audiance: gateway', 11],
    ['a role that would be disabled', '{ then: delete }', '{ then: disable }', 20],
    ['an ignore rule of no field', ', field: description }', ' }', 24],
    ['a switch that is text', '"{{ vars.enabled }}"', '"yes"', 9],
  ])('marks %s at its line', async (what, right, wrong, line) => {
    expect(await marked(`${what.replaceAll(' ', '-')}.yaml`, REALM_FILE.replace(right, wrong))).toEqual([line]);
  });

  it('marks a literal secret in the settings', async () => {
    expect(await marked('secret.yaml', SETTINGS.replace('{ env: KEYPLAN_SECRET }', 'hunter2'))).toEqual([9]);
  });

  it('offers the keys of a client', async () => {
    const name = uri('completion.yaml');
    const clients = REALM_FILE.slice(0, REALM_FILE.indexOf('removed:'));
    await editor.open(name, `${clients}  agent-2:\n    ser\n`);
    const offered = await editor.complete(name, clients.split('\n').length, 7);
    expect(offered).toContain('serviceAccount');
    expect(offered).not.toContain('secret');
  });
});
