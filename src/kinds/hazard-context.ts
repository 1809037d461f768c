import type {
  Address,
  DesiredObject,
  Facts,
  FieldChange,
  FieldPath,
  Hazard,
  HazardName,
  ObjectChange,
} from '../model/index.js';
import type { RoleGraph } from './role-graph.js';

/** One object's change with what surrounds it, as the hazards need it. */
export interface HazardContext {
  readonly change: ObjectChange;
  readonly desired: DesiredObject;
  /** The live facts; empty for a create. */
  readonly before: Facts;
  readonly graph: RoleGraph;
  readonly around: Surroundings;
}

/** What the hazards of one object must know of others. */
export interface Surroundings {
  readonly isLive: (of: Address) => boolean;
  /** The mappers' facts of a client scope as they will be after the plan. */
  readonly mappersOfScope: (name: string) => Facts;
}

/** A hazard of an object, at the fact that carries it. */
export function hazard(address: Address, name: HazardName, detail: string, path?: FieldPath): Hazard {
  return path === undefined ? { hazard: name, address, detail } : { hazard: name, address, path, detail };
}

/**
 * Whether a field only goes back to what was applied before, which widens nothing that was not agreed to. What carries no
 * mark may never have been ours, whatever its origin is taken for.
 */
export function isRepair(change: ObjectChange, field: FieldChange): boolean {
  return !change.adopts && (field.origin ?? change.origin) === 'drift';
}
