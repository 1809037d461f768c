/** Which realm a plan is for and in whose name; every digest covers it, so that no plan fits another realm. */
export interface TargetIdentity {
  /** The target's name in the settings. */
  readonly name: string;
  /** Base URL of the server as it is called, without a trailing slash. */
  readonly server: string;
  readonly realm: string;
  /** Written on what is managed. */
  readonly owner: string;
}
