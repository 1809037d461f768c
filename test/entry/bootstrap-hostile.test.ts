// What bootstrap and sign-in meet where somebody was before them, or means harm.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { testServer } from '../support/keycloak.js';
import { expectExit, type Run, type RunningRun, withWorkplace, type Workplace } from './workplace.js';

const AUTH = {
  plan: { clientId: 'keyplan-plan', clientSecret: { env: 'KEYPLAN_PLAN_SECRET' } },
  apply: { clientId: 'keyplan-apply', clientSecret: { env: 'KEYPLAN_APPLY_SECRET' } },
};
const ENDS = ['plan', 'apply'];
const FILES = { 'all.yaml': { clients: { api: { type: 'resource', roles: { submit: {} } } } } };

const bootstrap = (place: Workplace, ...args: readonly string[]): Promise<Run> => {
  const { username, password } = testServer();
  return place.run(['bootstrap', ...args], { KEYCLOAK_USER: username, KEYCLOAK_PASSWORD: password });
};

describe('bootstrap', () => {
  it('of another owner over the same clients is refused, and nothing is written', async () => {
    await withWorkplace('bootstrap-others', async (place) => {
      place.write(FILES);
      place.writeSettings({ auth: AUTH });
      expectExit(await bootstrap(place, '--yes'), 0);
      const writes = place.proxy.stats().byClass.write;
      place.writeSettings({ auth: AUTH }, { owner: 'example.org/somebody-else' });
      const refused = expectExit(await bootstrap(place, '--yes'), 5);
      expect(refused.stdout).toContain('client/keyplan-plan');
      expect(refused.stdout).toContain('example.org/keyplan-tests#bootstrap');
      expect(place.proxy.stats().byClass.write).toBe(writes);
    });
  });

  it('called again for an issuer in place of secrets changes how the clients sign in when it is told so, and back', async () => {
    await withWorkplace('bootstrap-changed', async (place) => {
      place.write(FILES);
      place.writeSettings({ auth: AUTH });
      expectExit(await bootstrap(place, '--yes', '--secrets-file', 'one.env'), 0);
      const { admin } = place.realm;
      const authenticator = async (): Promise<string | undefined> =>
        (await admin.get<{ clientAuthenticatorType?: string }[]>('/clients?clientId=keyplan-apply'))[0]
          ?.clientAuthenticatorType;
      const words = ENDS.flatMap((end) => ['--allow', `change-authentication:client/keyplan-${end}`]);
      const writes = place.proxy.stats().byClass.write;
      expectExit(await bootstrap(place, '--yes', '--github', 'acme/identities'), 5);
      expect(place.proxy.stats().byClass.write).toBe(writes);
      expectExit(await bootstrap(place, '--yes', '--github', 'acme/identities', ...words), 0);
      expect(await authenticator()).toBe('federated-jwt');
      expect(expectExit(await bootstrap(place, '--github', 'acme/identities'), 0).stdout).toContain('No changes.');
      const other = expectExit(await bootstrap(place, '--yes', '--github', 'acme/other', ...words), 0);
      expect(other.stdout).toContain('repo:acme/other:environment:keyplan-apply');
      const back = expectExit(await bootstrap(place, '--yes', '--secrets-file', 'two.env', ...words), 0);
      expect(back.stdout).toContain('clientAuthenticatorType');
      expect(await authenticator()).toBe('client-secret');
      const secrets = Object.fromEntries(
        readFileSync(join(place.folder, 'two.env'), 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => line.split('=') as [string, string]),
      );
      expectExit(await place.run(['plan'], secrets), 0);
    });
  });

  it('writes its secrets over no link to somewhere else', async () => {
    await withWorkplace('bootstrap-link', async (place) => {
      place.write(FILES);
      place.writeSettings({ auth: AUTH });
      writeFileSync(join(place.folder, 'elsewhere'), '');
      symlinkSync('elsewhere', join(place.folder, 'secrets.env'));
      symlinkSync('/proc/self/environ', join(place.folder, 'device.env'));
      await bootstrap(place, '--yes', '--secrets-file', 'secrets.env');
      expect(readFileSync(join(place.folder, 'elsewhere'), 'utf8')).toBe('');
      expectExit(await bootstrap(place, '--yes', '--secrets-file', 'device.env'), 4);
    });
  });
});

