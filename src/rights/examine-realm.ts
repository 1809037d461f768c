import type { DoctorCheck, SignIn } from '../model/index.js';
import { federatedChecks, type FederatedClient, type TrustedIssuer } from './federated-clients.js';

/** What was found about a realm and the way to it. Whatever is undefined could not be seen. */
export interface Findings {
  readonly signIns: readonly SignIn[];
  /** Whether credentials and tokens go to the server without TLS, over a network. */
  readonly isSentInClear: boolean;
  /** How far the server's clock is ahead of ours at least, in milliseconds; negative where it is behind. */
  readonly clockAheadMs: number | undefined;
  readonly token: { readonly issuer?: string; readonly issuedAt?: number; readonly endsAt?: number };
  /** The issuer as the settings have it. */
  readonly issuer: string;
  readonly version: string | undefined;
  /** Features of the server by name, and whether each is on. */
  readonly features: ReadonlyMap<string, boolean> | undefined;
  readonly adminEvents: 'off' | 'on' | undefined;
  readonly mayViewEvents: boolean;
  /** The authenticators of the flow by which clients sign in, and whether each is on. */
  readonly clientAuthenticators: ReadonlyMap<string, boolean> | undefined;
  readonly federated: readonly FederatedClient[];
  readonly issuers: readonly TrustedIssuer[] | undefined;
}

/** Everything that is looked at besides rights, in a fixed order. */
export function examineRealm(findings: Findings): readonly DoctorCheck[] {
  return [
    ...connectionChecks(findings),
    clockCheck(findings),
    issuerCheck(findings),
    serverCheck(findings),
    eventsCheck(findings),
    lifeCheck(findings),
    ...signInChecks(findings),
    ...federatedChecks(findings.federated, findings.issuers),
  ];
}

function connectionChecks({ isSentInClear }: Findings): readonly DoctorCheck[] {
  if (!isSentInClear) return [];
  return [
    {
      check: 'connection',
      state: 'warning',
      text: 'credentials and tokens go to the server without TLS, for all to read on the way',
      hint: 'Write https:// as server; where a mesh encrypts what lies between, nothing is to be done',
    },
  ];
}

/** An assertion from a clock that is further ahead is not active yet for an issuer without allowed skew (26.7.4: 3 s). */
const CLOCK_MS = 2000;

function clockCheck({ clockAheadMs }: Findings): DoctorCheck {
  if (clockAheadMs === undefined)
    return { check: 'clock', state: 'unknown', text: 'the token does not say when it was made' };
  if (Math.abs(clockAheadMs) <= CLOCK_MS)
    return { check: 'clock', state: 'fine', text: 'goes as the one of this machine' };
  const [seconds, where] = [Math.abs(clockAheadMs) / 1000, clockAheadMs > 0 ? 'ahead of' : 'behind'];
  return {
    check: 'clock',
    state: 'warning',
    text: `the server is at least ${seconds.toFixed(1)} s ${where} this machine`,
    hint: 'Set both by NTP: assertions are refused for less',
  };
}

function issuerCheck({ token, issuer }: Findings): DoctorCheck {
  if (token.issuer === undefined)
    return { check: 'issuer', state: 'unknown', text: 'the token does not say who made it' };
  if (token.issuer === issuer) return { check: 'issuer', state: 'fine', text: issuer };
  return {
    check: 'issuer',
    state: 'warning',
    text: `tokens come from ${token.issuer}, and the settings say ${issuer}`,
    hint: 'Write what clients see as server or issuer of the target, or set the hostname of the server',
  };
}

function serverCheck({ version, features }: Findings): DoctorCheck {
  const on = [...(features ?? [])].filter(([name, isOn]) => isOn && TOLD_FEATURES.has(name)).map(([name]) => name);
  const what = version === undefined ? 'Keycloak, of a version that it does not show' : `Keycloak ${version}`;
  const told =
    features === undefined
      ? 'it does not list its features'
      : `of the features that matter it has ${on.sort().join(', ') || 'none'}`;
  return { check: 'server', state: 'fine', text: `${what}; ${told}` };
}

const TOLD_FEATURES: ReadonlySet<string> = new Set([
  'CLIENT_AUTH_FEDERATED',
  'SPIFFE',
  'KUBERNETES_SERVICE_ACCOUNTS',
  'CLIENT_SECRET_ROTATION',
  'ADMIN_FINE_GRAINED_AUTHZ_V2',
]);

function eventsCheck({ adminEvents, mayViewEvents }: Findings): DoctorCheck {
  const check = 'admin-events';
  if (adminEvents === undefined) return { check, state: 'unknown', text: "the realm's settings were not shown" };
  if (adminEvents === 'off')
    return {
      check,
      state: 'warning',
      text: 'the realm keeps none with details, so no plan can say who changed what outside git',
      hint: 'Switch them on under Realm settings, Events, with their representation',
    };
  if (mayViewEvents) return { check, state: 'fine', text: 'are kept, and may be read' };
  const hint = 'Give the identity that plans view-events of realm-management';
  return { check, state: 'warning', text: 'are kept, and the identity that plans may not read them', hint };
}

const LIFE_MIN_S = 60;
const LIFE_MAX_S = 3600;

function lifeCheck({ token: { issuedAt, endsAt } }: Findings): DoctorCheck {
  const check = 'token-life';
  if (issuedAt === undefined || endsAt === undefined)
    return { check, state: 'unknown', text: 'the token does not say it' };
  const seconds = endsAt - issuedAt;
  if (seconds < LIFE_MIN_S)
    return {
      check,
      state: 'warning',
      text: `tokens live for ${seconds} s, so that long runs sign in over and over`,
      hint: `Set access.token.lifespan of the client to ${LIFE_MIN_S} or more`,
    };
  if (seconds > LIFE_MAX_S)
    return {
      check,
      state: 'warning',
      text: `tokens live for ${seconds} s, and a stolen one as long`,
      hint: 'Set access.token.lifespan of the client to 300: keyplan signs in again by itself',
    };
  return { check, state: 'fine', text: `tokens live for ${seconds} s` };
}

/** What must be on for identities that show an assertion of somebody else. */
function signInChecks({ signIns, features, clientAuthenticators }: Findings): readonly DoctorCheck[] {
  const check = 'federated-sign-in';
  const types = new Set(signIns.flatMap((signIn) => (signIn.method === 'assertion' ? [signIn.assertionType] : [])));
  if (types.size === 0) return [];
  const checks: DoctorCheck[] = [];
  for (const feature of ['CLIENT_AUTH_FEDERATED', ...(types.has('jwt-spiffe') ? ['SPIFFE'] : [])]) {
    if (features?.get(feature) === true) continue;
    const isKnown = features?.has(feature) === true;
    const hint = `Start the server with --features=${feature.toLowerCase().replaceAll('_', '-')}`;
    checks.push(
      isKnown
        ? { check, state: 'wrong', text: `the server runs without the feature ${feature}`, hint }
        : { check, state: 'unknown', text: `the server does not say whether it has the feature ${feature}`, hint },
    );
  }
  if (clientAuthenticators === undefined)
    checks.push({ check, state: 'unknown', text: 'the flow by which clients sign in was not shown' });
  else if (clientAuthenticators.get('federated-jwt') !== true)
    checks.push({
      check,
      state: 'wrong',
      text: 'the flow by which clients sign in has no federated-jwt that is on',
      hint: 'Add "Signed JWT - Federated" to it as ALTERNATIVE, under Authentication',
    });
  return checks.length > 0
    ? checks
    : [{ check, state: 'fine', text: 'the flow by which clients sign in takes assertions' }];
}
