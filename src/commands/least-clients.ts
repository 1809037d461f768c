import type { DesiredState, IdentityUse, LeastClient, ReadNeeds, SignIn, Target } from '../model/index.js';
import { leastClient, rightsToApply, rightsToPlan } from '../rights/index.js';

/** What is known of a target from its files alone. */
export interface ResolvedFiles {
  readonly target: Target;
  readonly desired: DesiredState;
  readonly needs: ReadNeeds;
}

/** The two clients that have what the files of a target need and nothing more: one that plans, and one that applies. */
export function leastClients({ target, desired, needs }: ResolvedFiles): readonly LeastClient[] {
  const { plan, apply } = target.signIn;
  const isOne = plan.clientId === apply.clientId && plan.realm === apply.realm;
  const nameOf = (use: IdentityUse, signIn: SignIn): string =>
    isOne || signIn.method === 'password' ? `keyplan-${use}` : signIn.clientId;
  const toPlan = rightsToPlan(needs);
  const toApply = rightsToApply(desired, { orphans: target.policy.orphans, owned: [] });
  return [
    leastClient(nameOf('plan', plan), 'plan', toPlan),
    leastClient(nameOf('apply', apply), 'apply', toPlan, toApply),
  ];
}
