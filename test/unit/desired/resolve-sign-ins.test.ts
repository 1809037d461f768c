import { expect, test } from 'vitest';
import type { SignIn } from '../../../src/model/index.js';
import { diagnosticLines, resolveSettingsText } from '../../support/realm-files.js';
import { valueOf } from '../../support/resolved.js';

const settings = (auth: string) =>
  resolveSettingsText(
    `version: 1\nowner: o\ntargets:\n  t: { server: https://sso.example, realm: agents, files: [r/*.yaml], auth: ${auth} }\n`,
  );

/** How the plan signs in where only this differs from the apply's sign-in. */
function planSignIn(written: string): SignIn | undefined {
  const found = settings(
    `{ plan: { clientId: p, ${written} }, apply: { clientId: a, clientSecret: { file: /run/a } } }`,
  );
  expect(found.diagnostics).toEqual([]);
  return valueOf(found).targets.get('t')?.signIn.plan;
}

const CLIENT = { realm: 'agents', clientId: 'p' };
const OWN = { method: 'private-key-jwt', key: { file: 'key.pem' } };
const shown = (source: object, assertionType = 'jwt-bearer') => ({ method: 'assertion', source, assertionType });

test.each([
  ['clientSecret: { env: P }', { method: 'client-secret', clientSecret: { env: 'P' } }],
  ['privateKeyJwt: { key: { file: key.pem } }', OWN],
  ['privateKeyJwt: { key: { file: key.pem }, algorithm: PS256, kid: k1 }', { ...OWN, algorithm: 'PS256', kid: 'k1' }],
  ['githubOidc: {}', shown({ type: 'github-oidc' })],
  ['tokenFile: { path: /run/token }', shown({ type: 'token-file', path: '/run/token' })],
  ['tokenFile: { path: svid, assertionType: jwt-spiffe }', shown({ type: 'token-file', path: 'svid' }, 'jwt-spiffe')],
  ['spiffe: {}', shown({ type: 'spiffe' }, 'jwt-spiffe')],
  [
    'spiffe: { socket: unix:///run/agent.sock, spiffeId: spiffe://acme.example/plan }',
    shown({ type: 'spiffe', socket: 'unix:///run/agent.sock', spiffeId: 'spiffe://acme.example/plan' }, 'jwt-spiffe'),
  ],
  ['exec: { command: [vault, read] }', shown({ type: 'exec', command: ['vault', 'read'] })],
  ['exec: { command: [agent], assertionType: jwt-spiffe }', shown({ type: 'exec', command: ['agent'] }, 'jwt-spiffe')],
  [
    'clientCertificate: { certificate: { file: tls.crt }, key: { env: KEY } }',
    { method: 'tls-client-certificate', certificate: { file: 'tls.crt' }, key: { env: 'KEY' } },
  ],
])('%s is a way to sign in', (written, method) => {
  expect(planSignIn(written)).toEqual({ ...CLIENT, ...method });
});

test('plan and apply sign in each with its own identity, in the target’s realm', () => {
  const found = settings(
    '{ plan: { clientId: p, githubOidc: {} }, apply: { clientId: a, clientSecret: { file: /run/a } } }',
  );
  expect(valueOf(found).targets.get('t')?.signIn.apply).toEqual({
    method: 'client-secret',
    realm: 'agents',
    clientId: 'a',
    clientSecret: { file: '/run/a' },
  });
});

test('one identity for both is a warning, however it is written', () => {
  const once = settings('{ clientId: k, spiffe: {} }');
  expect(diagnosticLines(once.diagnostics)).toEqual(['warning one-identity keyplan.yaml:4:71']);
  const twice = settings('{ plan: { clientId: k, githubOidc: {} }, apply: { clientId: k, clientSecret: { env: K } } }');
  expect(twice.diagnostics.map(({ code }) => code)).toEqual(['one-identity']);
});

test('a password is a warning at each place, in whatever realm', () => {
  const root = 'realm: master, clientId: admin-cli, username: admin, password: { env: ADMIN }';
  const both = settings(`{ plan: { ${root} }, apply: { ${root} } }`);
  expect(both.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
    'warning password-sign-in',
    'warning password-sign-in',
  ]);
  const once = settings(`{ ${root} }`);
  expect(once.diagnostics.map(({ code }) => code)).toEqual(['one-identity', 'password-sign-in']);
  expect(valueOf(once).targets.get('t')?.signIn.apply).toEqual({
    method: 'password',
    realm: 'master',
    clientId: 'admin-cli',
    username: 'admin',
    password: { env: 'ADMIN' },
  });
});

test.each([
  ['two ways at once', 'clientId: p, githubOidc: {}, spiffe: {}', 'conflicting-keys'],
  ['no way at all', 'clientId: p', 'missing-key'],
  ['nobody', 'githubOidc: {}', 'missing-key'],
  ['another algorithm', 'clientId: p, privateKeyJwt: { key: { env: K }, algorithm: HS256 }', 'invalid-value'],
  ['a key in the file', 'clientId: p, privateKeyJwt: { key: "-----BEGIN PRIVATE KEY-----" }', 'literal-secret'],
  ['a text in place of a command', 'clientId: p, exec: { command: vault read }', 'wrong-type'],
  ['an empty command', 'clientId: p, exec: { command: [] }', 'invalid-value'],
  ['another type of assertion', 'clientId: p, tokenFile: { path: t, assertionType: saml }', 'invalid-value'],
  ['no SPIFFE id', 'clientId: p, spiffe: { spiffeId: acme }', 'invalid-value'],
])('%s is an error', (_name, written, code) => {
  const { diagnostics } = settings(`{ plan: { ${written} }, apply: { clientId: a, clientSecret: { env: A } } }`);
  expect(diagnostics.map((one) => one.code)).toEqual([code]);
});

test('a certificate cannot be shown to a server without TLS', () => {
  const shown = 'clientCertificate: { certificate: { file: tls.crt }, key: { file: tls.key } }';
  const { diagnostics } = resolveSettingsText(
    `version: 1\nowner: o\ntargets:\n  t: { server: http://sso, realm: r, files: [x], auth: { plan: { clientId: p, ${shown} }, apply: { clientId: a, ${shown} } } }\n`,
  );
  expect(diagnosticLines(diagnostics)).toEqual(['invalid-value keyplan.yaml:4:50']);
});

test.each([
  'clientSecret: { env: GITHUB_TOKEN }',
  'clientSecret: { env: actions_id_token_request_token }',
  'clientSecret: { env: INPUT_GITHUB-TOKEN }',
  'clientSecret: { file: /proc/self/environ }',
  'clientSecret: { file: //proc/./self/environ }',
  'clientSecret: { file: /run/../proc/self/environ }',
  'privateKeyJwt: { key: { file: .git/config } }',
  'tokenFile: { path: /proc/self/environ }',
])('%s is refused as a source, at its place', (written) => {
  const found = settings(
    `{ plan: { clientId: p, ${written} }, apply: { clientId: a, clientSecret: { file: /run/a } } }`,
  );
  const [line] = diagnosticLines(found.diagnostics);
  expect(line).toMatch(/^source-refused keyplan\.yaml:4:\d+$/);
  expect(found.diagnostics).toHaveLength(1);
});
