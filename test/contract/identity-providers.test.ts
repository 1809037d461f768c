// What bootstrap relies on where it makes the identity provider that vouches for keyplan, and what the server then takes.
import { beforeEach, describe, expect, it } from 'vitest';
import { isUpTo } from '../../src/kinds/index.js';
import { testServer, type TestRealm, withRealm } from '../support/keycloak.js';
import { leaveOut } from '../support/leave-out.js';
import { requireRig } from '../support/rigs/index.js';
import { withCluster } from '../support/rigs/kubernetes.js';
import { withSpire } from '../support/rigs/spire.js';
import { startTokenIssuer } from '../support/token-issuer.js';

const INSTANCES = '/identity-provider/instances';
const GITHUB = {
  issuer: 'https://issuer.example',
  jwksUrl: 'https://issuer.example/keys',
  useJwksUrl: 'true',
  supportsClientAssertions: 'true',
};

interface Provider {
  readonly alias: string;
  readonly hideOnLogin?: boolean;
  readonly config: Readonly<Record<string, string>>;
}

const statusOf = async (asked: Promise<unknown>): Promise<string> =>
  await asked.then(
    () => 'accepted',
    (error: unknown) => String(error),
  );

const addProvider = (realm: TestRealm, alias: string, providerId: string, config: object): Promise<string> =>
  realm.admin.post(INSTANCES, { alias, providerId, enabled: true, hideOnLogin: true, config });

async function addFederatedClient(realm: TestRealm, alias: string, subject: string): Promise<void> {
  await realm.admin.post('/clients', {
    clientId: `client of ${subject}`,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    clientAuthenticatorType: 'federated-jwt',
    attributes: { 'jwt.credential.issuer': alias, 'jwt.credential.sub': subject },
  });
}

