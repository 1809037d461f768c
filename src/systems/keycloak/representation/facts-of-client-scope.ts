import type { ClientScopeRepresentation } from './representations.js';
import { addFact, addMappers, addTextAttributes, type FactMap } from './facts-of-parts.js';

/** The facts of a client scope that its own representation gives: all that `kinds/client-scope.ts` names but role scope and links. */
export function factsOfClientScope(scope: ClientScopeRepresentation): FactMap {
  const facts: FactMap = new Map();
  addFact(facts, scope.description, 'description');
  addFact(facts, scope.protocol, 'protocol');
  addTextAttributes(facts, scope.attributes);
  addMappers(facts, scope.protocolMappers);
  return facts;
}
