import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aroundAll, describe, expect, it } from 'vitest';
import { isUpTo } from '../../src/kinds/index.js';
import { addIdentity, federatedClient, RIGHTS, trustIssuer } from '../support/federated.js';
import { testServer } from '../support/keycloak.js';
import { startSpiffeAgent, svidResponse } from '../support/spiffe-agent.js';
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.js';
import { type EchoServer, startEchoServer } from './echo-server.js';
import { withWorkplace, type Workplace } from './workplace.js';

const canary = (what: string): string => `canary-${what}-${randomBytes(12).toString('hex')}`;
const SECRET = canary('client-secret');
const WRONG = canary('wrong-secret');
const PRINTED = canary('printed');
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const JWK = { ...privateKey.export({ format: 'jwk' }), kid: 'own', alg: 'PS256' };
const HEADER = canary('header');
const SPIFFE_ID = 'spiffe://acme.example/keyplan';

let place: Workplace;
let issuer: TokenIssuer;
let echoing: EchoServer;
let environment: Readonly<Record<string, string>>;
const outputs: string[] = [];

aroundAll(async (runTests) => {
  issuer = await startTokenIssuer();
  echoing = await startEchoServer(testServer().url);
  try {
    await withWorkplace('sign-in-canaries', async (made) => {
      place = made;
      await fillRealm();
      environment = { ...issuer.jobEnvironment('the-job'), OWN_SECRET: SECRET, OWN_KEY: PEM, WRONG_SECRET: WRONG };
      environment = { ...environment, SPIFFE_ENDPOINT_SOCKET: `unix://${join(place.folder, 'agent.sock')}` };
      place.write({ 'realm.yaml': { clients: { made: { type: 'service' } } } });
      writeFileSync(join(place.folder, 'own.jwk'), JSON.stringify(JWK));
      if (!isOld) writeFileSync(join(place.folder, 'own.token'), tokenOf('the-file'));
      const agent = await startSpiffeAgent(join(place.folder, 'agent.sock'), ({ fields }) => {
        const [audience = '', id = ''] = fields.map(([, text]) => text);
        const claims = { iss: undefined, jti: undefined };
        return {
          body: svidResponse([id, issuer.token({ subject: id, audience, claims })]),
          trailers: { 'grpc-status': '0' },
        };
      });
      try {
        await runTests();
      } finally {
        agent.close();
      }
    });
  } finally {
    await echoing.close();
    await issuer.close();
  }
});

/** Assertions of others came with 26.4. */
const isOld = isUpTo(6, testServer().version);

async function fillRealm(): Promise<void> {
  const { realm } = place;
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'own', use: 'sig' };
  await addIdentity(realm, 'by-secret', RIGHTS.apply, { secret: SECRET });
  await addIdentity(realm, 'by-key', RIGHTS.apply, {
    clientAuthenticatorType: 'client-jwt',
    attributes: { 'use.jwks.string': 'true', 'jwks.string': JSON.stringify({ keys: [jwk] }) },
  });
  if (isOld) return;
  await trustIssuer(realm, issuer, { supportsClientAssertionReuse: 'true' });
  await realm.admin.post('/identity-provider/instances', {
    alias: 'spire',
    providerId: 'spiffe',
    enabled: true,
    config: { trustDomain: 'spiffe://acme.example', bundleEndpoint: issuer.bundleUrl },
  });
  await addIdentity(realm, 'by-svid', RIGHTS.apply, federatedClient(SPIFFE_ID, 'spire'));
  await addIdentity(realm, 'by-file', RIGHTS.apply, federatedClient('the-file'));
  await addIdentity(realm, 'by-job', RIGHTS.apply, federatedClient('the-job'));
  await addIdentity(realm, 'by-program', RIGHTS.apply, federatedClient('the-program'));
}

type SignIn = Readonly<Record<string, unknown>>;

const BY_SECRET: SignIn = { clientId: 'by-secret', clientSecret: { env: 'OWN_SECRET' } };
const BY_KEY: SignIn = { clientId: 'by-key', privateKeyJwt: { key: { env: 'OWN_KEY' }, kid: 'own' } };
const BY_JWK: SignIn = { clientId: 'by-key', privateKeyJwt: { key: { file: 'own.jwk' } } };
const BY_JOB: SignIn = { clientId: 'by-job', githubOidc: {} };
const BY_FILE: SignIn = { clientId: 'by-file', tokenFile: { path: 'own.token' } };
const BY_SVID: SignIn = { clientId: 'by-svid', spiffe: { spiffeId: SPIFFE_ID } };