/** A server that is none, for one run. */
async function withStranger(
  answer: (request: http.IncomingMessage, response: http.ServerResponse) => void,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('bootstrap that is killed at any write', () => {
  it('comes to the same when it runs again', { timeout: 300_000 }, async () => {
    let current: RunningRun | undefined;
    let left = 0;
    let when: 'before' | 'after' = 'before';
    const hook = (now: typeof when) => async (request: { readonly class: string }) => {
      if (current === undefined || request.class !== 'write' || now !== when) return;
      left -= 1;
      if (left !== 0) return;
      current.process.kill('SIGKILL');
      await current.ended;
      await wait(20);
    };
    await withWorkplace(
      'bootstrap-killed',
      async (place) => {
        place.write(FILES);
        place.writeSettings({ auth: AUTH });
        const { admin } = place.realm;
        const { username, password } = testServer();
        const environment = { KEYCLOAK_USER: username, KEYCLOAK_PASSWORD: password };
        const command = ['bootstrap', '--yes', '--github', 'acme/identities'];
        const clear = async (): Promise<void> => {
          await admin.delete('/identity-provider/instances/github').catch(() => undefined);
          for (const end of ENDS) {
            const [client] = await admin.get<{ id: string }[]>(`/clients?clientId=keyplan-${end}`);
            if (client !== undefined) await admin.delete(`/clients/${client.id}`);
          }
        };
        place.proxy.reset();
        expectExit(await place.run(command, environment), 0);
        const writes = place.proxy.stats().byClass.write;
        expect(writes).toBeGreaterThan(4);
        for (let at = 1; at <= writes; at += 1) {
          await clear();
          [left, when] = [at, at % 2 === 0 ? 'after' : 'before'];
          current = place.start(command, environment);
          const killed = await current.ended;
          current = undefined;
          expect(killed.exitCode, `the run ended before write ${at}`).toBeNull();
          expectExit(await place.run(command, environment), 0);
          expect(expectExit(await place.run(command, environment), 0).stdout).toContain('No changes.');
        }
      },
      { onRequest: hook('before'), onAnswer: hook('after') },
    );
  });
});

describe('an address behind which there is no Keycloak', () => {
  it('that sends elsewhere is followed nowhere and sent no credential', async () => {
    await withWorkplace('stranger', async (place) => {
      place.write(FILES);
      const asked: string[] = [];
      const elsewhere: string[] = [];
      await withStranger(
        (request, response) => {
          elsewhere.push(request.url ?? '');
          response.end('{}');
        },
        async (other) => {
          await withStranger(
            (request, response) => {
              asked.push(`${request.method} ${request.url}`);
              response.writeHead(302, { location: `${other}/taken` }).end();
            },
            async (url) => {
              place.writeSettings({ server: url, auth: AUTH });
              const environment = { KEYPLAN_PLAN_SECRET: 'canary-of-plan', KEYPLAN_APPLY_SECRET: 'x' };
              const run = expectExit(await place.run(['plan', '--verbose'], environment), 1);
              expect(run.stderr).toContain('sends us elsewhere');
            },
          );
        },
      );
      expect(asked).toEqual([expect.stringMatching(/^GET .*openid-configuration$/)]);
      expect(elsewhere).toEqual([]);
    });
  });

  it('that answers with something else is sent no credential', async () => {
    await withWorkplace('garbage', async (place) => {
      place.write(FILES);
      const posts: string[] = [];
      for (const body of ['<html>', '[]', 'null', '{"issuer":7}', '\u001b[31m', '{"issuer":"javascript:alert(1)"}']) {
        await withStranger(
          (request, response) => {
            if (request.method !== 'GET') posts.push(request.url ?? '');
            response.end(body);
          },
          async (url) => {
            place.writeSettings({ server: url, auth: AUTH });
            const run = expectExit(await place.run(['plan'], { KEYPLAN_PLAN_SECRET: 'canary-of-plan' }), 3);
            expect(run.stderr).toContain('issuer-mismatch');
            expect(run.stderr).not.toContain('\u001b');
          },
        );
      }
      expect(posts).toEqual([]);
    });
  });
});
