import { describe, expect, it } from 'vitest';
import { address } from '../../../../../src/model/index.js';
import { createAccountIds } from '../../../../../src/systems/keycloak/reading/account-ids.js';
import { has, live } from '../../../../support/states.js';

/** A realm with these clients' accounts, which counts how it is asked. */
function realmOf(clientIds: readonly string[], people: readonly string[] = []) {
  const asked: string[] = [];
  const users = new Map(
    clientIds.map((clientId) => {
      const username = `service-account-${clientId.toLowerCase()}`;
      return [username, { id: `id-of-${username}`, username, enabled: true }];
    }),
  );
  return {
    asked,
    lookalikes: () =>
      Promise.resolve({ items: people.map((clientId) => `id-of-service-account-${clientId}`), isWhole: true }),
    accountUsers: () => {
      asked.push('all');
      return Promise.resolve({ items: [...users.values()], isWhole: true });
    },
    accountUser: (clientId: string) => {
      asked.push(clientId);
      return Promise.resolve(users.get(`service-account-${clientId.toLowerCase()}`));
    },
  };
}

describe('ids of service accounts', () => {
  it('that were read for the plan are known', async () => {
    const realm = realmOf([]);
    const ids = createAccountIds(realm);
    ids.know(live([{ ...has(address('client', 'Agent')), accountId: 'known' }]));
    expect(await ids.find('Agent')).toBe('known');
    expect(realm.asked).toEqual([]);
  });

  it('are never those of people, asked for alone or listed', async () => {
    const clientIds = Array.from({ length: 40 }, (_, index) => `c${index}`);
    for (const made of [['c1'], clientIds]) {
      const ids = createAccountIds(realmOf(clientIds, ['c1']));
      for (const clientId of made) ids.made(clientId);
      const others = made.filter((clientId) => clientId !== 'c1').map(ids.find);
      await expect(ids.find('c1')).rejects.toThrow(
        'the user service-account-c1 is not the service account of client c1',
      );
      expect(await Promise.all(others)).toHaveLength(made.length - 1);
    }
  });

  it('are asked for one by one when few were made', async () => {
    const realm = realmOf(['a', 'B']);
    const ids = createAccountIds(realm);
    ids.made('a');
    ids.made('B');
    expect(await Promise.all(['a', 'B'].map(ids.find))).toEqual(['id-of-service-account-a', 'id-of-service-account-b']);
    expect(realm.asked).toEqual(['a', 'B']);
    await ids.find('B');
    expect(realm.asked).toHaveLength(2);
  });

  it('are listed once when many were made, also by several who ask at once', async () => {
    const clientIds = Array.from({ length: 40 }, (_, index) => `c${index}`);
    const realm = realmOf(clientIds);
    const ids = createAccountIds(realm);
    for (const clientId of clientIds) ids.made(clientId);
    const found = await Promise.all(clientIds.map(ids.find));
    expect(found).toEqual(clientIds.map((clientId) => `id-of-service-account-${clientId}`));
    expect(realm.asked).toEqual(['all']);
  });

  it('are listed as well when many that nobody read are asked for, and one that is missing costs one question', async () => {
    const clientIds = Array.from({ length: 40 }, (_, index) => `c${index}`);
    const realm = realmOf(clientIds);
    const ids = createAccountIds(realm);
    for (const clientId of clientIds) await ids.find(clientId);
    expect(realm.asked.filter((asked) => asked === 'all')).toHaveLength(1);
    expect(realm.asked.length).toBeLessThan(8);
    const before = realm.asked.length;
    expect(await ids.find('nobody')).toBeUndefined();
    expect(realm.asked.slice(before)).toEqual(['nobody']);
  });

  it('are asked for again once they are gone', async () => {
    const realm = realmOf(['a']);
    const ids = createAccountIds(realm);
    ids.record('a', 'old');
    ids.forget('a');
    expect(await ids.find('a')).toBe('id-of-service-account-a');
  });
});
