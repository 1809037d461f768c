import { compareText } from '../../../model/index.js';
import type { RoleRepresentation } from './representations.js';

/** A role as others name it. */
export interface NamedRole {
  readonly id: string;
  readonly name: string;
  /** The server's identifier of the client that owns it; absent for realm roles. */
  readonly clientUuid?: string;
}

/** A role of a list of roles, which says of a client role whose it is by the client's identifier only. */
export function namedRole({ id = '', name = '', clientRole, containerId }: RoleRepresentation): NamedRole {
  return clientRole === true && containerId !== undefined ? { id, name, clientUuid: containerId } : { id, name };
}

/** Names of roles, in order. */
export function roleNames(roles: readonly RoleRepresentation[] | undefined): readonly string[] {
  return (roles ?? []).map(({ name }) => name ?? '').sort(compareText);
}
