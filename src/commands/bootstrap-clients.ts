import { stringify } from 'yaml';
import { readNeeds, resolveDesired } from '../desired/index.js';
import { adminClient } from '../kinds/index.js';
import { DEFAULT_POLICY, sortDiagnostics, type SignIn, type Target } from '../model/index.js';
import { parseSource } from '../source/index.js';
import { ENDS, type End, type Trust } from './bootstrap-trust.js';
import type { LoadedTarget } from './load.js';

/** What the two clients may do: roles of `realm-management`. */
export type EndRoles = Readonly<Record<End, readonly string[]>>;

/** The client ids of the two identities: as the settings name them, where they name two of the target's realm. */
export function clientIdsOf({ realm, signIn }: Target): Readonly<Record<End, string>> {
  const { plan, apply } = signIn;
  const areClients = [plan, apply].every((one) => one.realm === realm && one.method !== 'password');
  return areClients && plan.clientId !== apply.clientId
    ? { plan: plan.clientId, apply: apply.clientId }
    : { plan: 'keyplan-plan', apply: 'keyplan-apply' };
}

/** The mark on what bootstrap makes: no plan of the target's own files takes it for an orphan of theirs. */
export function bootstrapOwner({ owner }: Target): string {
  return `${owner}#bootstrap`;
}

/** The target as bootstrap sees it: the administrator signs in, and the mark is another one. */
export function bootstrapTargetOf(target: Target, admin: SignIn): Target {
  const { name, place, server, realm } = target;
  return {
    ...target,
    name,
    place,
    server,
    realm,
    owner: bootstrapOwner(target),
    files: [],
    vars: {},
    signIn: { plan: admin, apply: admin },
    policy: { ...DEFAULT_POLICY, allow: [] },
  };
}

/** The two clients as a realm file of no repository would declare them, resolved like any other. */
export function loadClients(target: Target, wish: ClientsWish): LoadedTarget {
  const text = stringify({ clients: clientEntries(target.realm, wish) }, { lineWidth: 0 });
  const file = parseSource('bootstrap', text);
  const layers = { layers: [file.value === undefined ? [] : [file.value]], commit: 'none' };
  const resolved = resolveDesired(layers, target);
  const diagnostics = sortDiagnostics([...file.diagnostics, ...resolved.diagnostics]);
  const { value: desired } = resolved;
  if (desired === undefined) return { target, commit: 'none', diagnostics };
  return { target, commit: 'none', desired, needs: readNeeds(desired), diagnostics };
}

export interface ClientsWish {
  readonly clientIds: Readonly<Record<End, string>>;
  readonly roles: EndRoles;
  readonly trust: Trust | undefined;
}

const NAMES: Readonly<Record<End, string>> = {
  plan: 'keyplan, which looks at this realm',
  apply: 'keyplan, which writes this realm',
};

function clientEntries(realm: string, { clientIds, roles, trust }: ClientsWish): Readonly<Record<string, unknown>> {
  const entryOf = (end: End): unknown => ({
    type: 'service',
    name: NAMES[end],
    ...(trust === undefined
      ? { authentication: { secret: { from: 'generate' } } }
      : {
          clientAuthenticatorType: 'federated-jwt',
          attributes: {
            'jwt.credential.issuer': trust.provider.alias,
            'jwt.credential.sub': trust.subjects[end],
          },
        }),
    serviceAccount: { realmRoles: [], clientRoles: { [adminClient(realm)]: roles[end] }, groups: [] },
  });
  return Object.fromEntries(ENDS.map((end) => [clientIds[end], entryOf(end)]));
}
