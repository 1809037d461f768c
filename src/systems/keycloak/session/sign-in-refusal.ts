import { Failure, type SignIn } from '../../../model/index.js';
import type { AssertionFacts } from './assertion-facts.js';
import { answerTimeMs, refusalOf, requestFailure, type RequestSite } from './errors.js';
import { TOKEN_ASKED } from './sign-in.js';

/** What is known here about a sign-in that was refused. */
export interface RefusedSignIn {
  /** `site.realm` is the realm that was signed in to. */
  readonly site: RequestSite;
  readonly signIn: SignIn;
  /** The issuer of that realm, which assertions must name as their audience. */
  readonly audience: string;
  /** What the assertion says; undefined where none was shown, or where it is no JSON Web Token. */
  readonly assertion: AssertionFacts | undefined;
  /** Whether what was shown begins or ends with a blank or holds a line break, as nobody's secret is meant to. */
  readonly hasBlanks: boolean;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/**
 * The failure of a sign-in. The server says little and mostly the same, so the hint lists what can be seen from here; it
 * names the identity and never the credential.
 */
export function signInFailure(refused: RefusedSignIn, cause: unknown): Failure {
  const refusal = refusalOf(cause);
  const { site, signIn } = refused;
  if (refusal?.type !== 'answer' || ![400, 401, 403].includes(refusal.status)) {
    return requestFailure(TOKEN_ASKED, site, cause);
  }
  const who = `${site.readAs} in realm ${site.realm} on ${site.server}`;
  const said = refusal.words === '' ? `status ${refusal.status}` : refusal.words;
  const known = KNOWN.find(([words]) => words.test(refusal.words))?.[1];
  const skewMs = skewOf(refused, cause);
  const wrong = showsAssertion(signIn) ? mismatches(refused, skewMs) : [];
  const advice = [...(known === undefined ? [] : [known]), ...wrong, ...(refused.hasBlanks ? [BLANKS] : [])];
  if (advice.length === 0) advice.push(ADVICE[signIn.method]);
  return new Failure('sign-in-refused', `sign-in as ${who} was refused (${said})`, {
    hint: [...advice, seenFromHere(refused, skewMs)].join(' '),
    cause,
  });
}

/** Words of the server that tell what is wrong (26.6.4 and 26.7.4; contract "the server says of an assertion"). */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [
    /client_id parameter does not match sub claim/i,
    'Keycloak 26.6 takes no client id beside an assertion with another subject, and keyplan always sends it, so that nobody else can stand in: update the server to 26.7, or sign in by a secret or a key of your own.',
  ],
  [
    /client_id parameter does not match/i,
    'The assertion is good, and signs another client in: "clientId" must name the client that has this identity provider and subject.',
  ],
  [
    /issued too far in the past/i,
    'The server takes no assertion that was issued more than 300 seconds ago, however long it lives: let it be renewed more often (for SPIRE a default_jwt_svid_ttl of 5m), or set fedClientAssertionMaxExp on the identity provider, in seconds.',
  ],
  [
    /token reuse detected/i,
    'This assertion was shown before, and this identity provider takes each one once: something else shows it too, or its source gives the same one again.',
  ],
  [
    /invalid token audience/i,
    "The assertion is for somebody else: its audience must be the realm's issuer and nothing more.",
  ],
  [/multiple audiences/i, "The assertion has several audiences: it must have one, the realm's issuer."],
  [
    /jti claim is required/i,
    'The assertion has no "jti", which this identity provider asks for, so that each one counts once.',
  ],
  [
    /issued in the future|not active/i,
    'The assertion is not valid yet or not any more by the clock of the server: set the clocks, or allowedClockSkew on the identity provider.',
  ],
  [
    /unable to load public key/i,
    'The client has no such key: compare "kid" and algorithm with its set of keys, in which each needs "use": "sig".',
  ],
  [
    /not enabled to retrieve service account/i,
    'The client has no service account: switch "Service accounts roles" on.',
  ],
];

const BLANKS = 'The secret that was read begins or ends with a blank or a line break, or holds one.';

