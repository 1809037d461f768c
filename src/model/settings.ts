import type { Place } from './place.js';
import type { Policy } from './policy.js';
import type { TargetIdentity } from './target.js';

/** Where a credential comes from; never the credential itself. */
export type CredentialSource = { readonly env: string } | { readonly file: string };

/** How to sign in. Client credentials, or user and password in some realm for bootstrapping. */
export type SignIn =
  | {
      readonly method: 'client-secret';
      readonly realm: string;
      readonly clientId: string;
      readonly clientSecret: CredentialSource;
    }
  | {
      readonly method: 'password';
      readonly realm: string;
      readonly clientId: string;
      readonly username: string;
      readonly password: CredentialSource;
    };

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
  readonly policy: Policy;
}

/** `keyplan.yaml`, resolved. */
export interface Settings {
  /** By name, in the order of names. */
  readonly targets: ReadonlyMap<string, Target>;
}
