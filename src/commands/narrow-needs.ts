import { address, addressParts, type Address, type ReadNeeds } from '../model/index.js';

/** The part of what a target needs read that some of its objects need, for looking again at just these. */
export function narrowNeeds({ keptGroups: _kept, ...needs }: ReadNeeds, only: ReadonlySet<Address>): ReadNeeds {
  const isWanted = (of: Address): boolean => only.has(of);
  const owners = new Set(
    [...only].filter((of) => addressParts(of).kind === 'client-role').map((of) => addressParts(of).names[0] ?? ''),
  );
  const isOwner = (clientId: string): boolean => owners.has(clientId) || only.has(address('client', clientId));
  return {
    ...needs,
    // A group that left the files is found only by its name.
    objects: new Set([...only].filter((of) => needs.objects.has(of) || addressParts(of).kind === 'group')),
    clientRoles: new Set([...needs.clientRoles].filter(isOwner)),
    composites: new Set([...needs.composites].filter(isWanted)),
    roleScopes: new Set([...needs.roleScopes].filter(isWanted)),
    accounts: new Map([...needs.accounts].filter(([clientId]) => only.has(address('client', clientId)))),
  };
}
