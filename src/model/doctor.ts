import type { RightReason } from './rights.js';
import type { TargetIdentity } from './target.js';

/** What a command signs in for. */
export type IdentityUse = 'plan' | 'apply';

/** One right that an identity needs, and whether it has it. */
export interface RightRow {
  /** The role's name. */
  readonly role: string;
  readonly standing: 'held' | 'missing' | 'unknown';
  /** How that was found out, in words. */
  readonly by: string;
  /** What needs it; at least one. */
  readonly reasons: readonly RightReason[];
}

/** One identity of a target, as far as its rights could be seen. */
export interface ExaminedIdentity {
  /** Both where one identity signs in for both. */
  readonly uses: readonly IdentityUse[];
  readonly name: string;
  /** The realm that it belongs to. */
  readonly realm: string;
  /** Why it could not sign in; absent where it did. */
  readonly problem?: { readonly text: string; readonly isRefused: boolean };
  readonly rights: readonly RightRow[];
  /** Roles that it has and that nothing needs. */
  readonly excess: readonly string[];
  /** The fewest roles that give it what it lacks. */
  readonly add: readonly string[];
}

export const CHECK_NAMES = [
  'connection',
  'clock',
  'issuer',
  'server',
  'admin-events',
  'token-life',
  'federated-sign-in',
  'federated-clients',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** One thing that was looked at besides rights. */
export interface DoctorCheck {
  readonly check: CheckName;
  /** `warning` is worth a change, and nothing fails for it now; `wrong` makes runs fail; `unknown` could not be seen. */
  readonly state: 'fine' | 'warning' | 'wrong' | 'unknown';
  readonly text: string;
  readonly hint?: string;
}

/** What keyplan needs of a realm and what it has there. */
export interface DoctorReport {
  /** Version of this shape, published as `schemas/doctor.schema.json`. */
  readonly format: 1;
  readonly target: TargetIdentity;
  /** The one that plans first. */
  readonly identities: readonly ExaminedIdentity[];
  readonly checks: readonly DoctorCheck[];
}

/** Whether a plan or an apply cannot do its work: a right is missing, a sign-in is refused, or something is wrong. */
export function isImpaired({ identities, checks }: DoctorReport): boolean {
  return (
    identities.some(({ add, problem }) => add.length > 0 || problem?.isRefused === true) ||
    checks.some(({ state }) => state === 'wrong')
  );
}
