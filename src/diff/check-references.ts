import { isUpTo } from '../kinds/index.js';
import {
  address,
  addressParts,
  addressText,
  fieldPath,
  groupPathOf,
  isRead,
  nearest,
  type Address,
  type Diagnostic,
  type DesiredState,
  type KindName,
  type LiveState,
  type Reference,
  type Removal,
} from '../model/index.js';
import { checkAttachments } from './check-attachments.js';
import { isDefaultRole, isPartOf } from './removals.js';
import { absenceIsKnown } from './unknown.js';

/**
 * What the files name and neither they nor the live realm have, and links to clients of another owner: all at
 * once, before anything is written. A name whose absence cannot be believed is left to the list of what was not read.
 */
export function checkReferences(desired: DesiredState, live: LiveState): readonly Diagnostic[] {
  const unresolved = desired.openReferences.filter(
    (reference) => !desired.objects.has(objectOf(reference) ?? ('' as Address)),
  );
  return [
    ...unresolved.flatMap((reference) => checkReference(reference, live, desired.removals)),
    ...checkAttachments(desired, live),
    ...checkDefaultRole(desired, live),
    ...checkDefaultGroups(desired, live),
    ...checkDescriptions(desired, live),
    ...checkRemovals(desired, live),
  ];
}

function objectOf({ to }: Reference): Address | undefined {
  return to.type === 'object' ? to.address : undefined;
}

function checkReference(reference: Reference, live: LiveState, removals: readonly Removal[]): readonly Diagnostic[] {
  const { to } = reference;
  switch (to.type) {
    case 'object': {
      const removal = removals.find(
        (one) => one.then === 'delete' && (one.address === to.address || isPartOf(to.address, one.address)),
      );
      if (removal !== undefined) return [namesRemoved(reference, to.address, removal)];
      if (live.objects.has(to.address) || !absenceIsKnown(live, addressParts(to.address).kind)) return [];
      return [unknownReference(reference, addressText(to.address), nearestNames(to.address, live))];
    }
    case 'flow': {
      const aliases = [...live.realm.flows.values()];
      if (aliases.includes(to.alias) || !isRead(live, 'flows')) return [];
      return [unknownReference(reference, `authentication flow ${to.alias}`, nearest(to.alias, aliases))];
    }
    case 'mapper-type': {
      const types = live.realm.mapperTypes.get(to.protocol) ?? new Set<string>();
      if (types.has(to.id) || !isRead(live, 'server-info')) return [];
      const suggestions = nearest(to.id, types);
      return [{ ...unknownReference(reference, `mapper type ${to.id}`, suggestions), code: 'unknown-mapper-type' }];
    }
  }
}

function namesRemoved({ place }: Reference, of: Address, removal: Removal): Diagnostic {
  return {
    code: 'unknown-reference',
    severity: 'error',
    place,
    message: `${addressText(of)} is named here, and the files remove ${of === removal.address ? 'it' : addressText(removal.address)}`,
    hint: 'Take the name out as well, or leave the object',
    related: [{ place: removal.place, message: 'removed here' }],
  };
}

function unknownReference({ place }: Reference, what: string, suggestions: readonly string[]): Diagnostic {
  const known = suggestions.length === 0 ? '' : `did you mean ${suggestions.map((name) => `"${name}"`).join(' or ')}? `;
  return {
    code: 'unknown-reference',
    severity: 'error',
    place,
    message: `there is no ${what}, neither in the files nor in the realm`,
    hint: `${known}Declare it in a realm file, or create it in the realm first`,
  };
}

function nearestNames(of: Address, live: LiveState): readonly string[] {
  const { kind, names } = addressParts(of);
  const [client = '', role = ''] = names;
  if (kind === 'client-role' && !live.objects.has(address('client', client))) {
    const clients = [...live.objects.values()].filter((object) => object.kind === 'client');
    return nearest(
      client,
      clients.map(({ address: one }) => lastName(one)),
    ).map((name) => `${name}/${role}`);
  }
  const candidates = [...live.objects.keys()].filter((candidate) => isComparable(candidate, kind, names)).map(lastName);
  return nearest(lastName(of), candidates);
}

