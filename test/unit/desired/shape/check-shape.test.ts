import { describe, expect, it } from 'vitest';
import { checkShape, type FileSchema } from '../../../../src/desired/shape/index.js';
import type { Diagnostic } from '../../../../src/model/index.js';
import { parseSource } from '../../../../src/source/parse-source.js';

function check(schema: FileSchema, text: string): readonly Diagnostic[] {
  const { value, diagnostics } = parseSource('f.yaml', text);
  if (value === undefined) throw new Error(`The test's YAML cannot be read: ${JSON.stringify(diagnostics)}`);
  return checkShape(value, schema);
}

/** Diagnostics as `line:column code`, in their order. */
function found(schema: FileSchema, text: string): readonly string[] {
  return check(schema, text).map(({ code, place }) => `${place.line}:${place.column} ${code}`);
}

function only(schema: FileSchema, text: string): Diagnostic {
  const [first, ...others] = check(schema, text);
  if (first === undefined || others.length > 0) throw new Error(`Expected one diagnostic, found ${others.length + 1}`);
  return first;
}

const inClient = (...lines: readonly string[]): string =>
  ['clients:', '  a:', ...lines.map((line) => `    ${line}`)].join('\n');

const WHOLE_FILE = `
templates:
  agent:
    type: service
    protocolMappers: { audience-gateway: { audience: gateway } }
    accessTokenLifespan: 5m
roles: { reader: { description: reads, composites: { realm: [other], client: { gateway: [submit] } } }, other: {} }
groups: { /agents: { realmRoles: [reader], clientRoles: { gateway: [submit] }, attributes: { team: [a, b] } } }
clientScopes:
  gateway-aud:
    protocol: openid-connect
    attributes: { include.in.token.scope: true }
    protocolMappers: { aud: { audience: { client: gateway }, in: [access] } }
    attachTo: { default: [app], optional: [], realmDefault: true, realmOptional: false }
    roleScope: { realmRoles: [reader], clientRoles: {} }
clients:
  gateway: { type: resource, roles: { submit: {}, review: { composites: { client: { gateway: [submit] } } } } }
  agent-1:
    extends: [agent]
    name: Agent 1
    type: null
    defaultClientScopes: [profile, gateway-aud]
    optionalClientScopes: []
    redirectUris: ['https://app.acme.example/*']
    webOrigins: ['+']
    attributes: { some.vendor.flag: true, some.number: 5, gone: null, blank: '' }
    authenticationFlowBindingOverrides: { browser: otp }
    postLogoutRedirectUris: ['+']
    pkce: S256
    tokenExchange: true
    notBefore: 0
    protect: true
    renamedFrom: agent-one
    serviceAccount: { enabled: true, realmRoles: null, groups: [/agents], attributes: { team: [payments] } }
    authentication: { secret: { from: generate } }
    allow: [{ hazard: admin-role, reason: backups, until: 2027-03-31 }]
    protocolMappers:
      tenant: { hardcodedClaim: { name: tenant, value: acme, type: String }, in: [access, id, userinfo, introspection] }
      groups: { groups: { claim: groups, fullPath: false } }
      roles: { realmRoles: { claim: roles } }
      gateway: { clientRoles: { client: gateway, claim: gateway } }
      team: { userAttribute: { attribute: team, claim: team, multivalued: true } }
      name: { fullName: {} }
      plain: { protocol: openid-connect, protocolMapper: oidc-audience-mapper, consentRequired: false, config: { a: true } }
      gone: null
  public: { authentication: none }
  other: { authentication: { none: {} } }
`;

const WHOLE_SETTINGS = `
version: 1
owner: github.com/acme/identities
targets:
  dev:
    server: https://sso.dev.acme.example/auth
    realm: agents
    files: [realms/**/*.yaml, { pattern: overlays/dev/*.yaml, optional: true }]
    vars: { domain: dev.acme.example, count: 3, on: true }
    auth:
      plan: { clientId: keyplan-plan, clientSecret: { env: KEYPLAN_PLAN_SECRET } }
      apply: { realm: master, clientId: keyplan-apply, clientSecret: { file: /run/secrets/apply } }
  local:
    server: http://127.0.0.1:8080
    realm: agents
    owner: someone
    files: [realms/**/*.yaml]
    auth: { realm: master, clientId: admin-cli, username: admin, password: { env: PASSWORD } }
policy:
  orphans: report
  guards: { mass-delete: { count: 5, percent: 20 }, mass-change: { count: 20, percent: 50 } }
  allow: [{ hazard: full-scope, address: client/a, reason: old, until: 2027-03-31 }, { guard: empty-desired, reason: moving }]
`;

