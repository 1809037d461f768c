import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createAuthority } from '../support/certificates.js';
import { startForwardProxy } from '../support/forward-proxy.js';
import { startTlsFront } from '../support/tls-front.js';
import { expectExit, withWorkplace, type Workplace } from './workplace.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const FILES = { 'realm.yaml': { roles: { reader: {} } } };
const PLAN = ['plan', '--detailed-exitcode'];
const authority = createAuthority();

/** A name that nobody but the proxy can find. */
const HIDDEN = 'keycloak.test';

function writeFile(place: Workplace, name: string, text: string): void {
  const path = join(place.folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** TLS before the workplace's server, whose realm goes on to call itself by its plain address. */
async function frontOf(
  place: Workplace,
): Promise<{ readonly url: string; readonly port: number; readonly issuer: string }> {
  const front = await startTlsFront(place.proxy.url, authority.issue('server', HIDDEN));
  closing.push(front.close);
  // The server takes its address from the request; behind a front without X-Forwarded-Proto that is one of http.
  return { ...front, issuer: `http://127.0.0.1:${front.port}/realms/${place.realm.name}` };
}

/** The administrator of the tests signs in in realm master; these settings are about one realm only. */
async function withCaller(name: string, work: (place: Workplace) => Promise<void>): Promise<void> {
  await withWorkplace(name, async (place) => {
    place.write(FILES);
    await work(place);
  });
}

describe('a server of TLS', () => {
  it('is planned and applied against with its authority, and not spoken to without', async () => {
    await withCaller('tls', async (place) => {
      const { url, issuer } = await frontOf(place);
      writeFile(place, 'tls/ca.pem', authority.certificate);
      place.writeSettings({ server: url, issuer });
      const before = place.proxy.log().length;
      const refused = expectExit(await place.run(PLAN), 3);
      expect(refused.stderr).toContain('caFile');
      expect(place.proxy.log()).toHaveLength(before);
      place.writeSettings({ server: url, issuer, connection: { caFile: 'tls/ca.pem' } });
      expectExit(await place.run(PLAN), 2);
      expectExit(await place.run(['apply', '--yes']), 0);
      expectExit(await place.run(PLAN), 0);
      place.writeSettings({ server: url, issuer, connection: { insecureSkipTlsVerify: true } });
      expect(expectExit(await place.run(PLAN), 0).stderr).toContain('insecure-tls');
    });
  });
});

describe('a proxy', () => {
  it('that digs tunnels carries a plan and an apply, and its password is printed nowhere', async () => {
    await withCaller('tunnel', async (place) => {
      const { port } = await frontOf(place);
      const proxy = await startForwardProxy({ port, credentials: 'robot:canary-of-proxy' });
      closing.push(proxy.close);
      writeFile(place, 'ca.pem', authority.certificate);
      const server = `https://${HIDDEN}:${port}`;
      const issuer = `http://${HIDDEN}:${port}/realms/${place.realm.name}`;
      place.writeSettings({ server, issuer, connection: { caFile: 'ca.pem' } });
      const via = (password: string) => ({
        HTTPS_PROXY: `http://robot:${password}@${proxy.host}`,
        NO_PROXY: 'other.test',
        DEBUG: '*',
        NODE_DEBUG: '',
      });
      const ran = [
        expectExit(await place.run([...PLAN, '--verbose'], via('canary-of-proxy')), 2),
        expectExit(await place.run(['apply', '--yes', '--verbose'], via('canary-of-proxy')), 0),
      ];
      expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${HIDDEN}:${port}`]));
      const refused = expectExit(await place.run([...PLAN, '--verbose'], via('canary-of-nobody')), 3);
      expect(refused.stderr).toMatch(/the\s+proxy answered 407/);
      const said = [...ran, refused].map(({ stdout, stderr }) => stdout + stderr).join('');
      const shown = [said, Buffer.from('robot:canary').toString('base64').slice(0, 14)] as const;
      expect(said).not.toContain('canary-of');
      expect(shown[0]).not.toContain(shown[1]);
    });
  });

  it('passes on requests to a server without TLS, and is left out where NO_PROXY says so', async () => {
    await withCaller('no-proxy', async (place) => {
      const port = new URL(place.proxy.url).port;
      const proxy = await startForwardProxy({ port: Number(port) });
      closing.push(proxy.close);
      // This machine by an address that is none of its own names, so that a proxy is asked unless it is left out.
      place.writeSettings({ server: `http://0.0.0.0:${port}` });
      const environment = { http_proxy: `http://${proxy.host}` };
      expectExit(await place.run(PLAN, environment), 2);
      const asked = proxy.asked.length;
      expect(asked).toBeGreaterThan(3);
      expectExit(await place.run(PLAN, { ...environment, no_proxy: `10.0.0.0/8, 0.0.0.0:${port}` }), 2);
      expect(proxy.asked).toHaveLength(asked);
    });
  });
});

describe('the issuer', () => {
  it('that the discovery names must be the expected one: nothing else is asked or sent', async () => {
    await withCaller('issuer', async (place) => {
      place.writeSettings({ issuer: `https://sso.acme.example/realms/${place.realm.name}` });
      const before = place.proxy.log().length;
      const run = expectExit(await place.run(['apply', '--yes', '--verbose']), 3);
      expect(run.stderr).toContain('issuer-mismatch');
      // Signing in in realm master, whose issuer has the same address before its path.
      expect(run.stderr).toContain(`${place.proxy.url}/realms/master`);
      expect(run.stderr).toContain('https://sso.acme.example/realms/master');
      const sent = place.proxy.log().slice(before);
      expect(sent.map(({ method, url, bytesUp }) => `${method} ${url} ${bytesUp}`)).toEqual([
        'GET /realms/master/.well-known/openid-configuration 0',
      ]);
    });
  });

  it('may differ from the address that is called, and the address may have a path of its own', async () => {
    await withCaller('prefix', async (place) => {
      const seen: string[] = [];
      const gateway = http.createServer((request, response) => {
        const { url = '', method, headers } = request;
        seen.push(url);
        const path = url.replace(/^\/auth(?=\/)/, '');
        const passed = http.request(place.proxy.url + path, { method, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        });
        request.pipe(passed);
      });
      await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
      closing.push(async () => {
        gateway.closeAllConnections();
        await new Promise<void>((resolve) => gateway.close(() => resolve()));
      });
      const origin = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
      place.writeSettings({ server: `${origin}/auth` });
      const refused = expectExit(await place.run(PLAN), 3).stderr.replaceAll(/\s+/g, ' ');
      expect(refused).toContain(`issuer: ${origin}/realms/`);
      place.writeSettings({ server: `${origin}/auth`, issuer: `${origin}/realms/${place.realm.name}` });
      expectExit(await place.run(['apply', '--yes']), 0);
      expectExit(await place.run(PLAN), 0);
      expect(seen.filter((url) => !url.startsWith('/auth/'))).toEqual([]);
    });
  });
});

describe('a server that never answers', () => {
  it('ends a run with 3 within the limit', async () => {
    await withCaller('silence', async (place) => {
      place.writeSettings({ connection: { timeout: '1s' } });
      place.proxy.reset({ faults: [{ action: 'hang' }] });
      const startedMs = performance.now();
      expect(expectExit(await place.run(PLAN), 3).stderr).toContain('timed-out');
      // Ten seconds of repetitions, and what starting takes on a busy machine.
      expect(performance.now() - startedMs).toBeLessThan(60_000);
    });
  });
});
