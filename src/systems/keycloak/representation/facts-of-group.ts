import type { GroupRepresentation } from './representations.js';
import { addFact, addListAttributes, addMembers, type FactMap } from './facts-of-parts.js';

/** The facts of a group, as a list with `briefRepresentation=false` gives them: all that `kinds/group.ts` names. */
export function factsOfGroup(group: GroupRepresentation): FactMap {
  const facts: FactMap = new Map();
  addFact(facts, group.description, 'description');
  addListAttributes(facts, group.attributes);
  addMembers(facts, group.realmRoles ?? [], 'realmRoles');
  for (const [clientId, roles] of Object.entries(group.clientRoles ?? {})) {
    addMembers(facts, Array.isArray(roles) ? roles.map(String) : [], 'clientRoles', clientId);
  }
  return facts;
}