/** A program that prints this and says it on its error output too, with the end that it is told. */
function byProgram(printed: string, exitCode: number): SignIn {
  const code = `console.log(${JSON.stringify(printed)}); console.error(${JSON.stringify(`see ${printed}`)}); process.exitCode = ${exitCode};`;
  writeFileSync(join(place.folder, 'print.mjs'), code);
  return { clientId: 'by-program', exec: { command: ['node', 'print.mjs'] } };
}

const tokenOf = (subject: string): string =>
  issuer.token({ subject, audience: `${place.proxy.url}/realms/${place.realm.name}` });

/** Runs everything that signs in, at the most talkative level, at this server. */
async function runAll(server: string, auth: SignIn, exitCodes: readonly number[]): Promise<void> {
  place.writeSettings({ server, auth: { plan: auth, apply: auth }, connection: { headers: { 'X-Trace': HEADER } } });
  for (const line of [
    'plan --verbose',
    'plan --json --verbose',
    'apply --yes --verbose',
    'apply --yes --json --verbose',
  ]) {
    const { exitCode, stdout, stderr } = await place.run(line.split(' '), environment);
    outputs.push(`${line} of ${JSON.stringify(auth)}\n${stdout}\n${stderr}`);
    expect(exitCodes, `${line}:\n${stdout}\n${stderr}`).toContain(exitCode);
  }
}

/** Which of what is secret stands in any output. */
function leaks(): readonly string[] {
  const keyLines = PEM.split('\n').filter((line) => line.length > 20 && !line.startsWith('---'));
  const bearer = environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '';
  const tokens = [...issuer.tokens(), ...echoing.tokens()].flatMap((token) =>
    token.split('.').filter((part) => part.length > 40),
  );
  const jwkParts = [JWK.d, JWK.p, JWK.q, JWK.dp, JWK.dq, JWK.qi].filter((part) => part !== undefined);
  const secrets = [SECRET, WRONG, PRINTED, HEADER, bearer, ...keyLines, ...jwkParts, ...tokens];
  return outputs.flatMap((text) => [
    ...secrets.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret))),
    ...(text.match(/eyJ[\w-]{8,}\.[^\s]*/g) ?? []),
  ]);
}

describe('what signs in', () => {
  const ways = (): readonly SignIn[] =>
    isOld ? [BY_SECRET, BY_KEY, BY_JWK] : [BY_SECRET, BY_KEY, BY_JWK, BY_JOB, BY_FILE, BY_SVID];

  it('is in nothing that is said where it is taken', async () => {
    for (const way of ways()) await runAll(place.proxy.url, way, [0]);
    expect(leaks()).toEqual([]);
  });

  it('is in nothing that is said of a server which repeats what it was sent', async () => {
    for (const way of ways()) {
      echoing.echo('sign-in');
      await runAll(echoing.url, way, [3]);
      echoing.echo('reads');
      await runAll(echoing.url, way, [1, 3]);
    }
    expect(leaks()).toEqual([]);
  });

  it('is in nothing that is said where it is refused', async () => {
    await runAll(place.proxy.url, { clientId: 'by-secret', clientSecret: { env: 'WRONG_SECRET' } }, [3]);
    await runAll(place.proxy.url, { clientId: 'by-key', privateKeyJwt: { key: { env: 'WRONG_SECRET' } } }, [3]);
    await runAll(place.proxy.url, { clientId: 'by-key', privateKeyJwt: { key: { env: 'OWN_KEY' }, kid: 'no' } }, [3]);
    if (!isOld) await runAll(place.proxy.url, { ...BY_JOB, clientId: 'by-program' }, [3]);
    expect(leaks()).toEqual([]);
  });

  it('is in nothing that is said of a program which talks', async () => {
    if (!isOld) await runAll(place.proxy.url, byProgram(tokenOf('the-program'), 0), [0, 3]);
    for (const printed of [tokenOf('the-program'), PRINTED]) {
      await runAll(place.proxy.url, byProgram(printed, 1), [3]);
      await runAll(place.proxy.url, byProgram(`${printed} ${printed}`, 0), [3]);
    }
    expect(leaks()).toEqual([]);
  });
});
