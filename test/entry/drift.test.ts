import { aroundAll, describe, expect, it } from 'vitest';
import { addUndeclaredObjects, changeClient, declaredFiles, HAND_CHANGES, type HandChange } from './hand-changes.js';
import { type RealmSnapshot, snapshotRealm } from './realm-snapshot.js';
import { expectExit, jsonOf, type PlanDocument, type Run, withWorkplace, type Workplace } from './workplace.js';

describe('changes made by hand', () => {
  let place: Workplace;
  let asApplied: RealmSnapshot;
  const declared = new Set([...HAND_CHANGES.map(({ clientId }) => clientId), 'orders']);

  aroundAll(async (runTests) => {
    await withWorkplace('drift', async (made) => {
      place = made;
      await addUndeclaredObjects(place.realm);
      place.write(declaredFiles());
      expectExit(await place.run(['apply', '--yes']), 0);
      asApplied = await snapshot();
      await runTests();
    });
  });

  const snapshot = (): Promise<RealmSnapshot> => snapshotRealm(place.realm, declared);
  const plan = (...more: readonly string[]): Promise<Run> => place.run(['plan', '--detailed-exitcode', ...more]);

  /** The changes that a plan shows, as tests write them down; marks are none. */
  async function changesFound(exitCode = 2): Promise<unknown> {
    const document = jsonOf<PlanDocument>(expectExit(await plan('--json'), exitCode));
    return document.changes
      .filter(({ action }) => action !== 'mark')
      .map(({ address, origin, fields }) => ({
        address,
        origin,
        fields: fields.map(({ path, before, after }) => ({ path, before, after })),
      }));
  }

  const expected = ({ clientId, fields }: HandChange): unknown => ({
    address: `client/${clientId}`,
    origin: 'drift',
    fields: fields.map(({ path, before, after }) => ({ path, before, after })),
  });

  /** A look for drift finds just these, in each format, and sends nothing but GET and the request for its token. */
  async function expectDrift(addresses: readonly string[]): Promise<void> {
    place.proxy.reset();
    const document = jsonOf<PlanDocument>(expectExit(await place.run(['drift', '--json']), 2));
    expect(document.changes.map(({ address }) => address)).toEqual(addresses);
    for (const args of [['drift'], ['drift', '--markdown']]) {
      const { stdout } = expectExit(await place.run(args), 2);
      expect(stdout).toContain(`Drift: ${addresses.length} object`);
    }
    const writes = place.proxy.log().filter(({ class: what, method }) => what !== 'token' && method !== 'GET');
    expect(writes).toEqual([]);
  }

  it.for(HAND_CHANGES)('shows and repairs $name, alone', async (change) => {
    await change.seed(place.realm, change.clientId);
    expect(await changesFound()).toEqual([expected(change)]);
    expectExit(await place.run(['apply', '--yes']), 0);
    expect(await snapshot()).toEqual(asApplied);
  });

  it('shows and repairs all of them together', async () => {
    for (const change of HAND_CHANGES) await change.seed(place.realm, change.clientId);
    const all = HAND_CHANGES.toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1));
    expect(await changesFound()).toEqual(all.map(expected));
    const text = await plan();
    for (const { clientId } of HAND_CHANGES) expect(text.stdout).toContain(`client ${clientId}`);
    await expectDrift(all.map(({ clientId }) => `client/${clientId}`));
    expectExit(await place.run(['apply', '--yes']), 0);
    expect(await snapshot()).toEqual(asApplied);
    expectExit(await plan(), 0);
  });

  it('counts a client that nobody declared, and names it on request', async () => {
    await place.realm.admin.post('/clients', { clientId: 'rogue-client' });
    const counted = expectExit(await plan(), 0);
    expect(counted.stdout).toContain('1 not managed');
    expect(counted.stdout).not.toContain('rogue-client');
    expect(expectExit(await plan('--show-unmanaged'), 0).stdout).toContain('rogue-client');
    const document = jsonOf<PlanDocument>(await plan('--json', '--show-unmanaged'));
    expect(document.unmanaged).toEqual(['rogue-client']);
    expect(document.counts['unmanagedClients']).toBe(1);
  });

  it('finds nothing in reordered URIs', async () => {
    await changeClient(place.realm, 'portal', ({ redirectUris = [] }) => ({ redirectUris: redirectUris.toReversed() }));
    expect(await changesFound(0)).toEqual([]);
  });

  it.for(['portal', 'agent-flow', 'orders'])(
    'finds nothing in %s after the admin console saved it as it was',
    async (clientId) => {
      await changeClient(place.realm, clientId, ({ attributes }) => ({
        attributes: { ...CONSOLE_ATTRIBUTES, ...attributes },
      }));
      expect(await changesFound(0)).toEqual([]);
    },
  );
});

/** What the console's form adds to the attributes of a client: defaults, without meaning (26.7.4). */
const CONSOLE_ATTRIBUTES = {
  'acr.loa.map': '{}',
  'backchannel.logout.session.required': 'true',
  'backchannel.logout.revoke.offline.tokens': 'false',
  'client.introspection.response.allow.jwt.claim.enabled': 'false',
  'client.use.lightweight.access.token.enabled': 'false',
  'client_credentials.use_refresh_token': 'false',
  'display.on.consent.screen': 'false',
  'dpop.bound.access.tokens': 'false',
  'frontchannel.logout.session.required': 'true',
  login_theme: '',
  'oauth2.device.authorization.grant.enabled': 'false',
  'oidc.ciba.grant.enabled': 'false',
  'require.pushed.authorization.requests': 'false',
  'standard.token.exchange.enabled': 'false',
  'tls.client.certificate.bound.access.tokens': 'false',
  'token.response.type.bearer.lower-case': 'false',
  'use.jwks.url': 'false',
  'use.refresh.tokens': 'true',
};
