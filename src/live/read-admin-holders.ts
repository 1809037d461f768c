import { adminClient } from '../kinds/index.js';
import { address, type Address, type LiveState } from '../model/index.js';
import { unlessRefused, type RealmReader } from '../systems/keycloak/index.js';

/**
 * Whether anybody but the service accounts of these clients holds `realm-admin` of the realm, by itself or through a group.
 * Undefined where that was not shown. A composite that brings the role along is not looked for, nor are administrators of
 * master: who counts here can administer the realm from within.
 */
export async function hasOtherAdmins(
  reader: RealmReader,
  live: LiveState,
  clients: ReadonlySet<Address>,
): Promise<boolean | undefined> {
  const admin = address('client', adminClient(reader.realm));
  const clientUuid = live.objects.get(admin)?.id;
  if (clientUuid === undefined) return undefined;
  const holder = { type: 'client-role', clientUuid, name: 'realm-admin' } as const;
  const holders = await unlessRefused(
    Promise.all([reader.usersOf(holder, () => true), reader.groupsWith(holder, (page) => page)]),
  );
  if (holders === undefined) return undefined;
  const [users, groups] = holders;
  const own = new Set([...clients].map((of) => live.objects.get(of)?.accountId));
  return groups.items.length > 0 || users.items.some((user) => !own.has(user));
}
