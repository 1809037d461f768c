import type { RoleRepresentation } from './representations.js';
import { addFact, addListAttributes, type FactMap } from './facts-of-parts.js';

/** The facts of a realm or client role that its own representation gives: all that `kinds/role.ts` names but composites. */
export function factsOfRole(role: RoleRepresentation): FactMap {
  const facts: FactMap = new Map();
  addFact(facts, role.description, 'description');
  addListAttributes(facts, role.attributes);
  return facts;
}
