import { adminClient } from '../kinds/index.js';
import { address, type KnownRights, type LiveState, type NeededRight, type RightSign } from '../model/index.js';
import { rightRules, standingOf } from '../rights/index.js';
import type { RightsReader } from '../systems/keycloak/index.js';

/**
 * What is known of the rights of whoever read a realm: from what it was shown, then from its token, and only for what
 * neither tells, from questions of its own.
 */
export async function knownRights(
  reader: RightsReader,
  live: LiveState,
  needed: readonly NeededRight[],
): Promise<KnownRights> {
  const shown = signsOf(live);
  const isOpen = (known: KnownRights): boolean =>
    needed.some(({ role }) => standingOf(role, known).standing === 'unknown');
  if (!isOpen({ shown })) return { shown };
  const listed = await listedRights(reader);
  return listed === undefined ? await askedRights(reader, shown, isOpen) : { shown, listed };
}

/** All roles of an identity: those in its token, or where that lists none, those that the server says its account has. */
export async function listedRights(reader: RightsReader): Promise<KnownRights['listed']> {
  const { roles } = await reader.token();
  if (roles !== undefined) return { roles, by: 'its token lists its roles' };
  const own = await reader.ownRoles();
  return own === undefined ? undefined : { roles: own, by: 'the server lists the roles of its service account' };
}

/** Where nothing lists roles: the server is asked, one question after the other until all is known. */
export async function askedRights(
  reader: RightsReader,
  signs: ReadonlyMap<string, RightSign>,
  isOpen: (known: KnownRights) => boolean,
): Promise<KnownRights> {
  const shown = new Map(signs);
  for (const [role, ask, by] of QUESTIONS) {
    if (shown.has(role) || !isOpen({ shown })) continue;
    // Up to 26.3 that answer tells of the right over clients (contract "what answers show about rights").
    if (ask === 'mayManageRealm' && rightRules(await reader.version()) !== 'newest') continue;
    const held = await reader[ask]();
    if (held !== undefined) shown.set(role, { held, by });
  }
  return { shown };
}

const QUESTIONS = [
  ['manage-clients', 'mayManageClients', 'the client account says who may change it'],
  ['manage-users', 'mayManageUsers', 'a service account says who may change it'],
  ['manage-realm', 'mayManageRealm', 'whether realm roles may come into the tokens of the client account'],
] as const;

/** What a read of the realm shows about the rights of its reader. */
function signsOf({ realm, unread, objects }: LiveState): ReadonlyMap<string, RightSign> {
  const signs = new Map<string, RightSign>();
  for (const { missingRole, evidence } of unread) {
    if (missingRole !== undefined && !signs.has(missingRole)) signs.set(missingRole, { held: false, by: evidence });
  }
  for (const [role, by] of [
    ['view-clients', `the list of clients has ${adminClient(realm.name)}`],
    ['view-users', 'a question about nobody was answered'],
    ['view-realm', "all of the realm's settings were shown"],
  ] as const) {
    if (!signs.has(role)) signs.set(role, { held: true, by });
  }
  // Where single objects may be managed by permissions of their own, one that may not be changed tells nothing of others.
  const isFineGrained = objects.has(address('client', 'admin-permissions'));
  const { clients, users } = realm.manages ?? {};
  for (const [role, held, by] of [
    ['manage-clients', clients, 'clients say who may change them'],
    ['manage-users', users, 'groups and users say who may change them'],
  ] as const) {
    if (held !== undefined && (held || !isFineGrained)) signs.set(role, { held, by });
  }
  return signs;
}
