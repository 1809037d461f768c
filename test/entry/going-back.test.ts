// What a revert of the files brings back, and what is gone for good: docs/going-back.md says the same.
import { expect, it } from 'vitest';
import { repositoryIn } from '../support/git-repository.js';
import { clientState, signInStatus } from './whole-client.js';
import { expectExit, withWorkplace } from './workplace.js';

const CLIENTS = {
  agent: { type: 'service', description: 'works', serviceAccount: { realmRoles: ['reader'], groups: ['/team'] } },
  resting: { type: 'service', serviceAccount: { realmRoles: ['reader'] } },
};
const OTHERS = { roles: { reader: {} }, groups: { '/team': {} } };

it('a revert brings a deleted client back with a new secret and identifier, and a disabled one as it was', async () => {
  await withWorkplace('going-back', async (place) => {
    const { realm } = place;
    const repository = repositoryIn(place.folder);
    repository.git('init', '-q', '-b', 'main');
    place.write({ 'realm.yaml': { ...OTHERS, clients: CLIENTS } });
    repository.commit();
    expectExit(await place.run(['apply', '--yes']), 0);
    const before = await clientState(realm, 'agent');
    const resting = await clientState(realm, 'resting');

    const removed = { clients: { agent: { then: 'delete' }, resting: { then: 'disable' } } };
    place.write({ 'realm.yaml': { ...OTHERS, removed } });
    repository.commit();
    const plan = expectExit(await place.run(['plan', '--base', 'HEAD~1', '--allow', 'mass-delete']), 0).stdout;
    expect(plan.replaceAll(/\s+/g, ' ')).toContain('no revert brings back its secret, its UUID or its sessions');
    expectExit(await place.run(['apply', '--yes', '--allow', 'mass-delete']), 0);
    expect(await signInStatus(realm, 'agent', before.secret)).toBe(401);
    expect(await signInStatus(realm, 'resting', resting.secret)).toBe(401);

    repository.git('revert', '--no-edit', 'HEAD');
    expectExit(await place.run(['plan', '--detailed-exitcode', '--base', 'HEAD~1', '--expect-only', 'pr']), 2);
    expectExit(await place.run(['apply', '--yes']), 0);
    const after = await clientState(realm, 'agent');
    expect(after.client.id).not.toBe(before.client.id);
    expect(after.accountId).not.toBe(before.accountId);
    expect(after.secret).not.toBe(before.secret);
    expect([after.held, after.groups]).toEqual([before.held, before.groups]);
    expect(after.client['description']).toBe('works');
    expect(await signInStatus(realm, 'agent', before.secret)).toBe(401);
    expect(await signInStatus(realm, 'agent', after.secret)).toBe(200);

    const back = await clientState(realm, 'resting');
    expect([back.client.id, back.accountId, back.secret]).toEqual([
      resting.client.id,
      resting.accountId,
      resting.secret,
    ]);
    expect(back.held).toEqual(resting.held);
    expect(await signInStatus(realm, 'resting', resting.secret)).toBe(200);
    expectExit(await place.run(['plan', '--detailed-exitcode']), 0);
  });
});
