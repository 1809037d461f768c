import { ACCOUNT, ACCOUNT_PRESENT, ACCOUNT_SWITCH, effectiveValue, isManaged, sameWant } from '../kinds/index.js';
import {
  addressText,
  canonicalJson,
  isUnder,
  sameValue,
  type Address,
  type DesiredObject,
  type DesiredState,
  type FieldPath,
} from '../model/index.js';
import type { Drifted } from './drifted-parts.js';

/** What files came to say that they should not, or do not say yet. */
export interface Fault {
  readonly address: Address;
  /** Absent where the whole object is meant. */
  readonly path?: FieldPath;
}

/** Holds edited files against those before: what drifted is as it is live, and everything else is as it was. */
export function faultsOf(before: DesiredState, after: DesiredState, drifted: readonly Drifted[]): readonly Fault[] {
  const parts = new Map<Address, Drifted[]>();
  for (const one of drifted) parts.set(one.address, [...(parts.get(one.address) ?? []), one]);
  const faults: Fault[] = [];
  for (const address of new Set([...before.objects.keys(), ...after.objects.keys()])) {
    const [then, now] = [before.objects.get(address), after.objects.get(address)];
    const ofObject = parts.get(address) ?? [];
    const isGone = ofObject.some(({ part }) => part.form === 'gone');
    if (isGone || then === undefined || now === undefined) {
      if (!isGone || now !== undefined) faults.push({ address });
    } else if (then.digest !== now.digest || ofObject.length > 0) {
      faults.push(...faultsIn(then, now, ofObject).map((path) => ({ address, path })));
    }
    if (then !== undefined && now !== undefined && words(then) !== words(now)) faults.push({ address });
  }
  return faults;
}

function faultsIn(then: DesiredObject, now: DesiredObject, drifted: readonly Drifted[]): readonly FieldPath[] {
  const changes = new Map(drifted.flatMap(({ fields }) => fields.map((field) => [field.path, field] as const)));
  const paths = new Set([...then.facts.keys(), ...now.facts.keys(), ...changes.keys()]);
  // Of an account that is switched off nothing else can be said.
  const isOff = changes.get(ACCOUNT_SWITCH)?.before === false;
  const isOver = (path: FieldPath): boolean => isOff && isUnder(path, ACCOUNT);
  const wrong = [...paths].filter((path) => {
    if (isOver(path)) return now.facts.has(path);
    // An account that is switched on is there.
    if (path === ACCOUNT_PRESENT && changes.get(ACCOUNT_SWITCH)?.before === true) return now.facts.get(path) !== true;
    const change = changes.get(path);
    if (change === undefined) return !sameWant(then, now, path);
    return !sameValue(effectiveValue(now.kind, path, now.facts), change.before) || !isManaged(now, path);
  });
  return [
    ...wrong,
    ...then.exact.filter((path) => !isOver(path) && !isCovered(now, path)),
    ...now.exact.filter((path) => !isCovered(then, path)),
  ];
}

/** Whether nothing else may be below a prefix, be it because nothing may below a shorter one. */
function isCovered({ exact }: DesiredObject, path: FieldPath): boolean {
  return exact.some((prefix) => isUnder(path, prefix));
}

/** What an entry says besides facts. */
function words({ type, protect, renamedFrom, allow }: DesiredObject): string {
  return canonicalJson({ type: type ?? '', protect: protect ?? '', renamedFrom: renamedFrom?.clientId ?? '', allow });
}

/** Why an edit is not made, in words. */
export function faultText(faults: readonly Fault[], drifted: readonly Drifted[]): string {
  const other = faults.find(({ address }) => drifted.every((one) => one.address !== address));
  if (other !== undefined) return `it would change ${addressText(other.address)} too`;
  const isOwn = (path: FieldPath | undefined): boolean =>
    drifted.some(({ fields }) => fields.some((field) => field.path === path));
  const beside = faults.find(({ path }) => path !== undefined && !isOwn(path));
  return beside?.path === undefined
    ? 'no edit of its entry says it'
    : `it would change ${decodeURIComponent(beside.path)} too`;
}
