import { isBuiltIn, isForbiddenAttribute } from '../kinds/index.js';
import { addressParts, compareText, decodeMark, MARK_PREFIX, type Address, type Mark } from '../model/index.js';
import type { Draft, Reading } from './reading.js';
import { isOfWhole } from './whole-needs.js';

interface DraftParts {
  readonly address: Address;
  readonly id: string | undefined;
  readonly facts: () => Draft['facts'];
  readonly attributes: Readonly<Record<string, unknown>> | undefined;
  readonly protocolMappers?: readonly { readonly config?: Readonly<Record<string, unknown>> }[] | undefined;
}

/**
 * An object with its facts where somebody asked for them, where it is ours (what left the files may have to be disabled or
 * deleted), and where a mapper of it says the old id of a client that is renamed. Else with its name, id and mark only.
 */
export function draftOf(
  { needs, reader, options }: Reading,
  { address, id = '', facts, attributes, protocolMappers = [] }: DraftParts,
): Draft {
  const builtIn = isBuiltIn(address, reader.realm);
  const mark = markOf(attributes);
  const isAsked = needs.objects.has(address) || isOfWhole(needs.whole, address, builtIn);
  const isWanted = isAsked || mark?.owner === options.owner || saysOldId(protocolMappers, needs.oldIds);
  const withheld = isWanted ? withheldAmong(attributes) : [];
  return {
    address,
    kind: addressParts(address).kind,
    id,
    facts: isWanted ? facts() : new Map(),
    detail: isWanted ? 'facts' : 'identity',
    unread: [],
    builtIn,
    ...(withheld.length === 0 ? {} : { withheld }),
    ...(mark === undefined ? {} : { mark }),
  };
}

/** Whether a mapper's config has one of these ids as a value, or in front of the name of a role. */
function saysOldId(
  mappers: NonNullable<DraftParts['protocolMappers']>,
  oldIds: ReadonlySet<string> | undefined,
): boolean {
  if (oldIds === undefined) return false;
  const values = mappers.flatMap(({ config }) => Object.values(config ?? {}));
  return [...oldIds].some((id) =>
    values.some((value) => value === id || (typeof value === 'string' && value.startsWith(`${id}.`))),
  );
}

/** Attributes that hold what must not be read, without the server's own book-keeping and without the mark. */
function withheldAmong(attributes: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  return Object.keys(attributes ?? {})
    .filter((key) => isForbiddenAttribute(key) && !key.startsWith(MARK_PREFIX) && !SERVER_KEPT.test(key))
    .sort(compareText);
}

/** What the server keeps for itself on every client, and makes anew on a new one. */
const SERVER_KEPT = /^(realm_client$|client\.secret\.)/;

/** The mark among attributes, whose values are texts on clients and client scopes and lists on roles and groups. */
export function markOf(attributes: Readonly<Record<string, unknown>> | undefined): Mark | undefined {
  return decodeMark((name) => {
    const value: unknown = attributes?.[name];
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? first : undefined;
  });
}