describe('a file that fits', () => {
  it('has no diagnostics when it uses every key', () => {
    expect(check('realm-file', WHOLE_FILE)).toEqual([]);
    expect(check('settings', WHOLE_SETTINGS)).toEqual([]);
  });

  it('may be empty', () => {
    expect(check('realm-file', '')).toEqual([]);
  });

  it('may name its schema', () => {
    expect(check('realm-file', '$schema: ./realm-file.schema.json')).toEqual([]);
  });
});

describe('unknown keys', () => {
  it('are reported at the key, with the nearest known one', () => {
    const diagnostic = only('realm-file', inClient('redirectUrls: []'));
    expect(diagnostic).toMatchObject({ code: 'unknown-key', place: { file: 'f.yaml', line: 3, column: 5 } });
    expect(diagnostic.hint).toBe('Did you mean "redirectUris"?');
  });

  it.each([
    ['top level', 'client: {}', '1:1 unknown-key'],
    ['a role', 'roles: { r: { composits: {} } }', '1:15 unknown-key'],
    ['a mapper', inClient('protocolMappers: { m: { audiance: x } }'), '3:29 unknown-key'],
    [
      'a form of a mapper',
      inClient('protocolMappers: { m: { groups: { claim: g, fullpath: true } } }'),
      '3:49 unknown-key',
    ],
    ['a key that only looks like one of objects', inClient('__proto__: {}'), '3:5 unknown-key'],
  ])('are found in %s', (_where, text, expected) => {
    expect(found('realm-file', text)).toEqual([expected]);
  });

  it('that the admin API shows have a hint of their own', () => {
    expect(only('realm-file', inClient('clientId: a')).hint).toContain('the key is the client id');
  });

  it.each([
    ['ignore: [{ field: name }]', 'at the top level of the file: ignore:'],
    ['removed: {}', 'at the top level of the file: removed:'],
    ['roles: { r: { ignore: [] } }', 'at the top level of the file: ignore:'],
  ])('that stand at the top level have a hint of their own: %s', (line, hint) => {
    expect(only('realm-file', inClient(line)).hint).toContain(hint);
  });

  it('of clients alone have a hint in templates', () => {
    const diagnostic = only('realm-file', 'templates: { t: { renamedFrom: b } }');
    expect(diagnostic).toMatchObject({ code: 'unknown-key', hint: expect.stringContaining('the client itself') });
  });
});

describe('keys and values for later', () => {
  it.each([
    ['realm-file', 'subjectLists: {}', '1:1 not-yet'],
    ['realm-file', inClient('deliver: []'), '3:5 not-yet'],
    ['realm-file', inClient('consumers: {}'), '3:5 not-yet'],
    ['realm-file', inClient('authentication: { privateKeyJwt: {} }'), '3:23 not-yet'],
    ['realm-file', inClient('authentication: { secret: { from: generate, rotation: {} } }'), '3:49 not-yet'],
    ['realm-file', inClient('authentication: { secret: { from: { env: APP } } }'), '3:39 not-yet'],
    ['settings', `${WHOLE_SETTINGS}visibility: full`, '23:1 not-yet'],
    ['settings', WHOLE_SETTINGS.replace('    files', '    visibility: full\n    files'), '8:5 not-yet'],
    ['settings', `${WHOLE_SETTINGS}outside: {}`, '23:1 not-yet'],
  ] as const)('are told from unknown ones (%s, %#)', (schema, text, expected) => {
    expect(found(schema, text)).toEqual([expected]);
  });
});

