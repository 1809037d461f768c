import { addressParts, type Address } from '../../../model/index.js';
import { findRole, listRoles } from './find-object.js';
import type { ReadSession } from '../session/session.js';

/** Finds ids of roles that no read has seen, mostly because this run made them: the answer to a create does not name them. */
export interface RoleIds {
  /** A role was made; many of one place are listed together later. */
  readonly made: (of: Address) => void;
  /** The id of a realm role, or of a role of the client with the id `container`. */
  readonly find: (of: Address, container: string | undefined) => Promise<string | undefined>;
}

/** Roles made in one place from which on they are listed together instead of asked for one by one. */
const LISTED_FROM = 4;

export function createRoleIds(session: ReadSession): RoleIds {
  const made = new Map<string, number>();
  const listings = new Map<string, Promise<ReadonlyMap<string, string>>>();
  const list = (place: string, container: string | undefined): Promise<ReadonlyMap<string, string>> => {
    made.delete(place);
    const listing = listRoles(session, container).then((roles) => new Map(roles.map(({ name, id }) => [name, id])));
    listings.set(place, listing);
    // A listing that failed must not answer for the next who ask.
    listing.catch(() => listings.delete(place));
    return listing;
  };
  return {
    made(of) {
      const place = placeOf(of);
      made.set(place, (made.get(place) ?? 0) + 1);
    },
    async find(of, container) {
      const place = placeOf(of);
      const name = addressParts(of).names.at(-1) ?? '';
      const many = (made.get(place) ?? 0) >= LISTED_FROM;
      const listed = await (many ? list(place, container) : listings.get(place));
      return listed?.get(name) ?? (await findRole(session, container, name))?.id;
    },
  };
}

/** Roles live in the realm or in a client. */
function placeOf(of: Address): string {
  const { kind, names } = addressParts(of);
  return kind === 'role' ? 'realm' : `client ${names[0] ?? ''}`;
}
