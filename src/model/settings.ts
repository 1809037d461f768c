import type { Place } from './place.js';
import type { Policy } from './policy.js';
import type { TargetIdentity } from './target.js';

/** Where a credential comes from; never the credential itself. */
export type CredentialSource = { readonly env: string } | { readonly file: string };

/** What an identity is called and where it is known. */
export interface Identity {
  /** The realm of the identity, which may be another one than the managed one. */
  readonly realm: string;
  readonly clientId: string;
}

/** The algorithms by which a client signs an assertion of its own. */
export const SIGNING_ALGORITHMS = ['RS256', 'PS256', 'ES256'] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** What an assertion is to the server: a token of an issuer that the realm trusts, or a JWT-SVID of a SPIFFE trust domain. */
export const ASSERTION_TYPES = ['jwt-bearer', 'jwt-spiffe'] as const;
export type AssertionType = (typeof ASSERTION_TYPES)[number];

/** Where an assertion comes from that somebody else signs for us. It is asked anew for each token request. */
export type AssertionSource =
  /** The job's own id token, from the runner of GitHub Actions. */
  | { readonly type: 'github-oidc' }
  /** A file that somebody else keeps fresh, such as a projected token of Kubernetes. */
  | { readonly type: 'token-file'; readonly path: string }
  /** The SPIFFE Workload API. Without `socket` the environment names it; without `spiffeId` the first identity counts. */
  | { readonly type: 'spiffe'; readonly socket?: string; readonly spiffeId?: string }
  /** A program that prints an assertion, and its arguments. No shell reads them. */
  | { readonly type: 'exec'; readonly command: readonly string[] };

/** What an identity shows. All are client credentials but user and password, which are for bootstrapping. */
export type SignInMethod =
  | { readonly method: 'client-secret'; readonly clientSecret: CredentialSource }
  | { readonly method: 'password'; readonly username: string; readonly password: CredentialSource }
  | {
      readonly method: 'private-key-jwt';
      /** PEM (PKCS #8, PKCS #1 or SEC 1) or a JWK. */
      readonly key: CredentialSource;
      /** Where absent, the JWK's, else RS256 for RSA and ES256 for an elliptic curve. */
      readonly algorithm?: SigningAlgorithm;
      /** Which of the client's keys it is; where absent, the JWK's own, else none is named. */
      readonly kid?: string;
    }
  | { readonly method: 'assertion'; readonly source: AssertionSource; readonly assertionType: AssertionType }
  | {
      readonly method: 'tls-client-certificate';
      /** The certificate in PEM, with those between it and its root. */
      readonly certificate: CredentialSource;
      /** Its private key in PEM. */
      readonly key: CredentialSource;
    };

/** How to sign in. */
export type SignIn = Identity & SignInMethod;

/** How the connections to a server are made. */
export interface Connection {
  /** Certificates in PEM of authorities that are trusted besides the usual ones: a path relative to the folder of the settings. */
  readonly caFile?: string;
  /** What is shown to a server or gateway that asks for one; a sign-in by certificate shows its own instead. */
  readonly clientCertificate?: ClientCertificate;
  /** Sent with every request, such as `X-Forwarded-Proto` inside a mesh. Never secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** How long one request may take with its whole answer, in seconds; the session's own limit when absent. */
  readonly timeoutSeconds?: number;
  /** Connections at the same time; the session's own limit when absent. */
  readonly connectionsMax?: number;
  /** Whether anybody may stand between us and the server: its certificate is not looked at. */
  readonly insecureSkipTlsVerify: boolean;
}

/** A certificate in PEM, with those between it and its root, and its private key. */
export interface ClientCertificate {
  readonly certificate: CredentialSource;
  readonly key: CredentialSource;
}

/** One layer of realm files: a glob pattern relative to the folder of the settings. */
export interface FilePattern {
  readonly pattern: string;
  readonly optional: boolean;
  readonly place: Place;
}

/** One target of `keyplan.yaml`, resolved. */
export interface Target extends TargetIdentity {
  readonly place: Place;
  readonly files: readonly FilePattern[];
  readonly vars: Readonly<Record<string, string | number | boolean>>;
  readonly signIn: { readonly plan: SignIn; readonly apply: SignIn };
  /** What the realm calls itself in its tokens: `server` with the realm's path, unless the settings say otherwise. */
  readonly issuer: string;
  readonly connection: Connection;
  readonly policy: Policy;
}

/** The path of a realm below a server's address, as the server writes it in its issuers. */
export function realmPath(realm: string): string {
  return `/realms/${encodeURIComponent(realm)}`;
}

/** The issuer of a realm of a target's server: another realm than the target's has the same address before its path. */
export function issuerOf({ issuer, realm: own }: Pick<Target, 'issuer' | 'realm'>, realm: string): string {
  return issuer.slice(0, -realmPath(own).length) + realmPath(realm);
}

/** `keyplan.yaml`, resolved. */
export interface Settings {
  /** By name, in the order of names. */
  readonly targets: ReadonlyMap<string, Target>;
}
