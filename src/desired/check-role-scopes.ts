import { rolesIn } from '../kinds/index.js';
import {
  address,
  addressParts,
  addressText,
  fieldParts,
  type Address,
  type Diagnostic,
  type FieldPath,
} from '../model/index.js';
import { nameOf, type Drafts } from './check-clients.js';
import { factOf, type Draft } from './draft.js';
import { warning } from './problem.js';

/**
 * Roles that a service account is granted and that nothing lets into its token: the client has no full scope, and neither
 * its role scope nor a scope that it may have names the role or one that brings it along. Only what the files say whole is
 * judged: a scope that they do not declare, or unwritten scope lists, may let any role in.
 */
export function checkRoleScopes(drafts: Drafts): readonly Diagnostic[] {
  return [...drafts.values()].flatMap((client) => {
    if (client.kind !== 'client' || factOf(client, 'fullScopeAllowed') !== false) return [];
    const grants = [...client.facts.keys()].filter(isRoleGrant);
    const allowed = grants.length === 0 ? undefined : allowedRoles(client, drafts);
    if (allowed === undefined) return [];
    return grants.flatMap((path) => {
      const role = grantedRole(path);
      if (allowed.has(role) || isOwnRole(role, client)) return [];
      const message = `${addressText(role)} is granted, and nothing lets it into the tokens of client "${nameOf(client)}"`;
      const hint = 'Add it to roleScope of the client, or to that of one of its client scopes';
      return [warning('role-not-in-token', client.places.get(path) ?? client.place, message, hint)];
    });
  });
}

function isRoleGrant(path: FieldPath): boolean {
  return path.startsWith('serviceAccount/realmRoles/') || path.startsWith('serviceAccount/clientRoles/');
}

function grantedRole(path: FieldPath): Address {
  const [, list, first = '', second = ''] = fieldParts(path);
  return list === 'realmRoles' ? address('role', first) : address('client-role', first, second);
}

/** A client's own roles always get into its tokens (26.7.4). */
function isOwnRole(role: Address, client: Draft): boolean {
  const { kind, names } = addressParts(role);
  return kind === 'client-role' && names[0] === nameOf(client);
}

/** Every role that may come into the client's tokens; undefined where the files do not say it all. */
function allowedRoles(client: Draft, drafts: Drafts): ReadonlySet<Address> | undefined {
  const isWritten = ['roleScope', 'defaultClientScopes', 'optionalClientScopes'].every((prefix) =>
    client.exact.has(prefix as FieldPath),
  );
  if (!isWritten) return undefined;
  const allowed = new Set<Address>();
  for (const holder of [client, ...scopesOf(client, drafts)]) {
    if (holder === undefined || !holder.exact.has('roleScope' as FieldPath)) return undefined;
    for (const role of rolesBelow(holder)) if (!addWithComposites(role, allowed, drafts)) return undefined;
  }
  return allowed;
}

function scopesOf(client: Draft, drafts: Drafts): readonly (Draft | undefined)[] {
  return [...client.facts.keys()].flatMap((path) => {
    const [list, name] = fieldParts(path);
    const isScope = (list === 'defaultClientScopes' || list === 'optionalClientScopes') && name !== undefined;
    return isScope ? [drafts.get(address('client-scope', name))] : [];
  });
}

function rolesBelow({ facts }: Draft): readonly Address[] {
  return [...facts.keys()].flatMap((path) => {
    const [head, list, first, second] = fieldParts(path);
    if (head !== 'roleScope' || first === undefined) return [];
    if (list === 'realmRoles') return [address('role', first)];
    return second === undefined ? [] : [address('client-role', first, second)];
  });
}

/** Adds a role and what it brings along; false where a role's composites are not in the files. */
function addWithComposites(role: Address, allowed: Set<Address>, drafts: Drafts): boolean {
  if (allowed.has(role)) return true;
  const draft = drafts.get(role);
  if (draft === undefined) return false;
  allowed.add(role);
  return rolesIn(draft.facts, 'composites').every((part) => addWithComposites(part, allowed, drafts));
}
