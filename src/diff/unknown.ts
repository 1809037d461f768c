import { KINDS } from '../kinds/index.js';
import {
  fieldParts,
  isRead,
  isUnder,
  type Area,
  type FieldPath,
  type KindName,
  type LiveObject,
  type LiveState,
} from '../model/index.js';

/** The area that says whether objects of a kind exist. */
const EXISTENCE: Readonly<Record<KindName, readonly Area[]>> = {
  role: ['roles'],
  group: ['groups'],
  'client-scope': ['client-scopes'],
  client: ['clients'],
  'client-role': ['clients', 'client-roles'],
};

/** Whether the absence of an object of this kind can be believed. Where it cannot, the object is neither created nor called missing. */
export function absenceIsKnown(live: LiveState, kind: KindName): boolean {
  return EXISTENCE[kind].every((area) => isRead(live, area));
}

/**
 * Tells of a fact whether its live value is known. A fact is unknown when its object says so, or when an area that it
 * rests on was not read: a grant rests on the accounts, on the grants and on the roles that it names.
 */
export function knownFacts(
  live: LiveState,
  kind: KindName,
  object: LiveObject | undefined,
): (path: FieldPath) => boolean {
  if (live.unread.length === 0 && (object === undefined || object.unread.length === 0)) return () => true;
  return (path) => {
    if (object?.unread.some((prefix) => isUnder(path, prefix)) === true) return false;
    return areasOf(kind, path).every((area) => isRead(live, area));
  };
}

/** The prefix that stands for a fact in the list of what was not compared. */
export function unknownPrefix(kind: KindName, path: FieldPath): FieldPath {
  const depth = KINDS[kind].part(path) === 'grant' ? 2 : 1;
  return path.split('/').slice(0, depth).join('/') as FieldPath;
}

function areasOf(kind: KindName, path: FieldPath): readonly Area[] {
  const [list = '', second = ''] = fieldParts(path);
  if (list === 'composites') return ['composites'];
  if (list === 'roleScope') return ['role-scopes', ...(ROLE_AREAS[second] ?? [])];
  if (list === 'attachTo') return second.startsWith('realm') ? ['realm-default-scopes'] : ['clients'];
  if (kind === 'group') return ROLE_AREAS[list] ?? [];
  if (kind !== 'client') return [];
  if (list === 'authenticationFlowBindingOverrides') return ['flows'];
  if (list === 'defaultClientScopes' || list === 'optionalClientScopes') return ['client-scopes'];
  if (list !== 'serviceAccount') return [];
  return ['service-accounts', ...(GRANT_AREAS[second] ?? [])];
}

/** What must be known of roles before one of them is given to a group or to a role scope. */
const ROLE_AREAS: Readonly<Record<string, readonly Area[]>> = {
  realmRoles: ['roles'],
  clientRoles: ['client-roles'],
};

const GRANT_AREAS: Readonly<Record<string, readonly Area[]>> = {
  realmRoles: ['realm-role-grants', 'roles'],
  clientRoles: ['client-role-grants'],
  groups: ['group-memberships', 'groups'],
};
