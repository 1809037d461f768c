import { generateKeyPairSync } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aroundAll, describe, expect, it } from 'vitest';
import { isUpTo } from '../../src/kinds/index.js';
import { addIdentity, federatedClient, RIGHTS, trustIssuer } from '../support/federated.js';
import { testServer } from '../support/keycloak.js';
import { startSpiffeAgent, svidResponse } from '../support/spiffe-agent.js';
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.js';
import { expectExit, jsonOf, type PlanDocument, withWorkplace, type Workplace } from './workplace.js';

/** Assertions of others came with 26.4. */
const isOld = isUpTo(6, testServer().version);
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let place: Workplace;
let issuer: TokenIssuer;
aroundAll(async (run) => {
  issuer = await startTokenIssuer();
  try {
    await withWorkplace('sign-in-ways', async (made) => {
      place = made;
      if (!isOld) await trustIssuer(place.realm, issuer);
      await run();
    });
  } finally {
    await issuer.close();
  }
});

type Role = 'plan' | 'apply';
const ROLES: readonly Role[] = ['plan', 'apply'];

interface Way {
  /** The client as the realm has it. */
  readonly client: (role: Role) => object;
  /** The keys of the sign-in besides its client id. */
  readonly settings: (role: Role) => Readonly<Record<string, unknown>>;
  readonly environment?: (role: Role) => Readonly<Record<string, string>>;
}

/** Adds both identities, and does a plan and an apply of a client by them. Neither run has what only the other one needs. Gives the client. */
async function planAndApply(name: string, { client, settings, environment }: Way): Promise<object | undefined> {
  const auth: Record<string, unknown> = {};
  for (const role of ROLES) {
    const clientId = `keyplan-${role}-${name}`;
    await addIdentity(place.realm, clientId, RIGHTS[role], client(role));
    auth[role] = { clientId, ...settings(role) };
  }
  place.writeSettings({ auth });
  place.write({ 'realm.yaml': { clients: { [`made-${name}`]: { type: 'service' } } } });
  const [toPlan, toApply] = ROLES.map((role) => environment?.(role) ?? {});
  const planned = jsonOf<PlanDocument>(expectExit(await place.run(['plan', '--json'], toPlan), 0));
  expect(planned.counts).toMatchObject({ create: 1 });
  const applied = expectExit(await place.run(['apply', '--yes'], toApply), 0);
  expect(applied.stderr).not.toContain('password-sign-in');
  expectExit(await place.run(['plan', '--detailed-exitcode'], toPlan), 0);
  const [made] = await place.realm.admin.get<object[]>(`/clients?clientId=made-${name}`);
  return made;
}

/** A text file of the workplace, and its name there. */
function fileOf(name: string, content: string): string {
  writeFileSync(join(place.folder, name), content);
  return name;
}

const secret: Way = {
  client: (role) => ({ secret: `secret-to-${role}` }),
  settings: () => ({ clientSecret: { env: 'OWN_SECRET' } }),
  environment: (role) => ({ OWN_SECRET: `secret-to-${role}` }),
};

const KEYS = {
  RS256: { pair: rsa, text: () => rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() },
  PS256: {
    pair: rsa,
    text: () => JSON.stringify({ ...rsa.privateKey.export({ format: 'jwk' }), kid: 'own', alg: 'PS256' }),
  },
  ES256: { pair: ec, text: () => ec.privateKey.export({ type: 'sec1', format: 'pem' }).toString() },
} as const;

const privateKey = (algorithm: keyof typeof KEYS): Way => {
  const { pair, text } = KEYS[algorithm];
  const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'own', use: 'sig', alg: algorithm };
  return {
    client: () => ({
      clientAuthenticatorType: 'client-jwt',
      attributes: { 'use.jwks.string': 'true', 'jwks.string': JSON.stringify({ keys: [jwk] }) },
    }),
    settings: (role) => {
      // The second one in a variable, the algorithm and the name of the key from the JWK where it has them.
      const key = role === 'plan' ? { file: fileOf(`${algorithm}.key`, text()) } : { env: 'OWN_KEY' };
      return { privateKeyJwt: algorithm === 'PS256' ? { key } : { key, algorithm, kid: 'own' } };
    },
    environment: (role) => (role === 'plan' ? {} : { OWN_KEY: text() }),
  };
};

