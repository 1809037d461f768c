import type {
  Address,
  DesiredState,
  IdentityUse,
  LeastAuthentication,
  LeastClient,
  ReadNeeds,
  RightRules,
  Target,
} from '../model/index.js';
import { leastClient, rightsThatHelpToPlan, rightsToApply, rightsToPlan } from '../rights/index.js';
import { ownClientIds } from './identities.js';

/** What is known of a target from its files alone. */
export interface ResolvedFiles {
  readonly target: Target;
  readonly desired: DesiredState;
  readonly needs: ReadNeeds;
}

/** What the two clients should be besides what the files say. */
export interface LeastWish {
  /** What the realm has of the target's owner: by policy it may have to go, which is a right of its own. */
  readonly owned: readonly Address[];
  /** The rules of the server; those of the newest one where nobody knows. */
  readonly rules?: RightRules;
  /** Whether the one that plans may see who changed what. */
  readonly viewEvents: boolean;
  readonly authentication?: (use: IdentityUse) => LeastAuthentication | undefined;
}

/** The two clients that have what the files of a target need and nothing more: one that plans, and one that applies. */
export function leastClients(
  { target, desired, needs }: ResolvedFiles,
  { owned, rules = 'newest', viewEvents, authentication }: LeastWish,
): readonly LeastClient[] {
  const ids = ownClientIds(target);
  const toPlan = rightsToPlan(needs);
  const toApply = rightsToApply(desired, { orphans: target.policy.orphans, owned, rules });
  const signingIn = (use: IdentityUse): Pick<LeastClient, 'authentication'> => {
    const way = authentication?.(use);
    return way === undefined ? {} : { authentication: way };
  };
  const plans = leastClient(ids.plan, 'plan', toPlan, viewEvents ? rightsThatHelpToPlan() : []);
  return [
    { ...plans, ...signingIn('plan') },
    { ...leastClient(ids.apply, 'apply', toPlan, toApply), ...signingIn('apply') },
  ];
}
