// The real server by TLS of its own: with and without its authority, and identities that sign in by a certificate.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAuthority } from '../support/certificates.js';
import { addIdentity, RIGHTS } from '../support/federated.js';
import { CLIENT_SUBJECT } from '../support/rigs/certificates.js';
import { requireTls } from '../support/rigs/index.js';
import { expectExit, withWorkplace } from './workplace.js';

const FILES = { 'realm.yaml': { clients: { made: { type: 'service' } } } };
const PLAN = ['plan', '--detailed-exitcode'];

describe('a server whose certificate nobody knows', () => {
  it('is planned and applied against with its authority, and is sent nothing without', async (context) => {
    const { url, certificates } = requireTls(context);
    await withWorkplace('tls-real', async (place) => {
      place.write(FILES);
      place.writeSettings({ server: url });
      const refused = expectExit(await place.run(PLAN), 3);
      expect(refused.stderr).toContain('unreachable');
      expect(refused.stderr).toContain('caFile');
      place.writeSettings({ server: url, connection: { caFile: certificates.ca } });
      expectExit(await place.run(PLAN), 2);
      expectExit(await place.run(['apply', '--yes']), 0);
      expectExit(await place.run(PLAN), 0);
      place.writeSettings({ server: url, connection: { insecureSkipTlsVerify: true } });
      expect(expectExit(await place.run(PLAN), 0).stderr).toContain('insecure-tls');
    });
  });
});

describe('an identity with a certificate', () => {
  it('plans and applies by it, and is refused with another one or with none that the server trusts', async (context) => {
    const { url, certificates } = requireTls(context);
    await withWorkplace('certificates', async (place) => {
      const identities = { plan: 'looks-by-certificate', apply: 'writes-by-certificate' } as const;
      for (const role of ['plan', 'apply'] as const) {
        await addIdentity(place.realm, identities[role], RIGHTS[role], {
          clientAuthenticatorType: 'client-x509',
          attributes: { 'x509.subjectdn': `CN=${CLIENT_SUBJECT}` },
        });
      }
      await addIdentity(place.realm, 'of-somebody-else', RIGHTS.plan, {
        clientAuthenticatorType: 'client-x509',
        attributes: { 'x509.subjectdn': 'CN=somebody-else' },
      });
      const signIn = (clientId: string, certificate: string, key: object): object => ({
        clientId,
        clientCertificate: { certificate: { file: certificate }, key },
      });
      const { clientCertificate, clientKey } = certificates;
      const own = (clientId: string): object => signIn(clientId, clientCertificate, { file: clientKey });
      const settings = (plan: object, apply: object): void =>
        place.writeSettings({ server: url, connection: { caFile: certificates.ca }, auth: { plan, apply } });
      place.write(FILES);

      // The key in a file for one, in a variable for the other.
      const inVariable = signIn(identities.apply, clientCertificate, { env: 'OWN_KEY' });
      settings(own(identities.plan), inVariable);
      const keyText = readFileSync(clientKey, 'utf8');
      expectExit(await place.run(PLAN), 2);
      expectExit(await place.run(['apply', '--yes'], { OWN_KEY: keyText }), 0);
      const planned = expectExit(await place.run([...PLAN, '--verbose']), 0);
      expect(planned.stdout + planned.stderr).not.toContain(keyText.split('\n')[1]);

      settings(own('of-somebody-else'), inVariable);
      const otherName = expectExit(await place.run(PLAN), 3).stderr.replaceAll(/\s+/g, ' ');
      expect(otherName).toContain('sign-in-refused');
      expect(otherName).toContain('X509 Certificate');

      const stranger = createAuthority('somebody').issue(CLIENT_SUBJECT);
      writeFileSync(join(place.folder, 'other.pem'), stranger.certificate);
      writeFileSync(join(place.folder, 'other.key'), stranger.key);
      settings(signIn(identities.plan, 'other.pem', { file: 'other.key' }), inVariable);
      expectExit(await place.run(PLAN), 3);

      settings(signIn(identities.plan, 'other.pem', { file: clientKey }), inVariable);
      expect(expectExit(await place.run(PLAN), 3).stderr).toContain('credential-missing');
    });
  });
});
