import type { IdentityUse, SignIn, Target } from '../model/index.js';

/** By what people know an identity: a user name or a client id. */
export function identityName(signIn: SignIn): string {
  return signIn.method === 'password' ? signIn.username : signIn.clientId;
}

/** Whether a target's plans and applies are made by the same identity. */
export function hasOneIdentity({ signIn: { plan, apply } }: Target): boolean {
  return identityName(plan) === identityName(apply) && plan.realm === apply.realm;
}

/**
 * The client ids for the two clients that keyplan should sign in as: as the settings name them, where they name two of the
 * target's realm.
 */
export function ownClientIds(target: Target): Readonly<Record<IdentityUse, string>> {
  const { plan, apply } = target.signIn;
  const areClients = [plan, apply].every((one) => one.realm === target.realm && one.method !== 'password');
  return areClients && plan.clientId !== apply.clientId
    ? { plan: plan.clientId, apply: apply.clientId }
    : { plan: 'keyplan-plan', apply: 'keyplan-apply' };
}
