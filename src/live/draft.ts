import { isBuiltIn } from '../kinds/index.js';
import { addressParts, decodeMark, type Address, type Mark } from '../model/index.js';
import type { Draft, Reading } from './reading.js';

interface DraftParts {
  readonly address: Address;
  readonly id: string | undefined;
  readonly facts: () => Draft['facts'];
  readonly attributes: Readonly<Record<string, unknown>> | undefined;
}

/**
 * An object with its facts where somebody asked for them, and where it is ours: what left the files may have to be disabled
 * or deleted. Else with its name, id and mark only.
 */
export function draftOf(
  { needs, reader, options }: Reading,
  { address, id = '', facts, attributes }: DraftParts,
): Draft {
  const mark = markOf(attributes);
  const isWanted = needs.objects.has(address) || mark?.owner === options.owner;
  return {
    address,
    kind: addressParts(address).kind,
    id,
    facts: isWanted ? facts() : new Map(),
    detail: isWanted ? 'facts' : 'identity',
    unread: [],
    builtIn: isBuiltIn(address, reader.realm),
    ...(mark === undefined ? {} : { mark }),
  };
}

/** The mark among attributes, whose values are texts on clients and client scopes and lists on roles and groups. */
export function markOf(attributes: Readonly<Record<string, unknown>> | undefined): Mark | undefined {
  return decodeMark((name) => {
    const value: unknown = attributes?.[name];
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? first : undefined;
  });
}