describe('values of the wrong type', () => {
  it.each([
    ['name: 12', '3:11 wrong-type', 'Write it in quotes'],
    [
      'enabled: yes',
      '3:14 wrong-type',
      'Write true or false, without quotes; yes, no, on and off are text in YAML 1.2',
    ],
    ['defaultClientScopes: profile', '3:26 wrong-type', 'Write a list, such as [one, two]; [] means none'],
    ['accessTokenLifespan: 300', '3:26 wrong-type', 'Write a duration such as 300s, 5m, 12h, 90d or PT5M'],
    ['serviceAccount: { attributes: { team: payments } }', '3:43 wrong-type', 'Write a list, such as team: [payments]'],
    ['protocolMappers: { m: aud }', '3:27 wrong-type', 'Write a map, such as { key: value }'],
    [
      'roles: { submit: }',
      '3:14 wrong-type',
      'Write {} for a role without further fields; what belongs under it is indented further',
    ],
  ])('are reported at the value: %s', (line, expected, hint) => {
    expect(found('realm-file', inClient(line))).toEqual([expected]);
    expect(only('realm-file', inClient(line)).hint).toBe(hint);
  });
});

describe('values that cannot be', () => {
  it.each([
    ['type: servce', '3:11 invalid-value'],
    ['accessTokenLifespan: 5 minutes', '3:26 invalid-value'],
    ['accessTokenLifespan: P', '3:26 invalid-value'],
    ['allow: [{ hazard: adopt, until: 2027-02-31 }]', '3:37 invalid-value'],
    ['allow: [{ hazard: adopts }]', '3:23 invalid-value'],
    ['redirectUris: [a, b, a]', '3:26 invalid-value'],
    ['serviceAccount: { groups: [agents] }', '3:32 invalid-value'],
    ['protocolMappers: { m: { audience: x, in: [acess] } }', '3:47 invalid-value'],
    ['protocolMappers: { m: { audience: x, in: [] } }', '3:46 invalid-value'],
  ])('are reported at the value: %s', (line, expected) => {
    expect(found('realm-file', inClient(line))).toEqual([expected]);
  });

  it.each(['300s', '5m', '12h', '90d', '2w', 'PT5M', 'P90D', 'P1DT12H', 'P2W'])(
    'is not the duration %s',
    (duration) => {
      expect(check('realm-file', inClient(`accessTokenLifespan: ${duration}`))).toEqual([]);
    },
  );

  it('are names of groups that are no paths', () => {
    expect(found('realm-file', 'groups: { agents: {} }')).toEqual(['1:11 invalid-value']);
  });

  it('do not show the password in a URL', () => {
    const text = WHOLE_SETTINGS.replace('https://sso.dev.acme.example/auth', 'https://me:hunter2@sso.acme.example');
    const diagnostic = only('settings', text);
    expect(diagnostic.code).toBe('invalid-value');
    expect(JSON.stringify(diagnostic)).not.toContain('hunter2');
  });
});

describe('keys that must be there', () => {
  it.each([
    ['settings', '{}', ['1:1 missing-key', '1:1 missing-key']],
    ['settings', WHOLE_SETTINGS.replace('    realm: agents\n    files', '    files'), ['5:3 missing-key']],
    ['realm-file', inClient('authentication: { secret: {} }'), ['3:23 missing-key']],
    ['realm-file', inClient('protocolMappers: { m: { protocolMapper: x } }'), ['3:24 missing-key']],
    ['realm-file', inClient('protocolMappers: { m: { in: [access] } }'), ['3:24 missing-key']],
  ] as const)('are asked for at the key of what lacks them (%s, %#)', (schema, text, expected) => {
    expect(found(schema, text)).toEqual(expected);
  });

  it('say what they mean', () => {
    const text = WHOLE_SETTINGS.replace(', password: { env: PASSWORD }', '');
    expect(only('settings', text).hint).toContain('never the credential itself');
  });
});

