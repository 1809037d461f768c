/* oxlint-disable max-lines */
// Generated from schemas/doctor.schema.json by "npm run fresh"; edits are overwritten.

/**
 * What plan and apply need of a realm, and what their identities have there.
 */
export interface KeyplanDoctorReport {
  /**
   * Version of this format.
   */
  format: 1;
  /**
   * The target that was examined.
   */
  target: {
    /**
     * Its name in the settings.
     */
    name: string;
    /**
     * Base URL of the server.
     */
    server: string;
    /**
     * The managed realm.
     */
    realm: string;
    /**
     * In whose name it is managed.
     */
    owner: string;
  };
  /**
   * The identity that plans, then the one that applies where that is another.
   */
  identities: Identity[];
  /**
   * What was looked at besides rights.
   */
  checks: Check[];
}
/**
 * One identity, as far as its rights could be seen.
 */
export interface Identity {
  /**
   * What it signs in for.
   *
   * Items: A use.
   */
  uses: ('plan' | 'apply')[];
  /**
   * A client id, or a user name.
   */
  name: string;
  /**
   * The realm that it belongs to.
   */
  realm: string;
  /**
   * Why it could not sign in.
   */
  problem?: {
    /**
     * In words.
     */
    text: string;
    /**
     * Whether the server refused it; else its credential is not here.
     */
    isRefused: boolean;
  };
  /**
   * Every right that it needs.
   */
  rights: Right[];
  /**
   * Roles that it has and that nothing needs.
   */
  excess: string[];
  /**
   * The fewest roles that give it what it lacks.
   */
  add: string[];
}
/**
 * One right that is needed.
 */
export interface Right {
  /**
   * A role of realm-management, or of <realm>-realm for an identity of master.
   */
  role: string;
  /**
   * Whether the identity has it.
   */
  standing: 'held' | 'missing' | 'unknown';
  /**
   * How that was found out.
   */
  by: string;
  /**
   * What needs it.
   */
  reasons: Reason[];
}
/**
 * Something that needs a right.
 */
export interface Reason {
  /**
   * In words.
   */
  text: string;
  /**
   * The object, where it is one.
   */
  address?: string;
  /**
   * The id of the step of the plan, where it is one.
   */
  step?: string;
}
/**
 * One thing that was looked at.
 */
export interface Check {
  /**
   * What was looked at.
   */
  check:
    | 'connection'
    | 'clock'
    | 'issuer'
    | 'server'
    | 'admin-events'
    | 'token-life'
    | 'federated-sign-in'
    | 'federated-clients';
  /**
   * warning: worth a change, and nothing fails for it now. wrong: runs fail for it. unknown: it could not be seen.
   */
  state: 'fine' | 'warning' | 'wrong' | 'unknown';
  /**
   * What was found.
   */
  text: string;
  /**
   * What to do.
   */
  hint?: string;
}