const subjectOf = (role: Role): string => `repo:acme/identities:environment:keyplan-${role}`;
const githubOidc: Way = {
  client: (role) => federatedClient(subjectOf(role)),
  settings: () => ({ githubOidc: {} }),
  environment: (role) => issuer.jobEnvironment(subjectOf(role)),
};

describe('plan and apply sign in', () => {
  it('by a secret', async () => {
    expect(await planAndApply('secret', secret)).toMatchObject({ serviceAccountsEnabled: true });
  });
  it.each(['RS256', 'PS256', 'ES256'] as const)('by a key of their own, and %s', async (algorithm) => {
    expect(await planAndApply(algorithm.toLowerCase(), privateKey(algorithm))).toMatchObject({
      serviceAccountsEnabled: true,
    });
  });

  it('by a user and a password, with a warning', async () => {
    place.writeSettings({});
    place.write({ 'realm.yaml': { clients: { 'made-password': { type: 'service' } } } });
    expect(expectExit(await place.run(['plan']), 0).stderr).toContain('password-sign-in');
    expect(expectExit(await place.run(['apply', '--yes']), 0).stderr).toContain('password-sign-in');
    expectExit(await place.run(['plan', '--detailed-exitcode']), 0);
  });
});

const describeAssertions = (): unknown =>
  describe('plan and apply sign in by an assertion', () => {
    it('of the runner of GitHub Actions, each by a job of its own, before and after the issuer changed its key', async () => {
      expect(await planAndApply('github', githubOidc)).toMatchObject({ serviceAccountsEnabled: true });
      issuer.changeKey();
      const shown = issuer.tokens().length;
      const run = await place.run(['plan', '--detailed-exitcode'], issuer.jobEnvironment(subjectOf('plan')));
      expectExit(run, 0);
      expect(issuer.tokens().length).toBeGreaterThan(shown);
    });

    it('that is fresh for each token request, so that one whose answer was lost does no harm', async () => {
      place.proxy.reset({ faults: [{ action: 'drop-after', class: 'token', times: 1 }] });
      const before = issuer.tokens().length;
      const environment = issuer.jobEnvironment(subjectOf('plan'));
      expectExit(await place.run(['plan', '--detailed-exitcode'], environment), 0);
      place.proxy.reset({ faults: [] });
      const shown = issuer.tokens().slice(before);
      expect(shown).toHaveLength(2);
      expect(new Set(shown).size).toBe(2);
    });

    it('in a file, which is read for each sign-in', async () => {
      const token = (role: Role): string => issuer.token({ subject: `file-${role}`, audience: realmIssuer() });
      await addTwo(
        'file',
        (role) => `file-${role}`,
        (role) => ({ tokenFile: { path: `${role}.token` } }),
      );
      for (const [role, args] of [
        ['plan', ['plan']],
        ['apply', ['apply', '--yes']],
        ['plan', ['plan', '--detailed-exitcode']],
      ] as const) {
        fileOf(`${role}.token`, `${token(role)}\n`);
        expectExit(await place.run(args), 0);
      }
      const again = expectExit(await place.run(['plan']), 3);
      expect(again.stderr).toContain('Token reuse detected');
      expect(again.stderr).toContain('shown before');
    });

    it('that a program prints for the audience that it is told', async () => {
      const program = `
        const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer, KEYPLAN_AUDIENCE } = process.env;
        const headers = { authorization: 'Bearer ' + bearer };
        const answer = await fetch(url + '&audience=' + encodeURIComponent(KEYPLAN_AUDIENCE), { headers });
        console.log((await answer.json()).value);`;
      const command = ['node', fileOf('print-token.mjs', program)];
      await addTwo(
        'exec',
        (role) => `exec-${role}`,
        () => ({ exec: { command } }),
      );
      const environment = (role: Role): Readonly<Record<string, string>> => issuer.jobEnvironment(`exec-${role}`);
      expectExit(await place.run(['plan'], environment('plan')), 0);
      expectExit(await place.run(['apply', '--yes'], environment('apply')), 0);
      expectExit(await place.run(['plan', '--detailed-exitcode'], environment('plan')), 0);
    });

    it('of a SPIFFE agent, each as an identity of its own', async () => {
      await place.realm.admin.post('/identity-provider/instances', {
        alias: 'spire',
        providerId: 'spiffe',
        enabled: true,
        config: { trustDomain: 'spiffe://acme.example', bundleEndpoint: issuer.bundleUrl },
      });
      const idOf = (role: Role): string => `spiffe://acme.example/keyplan/${role}`;
      await addTwo(
        'spiffe',
        idOf,
        (role) => ({ spiffe: { spiffeId: idOf(role) } }),
        (role) => federatedClient(idOf(role), 'spire'),
      );
      const agent = await startSpiffeAgent(join(place.folder, 'agent.sock'), ({ fields }) => {
        const [audience = '', id = ''] = fields.map(([, text]) => text);
        // As SPIRE's own: without an issuer and without a jti.
        const svid = issuer.token({ subject: id, audience, claims: { iss: undefined, jti: undefined } });
        return { body: svidResponse([id, svid]), trailers: { 'grpc-status': '0' } };
      });
      try {
        const environment = { SPIFFE_ENDPOINT_SOCKET: `unix://${agent.socket}` };
        expectExit(await place.run(['plan'], environment), 0);
        expectExit(await place.run(['apply', '--yes'], environment), 0);
        expectExit(await place.run(['plan', '--detailed-exitcode'], environment), 0);
      } finally {
        agent.close();
      }
    });

    it('and are told what can be seen of one that is refused, and none of its signature', async () => {
      await addTwo(
        'refused',
        (role) => `refused-${role}`,
        () => ({ tokenFile: { path: 'wrong.token' } }),
      );
      const wrong = issuer.token({ subject: 'refused-plan', audience: 'https://somebody.example' });
      fileOf('wrong.token', wrong);
      const { stderr } = expectExit(await place.run(['plan', '--verbose']), 3);
      const words = stderr.replaceAll(/\s+/g, ' ');
      expect(words).toContain(`The audience must be exactly ${realmIssuer()}, and is https://somebody.example.`);
      expect(words).toContain(`assertion of ${issuer.url} for subject refused-plan`);
      expect(words).toContain('clocks equal');
      expect(stderr).not.toContain(wrong.split('.')[2]);
    });
  });