/** What the token endpoint says to an assertion: `ok`, or its own words. */
async function signIn(realm: TestRealm, type: 'jwt-bearer' | 'jwt-spiffe', assertion: string): Promise<string> {
  const answer = await fetch(`${realm.issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: `urn:ietf:params:oauth:client-assertion-type:${type}`,
      client_assertion: assertion,
    }),
  });
  const body = (await answer.json()) as { readonly error_description?: string };
  return answer.ok ? 'ok' : (body.error_description ?? `${answer.status}`);
}

describe('identity providers', () => {
  beforeEach((context) => {
    const { version } = testServer();
    if (isUpTo(5, version))
      leaveOut(context, `Keycloak ${version} has no clients that another issuer vouches for, or only as a preview`);
  });

  it('keep a key of their config that no provider knows, which is where our mark is', async () => {
    await withRealm('idp-mark', async (realm) => {
      await addProvider(realm, 'github', 'oidc', { ...GITHUB, 'keyplan.owner': 'somebody#bootstrap' });
      const [listed] = await realm.admin.get<Provider[]>(`${INSTANCES}?briefRepresentation=false&first=0&max=10000`);
      expect(listed?.config).toEqual({ ...GITHUB, 'keyplan.owner': 'somebody#bootstrap' });
    });
  });

  it('lose what a PUT does not send', async () => {
    await withRealm('idp-put', async (realm) => {
      await addProvider(realm, 'github', 'oidc', GITHUB);
      await realm.admin.put(`${INSTANCES}/github`, {
        alias: 'github',
        providerId: 'oidc',
        config: { issuer: GITHUB.issuer },
      });
      const after = await realm.admin.get<Provider>(`${INSTANCES}/github`);
      expect([after.config, after.hideOnLogin]).toEqual([{ issuer: GITHUB.issuer }, undefined]);
    });
  });

  it('refuse an issuer that another one has', async () => {
    await withRealm('idp-issuer', async (realm) => {
      await addProvider(realm, 'github', 'oidc', GITHUB);
      expect(await statusOf(addProvider(realm, 'again', 'oidc', GITHUB))).toContain("already used for IDP 'github'");
      expect(await statusOf(addProvider(realm, 'again', 'kubernetes', { issuer: GITHUB.issuer }))).toContain(
        "already used for IDP 'github'",
      );
    });
  });

  it('take a trust domain without anywhere to find its keys, which is why bootstrap asks for it', async () => {
    await withRealm('idp-bundle', async (realm) => {
      expect(await statusOf(addProvider(realm, 'spiffe', 'spiffe', { trustDomain: 'spiffe://example.org' }))).toBe(
        'accepted',
      );
      expect(await statusOf(addProvider(realm, 'other', 'spiffe', { trustDomain: 'example.org' }))).toContain(
        'Invalid trust domain',
      );
    });
  });

  describe('of assertions, by age and clock:', () => {
    const bothTypes = ['kubernetes', 'spiffe'] as const;

    /** What the server says to an assertion that is so many seconds old; less than nothing is from a clock that is ahead. */
    async function atAge(realm: TestRealm, type: (typeof bothTypes)[number], more: object, ...ages: readonly number[]) {
      const issuer = await startTokenIssuer();
      try {
        const subject = type === 'spiffe' ? `spiffe://${realm.name}.org/ci` : 'system:serviceaccount:apps:worker';
        const own = { trustDomain: `spiffe://${realm.name}.org`, bundleEndpoint: issuer.bundleUrl };
        await addProvider(realm, type, type, { ...(type === 'spiffe' ? own : { issuer: issuer.url }), ...more });
        await addFederatedClient(realm, type, subject);
        const said: string[] = [];
        for (const age of ages) {
          const iat = Math.floor(Date.now() / 1000) - age;
          const claims = { iat, nbf: iat, exp: iat + age + 600 };
          const token = issuer.token({ subject, audience: realm.issuer, claims });
          said.push(await signIn(realm, type === 'spiffe' ? 'jwt-spiffe' : 'jwt-bearer', token));
        }
        return said;
      } finally {
        await issuer.close();
      }
    }

    it('a token of a cluster counts as long as it lives', async () => {
      await withRealm('idp-age-cluster', async (realm) => {
        expect(await atAge(realm, 'kubernetes', {}, 0, 310, 3_000)).toEqual(['ok', 'ok', 'ok']);
      });
    });

    it('one of SPIRE counts for 300 seconds, unless the provider says otherwise', async () => {
      await withRealm('idp-age-spire', async (realm) => {
        const tooOld = expect.stringContaining('too far in the past');
        expect(await atAge(realm, 'spiffe', {}, 0, 290, 310)).toEqual(['ok', 'ok', tooOld]);
      });
      await withRealm('idp-age-longer', async (realm) => {
        expect(await atAge(realm, 'spiffe', { fedClientAssertionMaxExp: '900' }, 310)).toEqual(['ok']);
      });
    });

    it.for(bothTypes)('one of a clock that is 5 s ahead counts where the %s provider allows it', async (type) => {
      await withRealm('idp-clock', async (realm) => {
        expect(await atAge(realm, type, {}, -5)).not.toEqual(['ok']);
      });
      await withRealm('idp-clock', async (realm) => {
        expect(await atAge(realm, type, { allowedClockSkew: '15' }, -5)).toEqual(['ok']);
      });
    });
  });

  it("take a cluster's token for the realm, twice, and none for another audience", async (context) => {
    const { folder, certificates } = requireRig(context, 'kubernetes');
    await withCluster(folder, certificates, async (cluster) => {
      await cluster.addServiceAccount('apps', 'worker');
      await withRealm('idp-cluster', async (realm) => {
        await addProvider(realm, 'kubernetes', 'kubernetes', { issuer: cluster.issuer });
        await addFederatedClient(realm, 'kubernetes', 'system:serviceaccount:apps:worker');
        const token = await cluster.requestToken('apps/worker', realm.issuer, 600);
        expect(await signIn(realm, 'jwt-bearer', token)).toBe('ok');
        expect(await signIn(realm, 'jwt-bearer', token)).toBe('ok');
        const other = await cluster.requestToken('apps/worker', 'https://another.example', 600);
        expect(await signIn(realm, 'jwt-bearer', other)).toBe('Invalid token audience');
      });
    });
  });

  it('take a token of SPIRE for the realm, and none for two audiences', async (context) => {
    const { folder, certificates } = requireRig(context, 'spire');
    await withSpire(folder, certificates, async (spire) => {
      await spire.addEntry('/ci/keyplan');
      await withRealm('idp-spire', async (realm) => {
        const { trustDomain, bundleEndpoint } = spire;
        await addProvider(realm, 'spiffe', 'spiffe', { trustDomain, bundleEndpoint });
        await addFederatedClient(realm, 'spiffe', `${trustDomain}/ci/keyplan`);
        const one = await spire.fetchToken('/ci/keyplan', realm.issuer);
        expect(await signIn(realm, 'jwt-spiffe', one)).toBe('ok');
        const two = await spire.fetchToken('/ci/keyplan', realm.issuer, 'https://another.example');
        expect(await signIn(realm, 'jwt-spiffe', two)).not.toBe('ok');
      });
    });
  });
});
