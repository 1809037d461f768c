import type { ProgressListener, Secret, Target } from '../model/index.js';
import type { IdentityProviders, RealmReader, RealmWriter, RightsReader } from '../systems/keycloak/index.js';
import type { RunFiles } from './run-files.js';

/** What a look at a target needs of the world. It holds nothing that can write. */
export interface ReadingEdges {
  readonly reader: RealmReader;
  /** What its identity may do. */
  readonly rights: RightsReader;
  /** The identity that reads. */
  readonly readAs: string;
  readonly close: () => Promise<void>;
}

/** What an apply needs on top. */
export interface WritingEdges extends ReadingEdges {
  readonly writer: RealmWriter;
}

/** The world as commands that only look may see it; built by `entry`, replaced by tests. */
export interface LookingWorld {
  /** The folder in which the program was started. */
  readonly folder: string;
  /** Where settings and realm files come from; what lies in the folder of the settings when absent. */
  readonly files?: RunFiles;
  /** Today's date in UTC, `yyyy-mm-dd`. */
  readonly today: () => string;
  readonly openReading: (target: Target) => ReadingEdges;
  readonly onProgress: ProgressListener;
}

/** The world as `doctor` sees it. */
export interface ExaminingWorld extends LookingWorld {
  /** Milliseconds since 1970 by this machine's clock. */
  readonly now: () => number;
}

/** The world as `apply` sees it. */
export interface ApplyingWorld extends LookingWorld {
  readonly openWriting: (target: Target) => WritingEdges;
  /** Asks the person at the terminal; undefined where nobody can be asked. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
  /**
   * Called before anything is written. The signal is aborted when the run is asked to stop from then on; before there is
   * nothing to finish, and a run may end at once.
   */
  readonly beginWriting: () => AbortSignal;
}

/** What `bootstrap` needs on top: the one thing that realm files cannot say yet, and the secrets that it hands over. */
export interface BootstrapEdges extends WritingEdges {
  readonly identityProviders: IdentityProviders;
  readonly readSecret: (clientId: string) => Promise<Secret>;
}

/** The world as `bootstrap` sees it. */
export interface BootstrapWorld extends ApplyingWorld {
  readonly openBootstrap: (target: Target) => BootstrapEdges;
}
