import { Failure, type SignIn } from '../../../model/index.js';
import { readAssertionFacts } from './assertion-facts.js';
import { refusalOf, type RequestSite } from './errors.js';
import { signInForm, type SignInEdges, type SignInForm } from './sign-in-form.js';
import { signInFailure } from './sign-in-refusal.js';

/** What asking for a token needs. */
export interface AskTokenOptions {
  /** `site.realm` is the realm that is signed in to. */
  readonly site: RequestSite;
  readonly signIn: SignIn;
  /** The issuer of that realm. */
  readonly audience: string;
  readonly edges: SignInEdges;
  /** Sends a form to the token endpoint once and gives the parsed answer. */
  readonly send: (form: SignInForm) => Promise<unknown>;
  /** Repeats after troubles that pass. */
  readonly repeated: (attempt: () => Promise<unknown>) => Promise<unknown>;
  /** Told of each credential and assertion before it is sent. */
  readonly onShown: (secret: string) => void;
  /** Waits before another attempt, and says why. */
  readonly wait: (why: string, waitMs: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly wallClockMs: () => number;
}

/**
 * Asks for a token. Each request shows a fresh credential: an assertion counts once, and a request whose answer was lost may
 * have arrived. After a refusal that a fresh credential can cure, one more is tried.
 */
export async function askToken(options: AskTokenOptions): Promise<unknown> {
  let form: SignInForm | undefined;
  const renew = async (): Promise<SignInForm> => {
    form = await signInForm(options.signIn, options.audience, options.edges);
    options.onShown(form.shown.reveal());
    return form;
  };
  const attempt = (made?: SignInForm): Promise<unknown> => {
    let prepared = made;
    return options.repeated(async () => {
      const next = prepared ?? (await renew());
      prepared = undefined;
      return options.send(next);
    });
  };
  try {
    return await attempt();
  } catch (error) {
    const first = form;
    const chance = first === undefined ? undefined : chanceAfter(options, error);
    if (first === undefined || chance === undefined) throw failureOf(options, form, error);
    if (chance.waitMs > 0) await options.wait(chance.why, chance.waitMs);
    const next = await renew();
    if (chance.unless !== undefined && next[chance.unless].equals(first[chance.unless])) {
      throw failureOf(options, first, error);
    }
    return attempt(next).catch((last: unknown) => {
      throw failureOf(options, form, last);
    });
  }
}

interface Chance {
  readonly why: string;
  readonly waitMs: number;
  /** The part of the form that must be another one than before. */
  readonly unless?: 'shown' | 'credential';
}

/**
 * How long a server asks for the keys of an issuer at most once, in milliseconds: a key that is younger is unknown to it (26.7.4; contract
 * "a new key of the issuer").
 */
const NEW_KEY_MS = 10_500;

/** What another attempt may be good for, by the server's words. */
function chanceAfter({ signIn: { method } }: AskTokenOptions, error: unknown): Chance | undefined {
  const refusal = refusalOf(error);
  if (refusal?.type !== 'answer' || ![400, 401].includes(refusal.status)) return undefined;
  if (/token reuse detected/i.test(refusal.words)) {
    return { why: 'the assertion was shown before', waitMs: 0, unless: 'shown' };
  }
  if (method === 'assertion' && refusal.status === 401) {
    return { why: "sign-in refused; the server may not know the issuer's new key yet", waitMs: NEW_KEY_MS };
  }
  // Somebody may have put a new one in its place just now. A person's password is not tried twice: each attempt counts.
  if (method === 'password') return undefined;
  return { why: 'the credential may have been replaced', waitMs: 0, unless: 'credential' };
}

function failureOf(options: AskTokenOptions, form: SignInForm | undefined, error: unknown): unknown {
  if (error instanceof Failure) return error;
  const { site, signIn, audience } = options;
  const assertion = form === undefined ? undefined : readAssertionFacts(form.shown.reveal());
  const hasBlanks = /^\s|\s$|[\r\n]/.test(isPlain(signIn) ? (form?.shown.reveal() ?? '') : '');
  return signInFailure({ site, signIn, audience, assertion, hasBlanks, nowMs: options.wallClockMs() }, error);
}

/** Whether the secret itself is shown. */
function isPlain({ method }: SignIn): boolean {
  return method === 'client-secret' || method === 'password';
}