describe('keys that exclude each other', () => {
  it.each([
    ['accessTokenLifespan: 5m', 'attributes: { access.token.lifespan: 300 }', '4:19'],
    ['pkce: S256', 'attributes: { pkce.code.challenge.method: plain }', '4:19'],
    ['attributes: { standard.token.exchange.enabled: true }', 'tokenExchange: false', '4:5'],
    ['postLogoutRedirectUris: []', 'attributes: { post.logout.redirect.uris: "+" }', '4:19'],
  ])('are reported at the later one: %s', (first, second, place) => {
    const text = inClient(first, second);
    expect(found('realm-file', text)).toEqual([`${place} conflicting-keys`]);
    expect(only('realm-file', text).related).toHaveLength(1);
  });

  it.each([
    ['two forms of a mapper', inClient('protocolMappers: { m: { audience: x, config: {} } }'), '3:42'],
    ['two forms of authentication', inClient('authentication: { none: {}, secret: { from: generate } }'), '3:33'],
    ['both realm lists', 'clientScopes: { s: { attachTo: { realmOptional: true, realmDefault: true } } }', '1:55'],
  ])('are %s', (_what, text, place) => {
    expect(found('realm-file', text)).toEqual([`${place} conflicting-keys`]);
  });

  it('do not conflict when one of them is un-written', () => {
    expect(check('realm-file', inClient('pkce: null', 'attributes: { pkce.code.challenge.method: S256 }'))).toEqual([]);
  });
});

describe("Keycloak's list of mappers", () => {
  it('is refused with the map that says the same', () => {
    const text = inClient(
      'protocolMappers:',
      '  - { id: x, name: aud, protocol: openid-connect, protocolMapper: oidc-audience-mapper, consentRequired: false, config: { included.custom.audience: gw } }',
    );
    const diagnostic = only('realm-file', text);
    expect(diagnostic.code).toBe('mapper-list');
    const map = diagnostic.hint.slice(diagnostic.hint.indexOf('\n') + 1);
    const indented = map.split('\n').map((line) => `    ${line}`);
    expect(check('realm-file', ['clients:', '  a:', ...indented].join('\n'))).toEqual([]);
    expect(map).toContain('included.custom.audience: gw');
  });
});

describe('literal secrets', () => {
  it.each([
    ['realm-file', inClient('secret: hunter2')],
    ['realm-file', inClient('authentication: { secret: hunter2 }')],
    ['realm-file', inClient('authentication: { secret: { from: hunter2 } }')],
    ['settings', WHOLE_SETTINGS.replace('{ env: KEYPLAN_PLAN_SECRET }', 'hunter2')],
    ['settings', WHOLE_SETTINGS.replace('{ env: PASSWORD }', 'hunter2')],
  ] as const)('are refused and not quoted (%s, %#)', (schema, text) => {
    const diagnostic = only(schema, text);
    expect(diagnostic.code).toBe('literal-secret');
    expect(JSON.stringify(diagnostic)).not.toContain('hunter2');
  });

  it('are not what a typing error in a word for their source is', () => {
    const diagnostic = only('realm-file', inClient('authentication: { secret: { from: genrate } }'));
    expect(diagnostic).toMatchObject({ code: 'invalid-value', hint: 'Did you mean generate?' });
  });

  it('are not quoted where an authentication is expected', () => {
    expect(JSON.stringify(only('realm-file', inClient('authentication: hunter2')))).not.toContain('hunter2');
  });
});

describe('many faults', () => {
  it('are all reported, in the order of the file', () => {
    const places = check('realm-file', inClient('nam: x', 'type: 5', 'deliver: []', 'secret: x', 'roles: []')).map(
      ({ place }) => place.line,
    );
    expect(places).toEqual([3, 4, 5, 6, 7]);
  });

  it('are not reported for text that a variable has not replaced, which has its own diagnostic', () => {
    expect(check('realm-file', inClient("enabled: '{{ vars.missing }}'", "type: '{{ vars.missing }}'"))).toEqual([]);
  });

  it('take well under a second for five thousand clients', () => {
    const client = (index: number): string =>
      `  agent-${index}: { type: service, protocolMappers: { aud: { audience: gw } }, serviceAccount: { realmRoles: [a] } }`;
    const { value } = parseSource(
      'f.yaml',
      ['clients:', ...Array.from({ length: 5000 }, (_, index) => client(index))].join('\n'),
    );
    if (value === undefined) throw new Error('not parsed');
    const start = process.cpuUsage();
    expect(checkShape(value, 'realm-file')).toEqual([]);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(1500);
  });
});
