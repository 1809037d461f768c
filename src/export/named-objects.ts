import { isBuiltIn, KINDS } from '../kinds/index.js';
import { addressParts, type Address, type LiveObject, type LiveState } from '../model/index.js';

/**
 * The live state together with everything that its own facts name, by name only: a role that somebody holds is there, even
 * where nobody listed the roles of its client. Without it, what an export of a few clients names would look unknown.
 */
export function withNamedObjects(live: LiveState): LiveState {
  const objects = new Map(live.objects);
  for (const { kind, address, facts } of live.objects.values()) {
    for (const path of facts.keys()) {
      for (const named of KINDS[kind].requires(path, address))
        if (!objects.has(named)) objects.set(named, nameOnly(named, live));
    }
  }
  return { ...live, objects };
}

function nameOnly(address: Address, { realm }: LiveState): LiveObject {
  return {
    address,
    kind: addressParts(address).kind,
    id: '',
    facts: new Map(),
    detail: 'identity',
    unread: [],
    builtIn: isBuiltIn(address, realm.name),
  };
}
