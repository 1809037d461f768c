import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { chooseProxy, isSentInClear } from '../../../../../src/systems/keycloak/index.js';

const SERVER = 'https://sso.acme.example/auth';
const hostFor = (server: string, environment: Readonly<Record<string, string>>): string | undefined =>
  chooseProxy(server, environment)?.url.href;

describe('the proxy for a server', () => {
  it.each([
    [SERVER, { HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
    [SERVER, { https_proxy: 'proxy:3128' }, 'http://proxy:3128/'],
    [SERVER, { https_proxy: 'http://lower', HTTPS_PROXY: 'http://upper' }, 'http://lower/'],
    [SERVER, { ALL_PROXY: 'https://proxy' }, 'https://proxy/'],
    [SERVER, { HTTP_PROXY: 'http://proxy' }, undefined],
    [SERVER, { HTTPS_PROXY: ' ' }, undefined],
    ['http://sso.acme.example', { HTTP_PROXY: 'http://proxy' }, 'http://proxy/'],
    ['http://sso.acme.example', { HTTPS_PROXY: 'http://proxy' }, undefined],
  ] as const)('%s with %j is %s', (server, environment, proxy) => {
    expect(hostFor(server, environment)).toBe(proxy);
  });

  it.each([
    ['*', true],
    ['sso.acme.example', true],
    ['SSO.Acme.Example', true],
    ['acme.example', true],
    ['.acme.example', true],
    ['*.acme.example', true],
    ['other.example, .acme.example', true],
    ['sso.acme.example:443', true],
    ['sso.acme.example:8443', false],
    ['cme.example', false],
    ['o.acme.example', false],
    ['example.org', false],
    ['10.0.0.0/8', false],
  ])('is none where NO_PROXY says %s: %s', (exceptions, isNone) => {
    expect(hostFor(SERVER, { HTTPS_PROXY: 'http://proxy', NO_PROXY: exceptions }) === undefined).toBe(isNone);
  });

  it.each([
    ['https://10.1.2.3', '10.0.0.0/8', true],
    ['https://11.1.2.3', '10.0.0.0/8', false],
    ['https://10.1.2.3:8443', '10.1.2.3:8443', true],
    ['https://[fd00::1]', 'fd00::/8', true],
    ['https://[fd00::1]', 'fd00::1', true],
    ['https://[fd00::1]:8443', '[fd00::1]:8443', true],
    ['https://[fe80::1]', 'fd00::/8', false],
  ])('knows addresses and ranges: %s with %s is left out: %s', (server, exceptions, isNone) => {
    expect(hostFor(server, { ALL_PROXY: 'http://proxy', no_proxy: exceptions }) === undefined).toBe(isNone);
  });

  it.each([
    'http://localhost:8080',
    'http://127.0.0.1:8080',
    'http://127.9.9.9',
    'http://[::1]:8080',
    'http://kc.localhost',
  ])('is none for this machine: %s', (server) => {
    expect(hostFor(server, { HTTP_PROXY: 'http://proxy' })).toBeUndefined();
  });

  it('keeps user and password out of what may be shown', () => {
    const proxy = chooseProxy(SERVER, { HTTPS_PROXY: 'http://robot:p%40ss-canary@proxy:3128' });
    expect(proxy?.authorization?.reveal()).toBe(`Basic ${Buffer.from('robot:p@ss-canary').toString('base64')}`);
    expect(inspect(proxy, { depth: 9 }) + JSON.stringify(proxy)).not.toMatch(/canary|robot|Basic/);
  });

  it.each(['socks5://robot:canary@proxy:1080', 'http://robot:canary@', 'http://robot:canary@[proxy'])(
    'must be one by http or https, and what stands there otherwise is not repeated',
    (value) => {
      const choosing = (): unknown => chooseProxy(SERVER, { HTTPS_PROXY: value });
      expect(choosing).toThrow(expect.objectContaining({ code: 'unreachable' }));
      expect(choosing).toThrow(/^HTTPS_PROXY holds no URL of a proxy/);
      expect(choosing).not.toThrow(/canary/);
    },
  );
});

describe('what is sent to a server', () => {
  it.each([
    ['http://sso.acme.example/auth', true],
    ['http://192.0.2.7:8080', true],
    ['https://sso.acme.example', false],
    ['http://localhost:8080', false],
    ['http://127.0.0.1:8080', false],
    ['http://[::1]:8080', false],
  ] as const)('%s crosses a network in clear: %s', (server, isClear) => {
    expect(isSentInClear(server)).toBe(isClear);
  });
});
