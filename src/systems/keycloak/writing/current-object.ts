import { decodeMark, type Facts, type Mark } from '../../../model/index.js';
import { factsOfClientScope } from '../representation/facts-of-client-scope.js';
import { factsOfClient, type ClientSurroundingsRead } from '../representation/facts-of-client.js';
import { factsOfGroup } from '../representation/facts-of-group.js';
import { addFact, addListAttributes, type FactMap } from '../representation/facts-of-parts.js';
import { factsOfRole } from '../representation/facts-of-role.js';
import type {
  ClientRepresentation,
  ClientScopeRepresentation,
  GroupRepresentation,
  RoleRepresentation,
  UserRepresentation,
} from '../representation/representations.js';

/** An object right before it is written. */
export interface CurrentObject {
  readonly facts: Facts;
  readonly mark?: Mark;
}

export function currentClient(client: ClientRepresentation, around: ClientSurroundingsRead): CurrentObject {
  return { facts: factsOfClient(client, around).facts, ...markIn(client.attributes) };
}

export function currentClientScope(scope: ClientScopeRepresentation): CurrentObject {
  return { facts: factsOfClientScope(scope), ...markIn(scope.attributes) };
}

export function currentRole(role: RoleRepresentation): CurrentObject {
  return { facts: factsOfRole(role), ...markIn(role.attributes) };
}

export function currentGroup(group: GroupRepresentation): CurrentObject {
  return { facts: factsOfGroup(group), ...markIn(group.attributes) };
}

/** Of a service account, what its own representation gives. */
export function factsOfAccountUser(user: UserRepresentation): FactMap {
  const facts: FactMap = new Map();
  addFact(facts, user.enabled, 'serviceAccount', 'enabled');
  addListAttributes(facts, user.attributes, 'serviceAccount');
  return facts;
}

/** Attributes of roles and groups are lists, of which the mark uses the first text. */
function markIn(attributes: Readonly<Record<string, unknown>> | undefined): { readonly mark?: Mark } {
  const mark = decodeMark((name) => {
    const value: unknown = attributes?.[name];
    const text: unknown = Array.isArray(value) ? value[0] : value;
    return typeof text === 'string' ? text : undefined;
  });
  return mark === undefined ? {} : { mark };
}
