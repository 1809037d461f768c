import { grantedBy, withAncestors } from '../kinds/index.js';
import { addressParts, type Address, type ObjectChange } from '../model/index.js';

/**
 * Roles and groups that the changes newly give to somebody, whose own roles must be known before their dangers can be
 * named. Empty for a plan without new grants, so that nothing is read for it.
 */
export function rolesToExpand(changes: readonly ObjectChange[]): ReadonlySet<Address> {
  const roles = new Set<Address>();
  for (const change of changes) {
    const { kind } = addressParts(change.address);
    for (const { path, after } of change.fields) {
      const granted = after === true ? grantedBy(kind, path) : undefined;
      if (granted === undefined) continue;
      const { kind: grantedKind, names } = addressParts(granted);
      const all = grantedKind === 'group' ? withAncestors(`/${names.join('/')}`) : [granted];
      for (const of of all) roles.add(of);
    }
  }
  return roles;
}