/** Only roles of the same client are suggested for a client role. */
function isComparable(candidate: Address, kind: KindName, names: readonly string[]): boolean {
  const parts = addressParts(candidate);
  return parts.kind === kind && (kind !== 'client-role' || parts.names[0] === names[0]);
}

function lastName(of: Address): string {
  const { kind, names } = addressParts(of);
  return kind === 'group' ? groupPathOf(of) : (names.at(-1) ?? '');
}

/** A realm that was renamed keeps the name of its default role, which the files alone cannot tell. */
function checkDefaultRole({ objects }: DesiredState, { realm }: LiveState): readonly Diagnostic[] {
  const role = realm.defaultRole === undefined ? undefined : objects.get(address('role', realm.defaultRole));
  if (role === undefined) return [];
  return [
    {
      code: 'built-in',
      severity: 'error',
      place: role.place,
      message: `${addressText(role.address)} is the role that every user of this realm holds, and is never changed`,
      hint: 'Remove it from the files',
    },
  ];
}

/** Which groups every new user joins only the realm tells; whether an account is in one is not managed. */
function checkDefaultGroups({ objects }: DesiredState, { realm }: LiveState): readonly Diagnostic[] {
  const paths = realm.defaultGroups.map((path) => [path, fieldPath('serviceAccount', 'groups', path)] as const);
  return [...objects.values()].flatMap(({ facts, places, place }) =>
    paths.flatMap(([path, fact]): readonly Diagnostic[] =>
      facts.has(fact)
        ? [
            {
              code: 'built-in',
              severity: 'warning',
              place: places.get(fact) ?? place,
              message: `the group ${path}, which every new user of this realm joins, is not managed on service accounts`,
              hint: 'Remove it; the server joins every account to it',
            },
          ]
        : [],
    ),
  );
}

/** Servers up to 26.2 refuse a group with a description, at its write (24.0.5 to 26.2.5, contract "has a description where the server knows one"). */
function checkDescriptions({ objects }: DesiredState, { realm }: LiveState): readonly Diagnostic[] {
  if (!isUpTo(2, realm.serverVersion)) return [];
  return [...objects.values()].flatMap(({ kind, address: of, facts, places, place }): readonly Diagnostic[] => {
    if (kind !== 'group' || !facts.has(DESCRIPTION)) return [];
    return [
      {
        code: 'server-too-old',
        severity: 'error',
        place: places.get(DESCRIPTION) ?? place,
        message: `${addressText(of)} has a description, which groups of Keycloak ${realm.serverVersion} do not have`,
        hint: 'Remove the description, or update the server',
      },
    ];
  });
}

const DESCRIPTION = fieldPath('description');

/**
 * What `removed` names must carry our mark: what is there without it, or with another owner's, is not ours to remove. A
 * name that nothing has, and what nobody marks any more and was only to be forgotten, is done.
 */
function checkRemovals({ removals, target }: DesiredState, live: LiveState): readonly Diagnostic[] {
  return removals.flatMap(({ address: of, then, place }): readonly Diagnostic[] => {
    const found = live.objects.get(of);
    const isEverybodys = isDefaultRole(of, live);
    if (found === undefined || (found.mark?.owner === target.owner && !isEverybodys)) return [];
    if (then === 'forget' && found.mark === undefined) return [];
    const whose = isEverybodys
      ? 'is the role that every user of this realm holds'
      : found.builtIn
        ? "is Keycloak's own"
        : found.mark === undefined
          ? 'carries no mark'
          : `is managed by ${found.mark.owner}`;
    return [
      {
        code: 'removal-refused',
        severity: then === 'forget' ? 'warning' : 'error',
        place,
        message: `${addressText(of)} ${whose}, and only what is ours is removed`,
        hint: 'Remove the entry; what nobody manages is deleted by hand, or adopted first',
      },
    ];
  });
}
