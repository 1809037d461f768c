import {
  addressParts,
  addressText,
  type Address,
  type DesiredObject,
  type DesiredState,
  type NeededRight,
  type OrphanPolicy,
  type ReadNeeds,
  type RightRules,
} from '../model/index.js';
import { need, neededRights, type Gathering } from './gathered-rights.js';
import { ROLE_TO_WRITE, rightsOfFact, type RuledRealm } from './rights-of-writes.js';

/**
 * The rights without which a plan of these files does not see all that it rests on. A plan lists clients, client scopes,
 * realm roles and groups whatever the files say, because their marks tell what is ours; so these three are always needed.
 */
export function rightsToPlan(needs: ReadNeeds): readonly NeededRight[] {
  const gathering: Gathering = new Map();
  need(gathering, 'view-clients', { text: 'clients, client scopes and their marks' });
  need(gathering, 'view-users', { text: 'groups and their marks' });
  need(gathering, 'view-realm', { text: "realm roles and their marks, and the realm's own settings" });
  if (needs.clientRoles.size > 0) need(gathering, 'view-clients', { text: `roles of ${listed(needs.clientRoles)}` });
  if (needs.accounts.size > 0) {
    const accounts = `service accounts of ${listed(needs.accounts.keys())}`;
    need(gathering, 'view-users', { text: accounts });
    need(gathering, 'view-clients', { text: `client roles of the ${accounts}` });
    need(gathering, 'view-realm', { text: `realm roles of the ${accounts}` });
  }
  if (needs.composites.size > 0) {
    const roles = [...needs.composites].map(addressText);
    need(gathering, 'view-realm', { text: `what is brought along by ${listed(roles)}` });
  }
  if (needs.flows) need(gathering, 'view-realm', { text: 'authentication flows' });
  return neededRights(gathering);
}

/** Rights that a plan does without, and what it says less without them. */
export function rightsThatHelpToPlan(): readonly NeededRight[] {
  return [{ role: 'view-events', reasons: [{ text: 'who changed what outside git, for a plan that names them' }] }];
}

/** What decides besides the files which rights an apply needs. */
export interface ApplyScope {
  readonly orphans: OrphanPolicy;
  /** Live objects with our mark, where the realm was read: those that left the files may have to go. */
  readonly owned: Iterable<Address>;
  /** The rules of the server; those of the newest one where nobody knows. */
  readonly rules?: RightRules;
}

/**
 * The rights without which an apply of these files fails, whatever the realm holds now: to make everything that they
 * declare, and to take from service accounts what they do not give. It needs those to plan as well.
 */
export function rightsToApply(
  desired: DesiredState,
  { orphans, owned, rules = 'newest' }: ApplyScope,
): readonly NeededRight[] {
  const gathering: Gathering = new Map();
  for (const object of desired.objects.values()) {
    needOfObject(gathering, object, { realm: desired.target.realm, rules });
  }
  const removed = new Set<Address>();
  const needGone = (of: Address, text: string): void => {
    if (desired.objects.has(of) || removed.has(of)) return;
    removed.add(of);
    need(gathering, ROLE_TO_WRITE[addressParts(of).kind], { text, address: of });
  };
  for (const { address: of } of desired.removals) needGone(of, `${addressText(of)}, which is named under removed`);
  const mayGo = (of: Address): boolean => orphans.then === 'delete' || addressParts(of).kind === 'client';
  if (orphans.then !== 'report')
    for (const of of owned) if (mayGo(of)) needGone(of, `${addressText(of)}, which left the files`);
  return neededRights(gathering);
}

function needOfObject(gathering: Gathering, { address: of, facts, exact }: DesiredObject, server: RuledRealm): void {
  const { kind } = addressParts(of);
  const name = addressText(of);
  need(gathering, ROLE_TO_WRITE[kind], { text: name, address: of });
  const told = new Set([ROLE_TO_WRITE[kind]]);
  for (const path of [...facts.keys(), ...exact]) {
    for (const { role, because } of rightsOfFact(of, path, server)) {
      if (!told.has(role)) need(gathering, role, { text: `${name}: ${because}`, address: of });
      told.add(role);
    }
  }
}

/** How many names a reason says before it only counts. */
const NAMES_MAX = 3;

function listed(names: Iterable<string>): string {
  const all = [...names].sort();
  const rest = all.length - NAMES_MAX;
  return rest > 1 ? `${all.slice(0, NAMES_MAX).join(', ')} and ${rest} more` : all.join(', ');
}
