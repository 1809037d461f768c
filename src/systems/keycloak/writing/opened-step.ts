import type { Facts, FieldChange, Mark, Step } from '../../../model/index.js';
import type { RealmContext, ScopeLists } from '../../../kinds/index.js';
import type { Identifiers } from '../reading/identifiers.js';
import type { Session } from '../session/session.js';

/** What a step is about as the server has it now, and how the step writes. */
export interface OpenedStep {
  /** Normalised as the reader does; at least every fact that the step changes, where it is there. */
  readonly facts: Facts;
  readonly mark?: Mark;
  /** The client id that it has now; of clients only. */
  readonly clientId?: string;
  /** Merges these of the step's changes, and its mark, into what was read, and sends them; or deletes the object. Throws a Failure. */
  readonly write: (fields: readonly FieldChange[]) => Promise<void>;
}

/** What writing needs besides the step. */
export interface WriteContext {
  readonly session: Session;
  readonly ids: Identifiers;
  /** What a client's representation is read with, flows apart. */
  readonly realm: RealmContext;
  /** The scope lists that a new client is born with. */
  readonly scopesOfNew: (step: Step) => ScopeLists;
}

/** How one kind of object is opened and made. */
export interface ObjectWriter {
  /** Undefined when the object is not there. */
  readonly open: (context: WriteContext, step: Step) => Promise<OpenedStep | undefined>;
  readonly create: (context: WriteContext, step: Step) => Promise<void>;
}
