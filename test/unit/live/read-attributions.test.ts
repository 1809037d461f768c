import { describe, expect, test } from 'vitest';
import { readAttributions } from '../../../src/live/index.js';
import { address, type Address } from '../../../src/model/index.js';
import type { AdminEvent } from '../../../src/systems/keycloak/index.js';
import { has, live } from '../../support/states.js';

const agent = address('client', 'Agent');
const own = address('client', 'keyplan-apply');
const known = [agent, own, address('client', 'console'), address('role', 'reader')];
const state = live(known.map((of, at) => ({ ...has(of), id: `id-${at}` })));
const idOf = (of: Address): string => state.objects.get(of)?.id ?? '';

function event(path: string, more: Partial<AdminEvent> = {}): AdminEvent {
  const clientUuid = idOf(address('client', 'console'));
  return { time: Date.UTC(2026, 10, 21, 18, 2), path, isOfOtherRealm: false, userId: 'p', clientUuid, ...more };
}

/** Names of users: `p` is a person, `s` the account of the agent. */
const NAMES: Readonly<Record<string, string>> = { p: 'ops-person', s: 'service-account-agent' };

async function attributed(pages: readonly (readonly AdminEvent[] | undefined)[], of: Address = agent) {
  const asked: string[] = [];
  const reader = {
    adminEvents: (first: number) => {
      asked.push(String(first));
      return Promise.resolve(pages[first / 100]);
    },
    usernameOf: (id: string) => {
      asked.push(id);
      return Promise.resolve(NAMES[id]);
    },
  };
  const { byAddress, isAllowed } = await readAttributions(reader, state, new Set([of]), new Set([own]));
  return { told: byAddress.get(of), isAllowed, asked };
}

const BY_PERSON = { user: 'ops-person', isOfOtherRealm: false, through: 'console', at: '2026-11-21T18:02:00Z' };

describe('who changed an object', () => {
  test('is told by events on it, on its parts, and on the account of a client, asking for each name once', async () => {
    const path = `clients/${idOf(agent)}`;
    const { told, asked } = await attributed([
      [
        event(path),
        event(`${path}/protocol-mappers/models/x`),
        event('users/s/role-mappings/realm'),
        event('clients/other'),
      ],
    ]);
    expect(told).toEqual([BY_PERSON, BY_PERSON, BY_PERSON]);
    expect(asked).toEqual(['0', 'p', 's']);
  });

  test('is told of a role by its name', async () => {
    expect((await attributed([[event('roles/reader')]], address('role', 'reader'))).told).toEqual([BY_PERSON]);
  });

  test('is asked no further back than the last write of keyplan, and never beyond ten pages', async () => {
    const path = `clients/${idOf(agent)}`;
    const ours = event(path, { clientUuid: idOf(own), userId: 'bot' });
    const others = Array.from({ length: 100 }, () => event('groups/other'));
    const found = await attributed([[event(path), ours, event(path), ...others.slice(3)], others]);
    expect(found.told).toEqual([BY_PERSON]);
    expect(found.asked).toEqual(['0', 'p']);
    expect((await attributed(Array.from({ length: 20 }, () => others))).asked).toHaveLength(10);
  });

  test('is not looked up for a user of another realm, or through an unknown client', async () => {
    const stranger = { isOfOtherRealm: true, clientUuid: 'of master' };
    const { told, asked } = await attributed([[event(`clients/${idOf(agent)}`, stranger)]]);
    expect(told).toEqual([{ isOfOtherRealm: true, at: BY_PERSON.at }]);
    expect(asked).toEqual(['0']);
  });

  test('is not known without the right to view events, or where no event tells', async () => {
    expect(await attributed([undefined])).toMatchObject({ isAllowed: false, told: undefined });
    expect(await attributed([[]])).toMatchObject({ isAllowed: true, told: undefined });
  });
});
