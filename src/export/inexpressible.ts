import { addressText, compareAddresses, compareText, type Address } from '../model/index.js';

/** Something of the live realm that the files do not say, and that stays as it is. */
export interface Inexpressible {
  readonly address: Address;
  /** What of the object, in Keycloak's words; absent where nothing of it is written. @example 'attribute saml.signing.private.key' */
  readonly part?: string;
  /** Why, without a full stop. */
  readonly why: string;
  /** The mapper that it is, where the others of the object are written: only a rule under `ignore` keeps it then. */
  readonly mapper?: string;
}

/** In reading order, each once. */
export function sortInexpressible(all: Iterable<Inexpressible>): readonly Inexpressible[] {
  const lines = new Map([...all].map((one) => [inexpressibleText(one), one]));
  return [...lines]
    .sort(([a, one], [b, other]) => compareAddresses(one.address, other.address) || compareText(a, b))
    .map(([, one]) => one);
}

/** One line. @example 'client a: attribute x.token: it holds a secret' */
export function inexpressibleText({ address, part, why }: Inexpressible): string {
  return [addressText(address), ...(part === undefined ? [] : [part]), why].join(': ');
}
