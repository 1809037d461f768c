import { describe, expect, it } from 'vitest';
import { issuerOf } from '../../../src/model/index.js';
import { diagnosticLines, resolveSettingsText } from '../../support/realm-files.js';
import { valueOf } from '../../support/resolved.js';

const AUTH =
  'auth: { plan: { clientId: p, clientSecret: { env: P } }, apply: { clientId: a, clientSecret: { file: /run/a } } }';
const settings = (lines: string, realm = 'agents') =>
  resolveSettingsText(
    `version: 1\nowner: o\ntargets:\n  t:\n    server: https://sso.example/auth\n    realm: ${realm}\n    files: [r/*.yaml]\n    ${AUTH}\n${lines}`,
  );
const target = (lines: string, realm?: string) => {
  const found = valueOf(settings(lines, realm)).targets.get('t');
  if (found === undefined) throw new Error('no target');
  return found;
};
const found = (lines: string): readonly string[] => diagnosticLines(settings(lines).diagnostics);

describe('the issuer of a target', () => {
  it('is its address with the path of the realm', () => {
    expect(target('').issuer).toBe('https://sso.example/auth/realms/agents');
    expect(target('', 'a b').issuer).toBe('https://sso.example/auth/realms/a%20b');
  });

  it('is what the settings say, in the one spelling', () => {
    expect(target('    issuer: https://SSO.acme.example:443/realms/agents/\n').issuer).toBe(
      'https://sso.acme.example/realms/agents',
    );
  });

  it('must be that of the realm', () => {
    const lines = '    issuer: https://sso.acme.example/realms/others\n';
    expect(found(lines)).toEqual(['invalid-value keyplan.yaml:9:13']);
    expect(settings(lines).diagnostics[0]?.hint).toContain('issuer: https://sso.acme.example/realms/agents');
  });

  it('says what another realm of the server is called', () => {
    const of = target('    issuer: https://sso.acme.example/realms/agents\n');
    expect(issuerOf(of, 'master')).toBe('https://sso.acme.example/realms/master');
    expect(issuerOf(of, 'agents')).toBe('https://sso.acme.example/realms/agents');
  });
});

describe('the connection of a target', () => {
  it('is the usual one when nothing is written', () => {
    expect(target('').connection).toEqual({ headers: {}, insecureSkipTlsVerify: false });
  });

  it('has everything that is written', () => {
    const lines = [
      '    connection:',
      '      caFile: ca.pem',
      '      clientCertificate: { certificate: { file: tls.crt }, key: { env: TLS_KEY } }',
      '      headers: { X-Forwarded-Proto: https }',
      '      timeout: 2m',
      '      maxConnections: 4',
    ];
    expect(target(`${lines.join('\n')}\n`).connection).toEqual({
      caFile: 'ca.pem',
      clientCertificate: { certificate: { file: 'tls.crt' }, key: { env: 'TLS_KEY' } },
      headers: { 'X-Forwarded-Proto': 'https' },
      timeoutSeconds: 120,
      connectionsMax: 4,
      insecureSkipTlsVerify: false,
    });
  });

  it('does not look at certificates only with a warning', () => {
    expect(found('    connection: { insecureSkipTlsVerify: true }\n')).toEqual([
      'warning insecure-tls keyplan.yaml:9:19',
    ]);
    expect(target('    connection: { insecureSkipTlsVerify: true }\n').connection.insecureSkipTlsVerify).toBe(true);
    expect(found('    connection: { insecureSkipTlsVerify: false }\n')).toEqual([]);
  });

  it.each(['0s', '2h', 'soon'])('does not wait %s', (timeout) => {
    expect(found(`    connection: { timeout: ${timeout} }\n`)).toEqual(['invalid-value keyplan.yaml:9:28']);
  });

  it.each([
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'Host',
    'Content-Type',
    'content-length',
    'Transfer-Encoding',
    'Connection',
    'X-Api-Key',
    'X-Vault-Token',
    'X-Client-Secret',
  ])('sends no header %s, whose text is never repeated', (name) => {
    const { diagnostics } = settings(`    connection: { headers: { ${name}: canary } }\n`);
    expect(diagnosticLines(diagnostics)).toEqual(['header-refused keyplan.yaml:9:30']);
    expect(JSON.stringify(diagnostics)).not.toContain('canary');
  });

  it.each(['"X Y": a', '"X:": a', 'X-A: "a\\r\\nX-B: b"', 'X-A: " a"', 'X-A: ä', 'X-A: ""'])(
    'sends no header that would break a request: %s',
    (header) => {
      expect(found(`    connection: { headers: { ${header} } }\n`).map((line) => line.split(' ')[0])).toEqual([
        'invalid-value',
      ]);
    },
  );

  it('takes no key and no secret in its place', () => {
    const certificate = 'clientCertificate: { certificate: { file: a }, key: canary }';
    const { diagnostics } = settings(`    connection: { ${certificate} }\n`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['literal-secret']);
    expect(JSON.stringify(diagnostics)).not.toContain('canary');
  });

  it('has a hint for what is written elsewhere', () => {
    const { diagnostics } = settings('    connection: { proxy: "http://proxy:3128" }\n');
    expect(diagnostics).toMatchObject([{ code: 'unknown-key', hint: expect.stringContaining('HTTPS_PROXY') }]);
  });
});