const realmIssuer = (): string => `${place.proxy.url}/realms/${place.realm.name}`;

async function addTwo(
  name: string,
  subject: (role: Role) => string,
  settings: (role: Role) => Readonly<Record<string, unknown>>,
  client: (role: Role) => object = (role) => federatedClient(subject(role)),
): Promise<void> {
  const auth: Record<string, unknown> = {};
  for (const role of ROLES) {
    await addIdentity(place.realm, `keyplan-${role}-${name}`, RIGHTS[role], client(role));
    auth[role] = { clientId: `keyplan-${role}-${name}`, ...settings(role) };
  }
  place.writeSettings({ auth });
  place.write({ 'realm.yaml': { clients: { [`made-${name}`]: { type: 'service' } } } });
}

if (!isOld) describeAssertions();

describe('what only looks', () => {
  it('never asks for what the writing identity shows', async () => {
    await addIdentity(place.realm, 'keyplan-looks', RIGHTS.plan, { secret: 'secret-to-look' });
    const command = ['node', '-e', `require('node:fs').writeFileSync('asked', 'yes')`];
    const plan = { clientId: 'keyplan-looks', clientSecret: { env: 'OWN_SECRET' } };
    place.writeSettings({ auth: { plan, apply: { clientId: 'keyplan-writes', exec: { command } } } });
    place.write({ 'realm.yaml': { clients: { 'made-never': { type: 'service' } } } });
    const environment = { OWN_SECRET: 'secret-to-look' };
    expectExit(await place.run(['plan'], environment), 0);
    expectExit(await place.run(['drift'], environment), 0);
    expectExit(await place.run(['export', '--out', 'exported'], environment), 0);
    expect(existsSync(join(place.folder, 'asked'))).toBe(false);
    expectExit(await place.run(['apply', '--yes'], environment), 3);
    expect(existsSync(join(place.folder, 'asked'))).toBe(true);
  });
});
