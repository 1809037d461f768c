import { adminClient, namedBy } from '../kinds/index.js';
import {
  addressParts,
  fieldParts,
  type Address,
  type FieldPath,
  type KindName,
  type RightRules,
} from '../model/index.js';

/** The role that writing an object of a kind needs, its facts that name others apart. */
export const ROLE_TO_WRITE: Readonly<Record<KindName, string>> = {
  client: 'manage-clients',
  'client-role': 'manage-clients',
  'client-scope': 'manage-clients',
  role: 'manage-realm',
  group: 'manage-users',
};

/** A right, and what of the object needs it, in words that go on from the object's name. */
export interface WriteRight {
  readonly role: string;
  readonly because: string;
}

/** The realm that is written, and the rules of its server. */
export interface RuledRealm {
  readonly realm: string;
  readonly rules: RightRules;
}

/**
 * What writing one fact of an object needs besides writing the object itself. Giving and taking need the same, but for
 * composites on servers up to 26.3. Those between 26.4 and 26.7.0 ask for less than the newest in some of it too, but do
 * not tell their version (contract "what each write needs").
 */
export function rightsOfFact(
  of: Address,
  path: FieldPath,
  { realm, rules, isTaken = false }: RuledRealm & { readonly isTaken?: boolean },
): readonly WriteRight[] {
  const { kind } = addressParts(of);
  const parts = fieldParts(path);
  const [list] = parts;
  const scopeRights = (role: Address | undefined): readonly WriteRight[] =>
    rules === 'newest' ? rightsOfScope(role) : [];
  switch (kind) {
    case 'role':
    case 'client-role':
      return list === 'composites' && !(isTaken && rules === 'until-26.3')
        ? rightsOfComposite(named(parts, 1), realm)
        : [];
    case 'group':
      return rightsOfGrant(named(parts, 0), realm);
    case 'client-scope':
      return list === 'roleScope' ? scopeRights(named(parts, 1)) : [];
    case 'client':
      if (list === 'roleScope') return scopeRights(named(parts, 1));
      return list === 'serviceAccount' && parts[1] !== 'present'
        ? [{ role: 'manage-users', because: 'its service account' }, ...rightsOfGrant(named(parts, 1), realm)]
        : [];
  }
}

/** Bringing a role along wants the right to manage it, and for an admin role the role itself. */
function rightsOfComposite(role: Address | undefined, realm: string): readonly WriteRight[] {
  if (role === undefined) return [];
  const { kind, names } = addressParts(role);
  return kind === 'role'
    ? [{ role: 'manage-realm', because: `it brings along realm role ${names[0] ?? ''}` }]
    : [
        { role: 'manage-clients', because: `it brings along client role ${names.join('/')}` },
        ...rightsOfGrant(role, realm),
      ];
}

/** A client role comes into a token by the right over the client alone, a realm role wants that over the realm too. */
function rightsOfScope(role: Address | undefined): readonly WriteRight[] {
  if (role === undefined || addressParts(role).kind !== 'role') return [];
  return [{ role: 'manage-realm', because: `realm role ${addressParts(role).names[0] ?? ''} in its role scope` }];
}

/** Nobody gives or takes a role over the realm whose rights they do not have. Roles that only query are free. */
function rightsOfGrant(role: Address | undefined, realm: string): readonly WriteRight[] {
  if (role === undefined || addressParts(role).kind !== 'client-role') return [];
  const [clientId, name = ''] = addressParts(role).names;
  if (clientId !== adminClient(realm) || name.startsWith('query-')) return [];
  return [{ role: name, because: `only who has ${name} may give or take it` }];
}

function named(parts: readonly string[], skip: number): Address | undefined {
  return namedBy(parts.slice(skip));
}