/** What to check where nothing tells what is wrong. */
const ADVICE: Readonly<Record<SignIn['method'], string>> = {
  'client-secret': 'Check the client id and the secret, and that the client is enabled and has a service account.',
  password:
    'Check the user name and the password, that the user is enabled and has nothing left to do, and that the client takes passwords.',
  'private-key-jwt':
    'Check that the client is enabled, has a service account, is authenticated by "Signed JWT", allows this algorithm, and has the public key.',
  assertion:
    'Check that the client is enabled, has a service account, is authenticated by "Signed JWT - Federated", and names the identity provider and the subject; and that the identity provider is enabled, has this issuer, and "supportsClientAssertions" where it is of type OpenID Connect.',
  'tls-client-certificate':
    'Check that the server asks for certificates and trusts the one who issued this one, and that the client is authenticated by "X509 Certificate" with its subject.',
};

/** How old an assertion may be, in seconds, where the identity provider says nothing else. */
const AGE_MAX = 300;
/** Clocks that differ by less are as good as equal: the header counts in seconds. */
const SKEW_MIN_MS = 2_000;

function skewOf({ nowMs }: RefusedSignIn, cause: unknown): number | undefined {
  const serverMs = answerTimeMs(cause);
  return serverMs === undefined ? undefined : nowMs - serverMs;
}

function showsAssertion({ method }: SignIn): boolean {
  return method === 'assertion' || method === 'private-key-jwt';
}

/** What is wrong with an assertion as far as it can be seen without the server's settings. */
function mismatches({ assertion, audience, nowMs }: RefusedSignIn, skewMs = 0): readonly string[] {
  if (assertion === undefined) return ['What was shown is no JSON Web Token.'];
  const now = (nowMs - skewMs) / 1000;
  const { audiences, issuedAt, notBefore, endsAt } = assertion;
  const found: string[] = [];
  if (audiences.length !== 1 || audiences[0] !== audience)
    found.push(`The audience must be exactly ${audience}, and is ${audiences.join(' and ') || 'missing'}.`);
  if (issuedAt !== undefined && now - issuedAt > AGE_MAX)
    found.push(
      `It was issued ${seconds(now - issuedAt)} ago, and the server takes ${AGE_MAX} s unless its identity provider is a cluster or says otherwise.`,
    );
  if (endsAt !== undefined && endsAt <= now) found.push(`It ended ${seconds(now - endsAt)} ago.`);
  const starts = Math.max(issuedAt ?? 0, notBefore ?? 0);
  if (starts > now + 1) found.push(`It begins in ${seconds(starts - now)} by the clock of the server.`);
  return found;
}

/** The values that the server compares, for people to compare them too. */
function seenFromHere(refused: RefusedSignIn, skewMs: number | undefined): string {
  const { signIn, audience, assertion, nowMs } = refused;
  const seen = [`client id ${signIn.clientId}`];
  if (showsAssertion(signIn)) {
    seen.push(`issuer of the realm ${audience}`, ...describe(assertion, nowMs));
  }
  if (skewMs === undefined) seen.push('clock of the server unknown');
  else if (Math.abs(skewMs) < SKEW_MIN_MS) seen.push('clocks equal');
  else seen.push(`clock here ${seconds(Math.abs(skewMs) / 1000)} ${skewMs > 0 ? 'ahead of' : 'behind'} the server's`);
  return `Seen from here: ${seen.join('; ')}.`;
}

function describe(assertion: AssertionFacts | undefined, nowMs: number): readonly string[] {
  if (assertion === undefined) return ['assertion unreadable'];
  const { issuer, subject, audiences, issuedAt, endsAt, algorithm, kid } = assertion;
  const age = issuedAt === undefined ? 'at an unknown time' : `${seconds(nowMs / 1000 - issuedAt)} ago`;
  const left = endsAt === undefined ? 'without an end' : `ending in ${seconds(endsAt - nowMs / 1000)}`;
  return [
    `assertion of ${issuer ?? 'no issuer'} for subject ${subject ?? 'none'}`,
    `audience ${audiences.join(' and ') || 'none'}`,
    `issued ${age}, ${left}`,
    `signed by ${algorithm ?? 'no algorithm'} with ${kid === undefined ? 'an unnamed key' : `key ${kid}`}`,
  ];
}

function seconds(value: number): string {
  return `${Math.round(value)} s`;
}
