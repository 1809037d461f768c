import type { Address, History, OrphanPolicy, Place } from '../model/index.js';
import type { Renames } from './new-names.js';

/** What a comparison must know besides the two states. */
export interface CompareContext {
  /** The commit of the files, for the marks. */
  readonly commit: string;
  /** `yyyy-mm-dd` in UTC. */
  readonly today: string;
  /** Whether what falls due by date is done now. */
  readonly due: boolean;
  readonly orphans: OrphanPolicy;
  readonly history: History;
  /** What `settleRenames` found; the live state is the one that it gave. */
  readonly renames: Renames;
  /** Where the settings of the target stand, for what only their policy says. */
  readonly settings: Place;
  /** Clients that keyplan itself signs in with; they are never removed. */
  readonly ownClients: ReadonlySet<Address>;
}
