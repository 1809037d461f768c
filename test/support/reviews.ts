import { fieldPath, type Plan, type Review, type TargetReview, type Verdict } from '../../src/model/index.js';
import { created, hazardOf, markOf, planOf, removed, updated, verdictOf } from './builders.js';

export const HEAD = '3f9c2e1d4b5a69788796a5b4c3d2e1f001122334';
export const BASE = '1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d';

export const LINKS = {
  repository: 'https://github.com/acme/identities',
  folder: 'keycloak',
  settings: 'keyplan.yaml',
  run: 'https://github.com/acme/identities/actions/runs/7',
};

/** A review of what is given. */
export function reviewOf(targets: readonly TargetReview[], changes: Partial<Review> = {}): Review {
  return {
    targets,
    diagnostics: [],
    head: HEAD,
    base: BASE,
    phase: 'planned',
    visibility: 'full',
    links: LINKS,
    ...changes,
  };
}

/** A plan with a change of each origin, and what policy says of it. */
export function mixedPlan(): { readonly plan: Plan; readonly verdict: Verdict } {
  const admin = hazardOf(
    'admin-role',
    'client/agent-2',
    'gains realm-management/view-users',
    'serviceAccount/clientRoles/realm-management/view-users',
  );
  const gone = hazardOf('delete', 'client/old-agent', 'it is deleted with its service account with 3 roles');
  const plan = planOf(
    [
      created('client/agent-2', {
        at: 'realms/agents.yaml:24',
        origin: 'pr',
        facts: {
          name: 'Agent 2',
          publicClient: false,
          [fieldPath('redirectUris', 'https://agents.acme.example/cb')]: true,
          'serviceAccount/clientRoles/realm-management/view-users': true,
        },
      }),
      updated('client/agent-1', {
        at: 'realms/agents.yaml:3',
        origin: 'drift',
        changedBy: [
          { user: 'ops', isOfOtherRealm: false, through: 'security-admin-console', at: '2026-11-21T18:02:11Z' },
        ],
        fields: {
          [fieldPath('attributes', 'access.token.lifespan')]: ['3600', '300'],
          [fieldPath('redirectUris', 'https://by-hand.acme.example/*')]: [true, undefined],
          'serviceAccount/clientRoles/realm-management/realm-admin': [true, undefined],
        },
      }),
      updated('role/reader', {
        at: 'realms/roles.yaml:2',
        origin: 'pending',
        fields: { description: ['reads', 'reads all'] },
      }),
      removed('client/old-agent', 'delete', {
        at: 'realms/agents.yaml:40',
        removal: { by: 'removed', reason: 'replaced' },
        loses: ['its service account with 3 roles'],
      }),
    ],
    {
      base: BASE,
      hazards: [admin, gone],
      counts: { unchangedClients: 12, unchanged: 20 },
      unmanaged: ['legacy'],
      released: [{ address: 'client/agent-1' as never, path: 'description' as never, value: 'by hand' }],
      orphans: [{ address: 'role/left' as never, mark: markOf() }],
    },
  );
  const verdict = verdictOf({
    refusals: [
      {
        rule: 'admin-role',
        address: admin.address,
        detail: admin.detail,
        allowWith:
          'in its entry: allow: [{ hazard: admin-role, reason: … }], or by the input allow: admin-role:client/agent-2',
      },
    ],
    allowed: [{ hazard: gone, allowance: { rule: 'delete', by: 'input' } }],
  });
  return { plan, verdict };
}

/** The same plan with every danger allowed: what may be merged and applied. */
export function agreedPlan(): ReturnType<typeof mixedPlan> {
  const { plan, verdict } = mixedPlan();
  const hazards = plan.steps.flatMap((step) => step.hazards.filter(({ hazard }) => hazard === 'admin-role'));
  const words = hazards.map((hazard) => ({ hazard, allowance: { rule: 'admin-role', by: 'input' } as const }));
  return { plan, verdict: verdictOf({ allowed: [...words, ...verdict.allowed] }) };
}
