import {
  CLIENT_SCALARS,
  clientAttributeDefault,
  KINDS,
  type FactOwner,
  type RealmContext,
} from '../../../kinds/index.js';
import { address, compareText, fieldPath, type FieldPath } from '../../../model/index.js';
import type { ClientRepresentation } from './representations.js';
import { addFact, addMappers, addMembers, addTextAttributes, setFact, type FactMap } from './facts-of-parts.js';

/** What must be known of the realm to read a client. */
export interface ClientSurroundingsRead {
  readonly realm: RealmContext;
  /** Aliases of flows by id; undefined when they were not read. */
  readonly flows: ReadonlyMap<string, string> | undefined;
}

const SCALARS = (Object.keys(CLIENT_SCALARS) as (keyof typeof CLIENT_SCALARS)[]).map((field) => ({
  field,
  type: CLIENT_SCALARS[field],
  path: fieldPath(field),
}));

/**
 * The facts of a client that its own representation gives: all that `kinds/client.ts` names but role scope and service
 * account. The client's secret is not looked at. What the server made itself, and what equals absence, is left out.
 *
 * `unread` are prefixes below which the representation says something that cannot be read without more.
 */
export function factsOfClient(
  client: ClientRepresentation,
  around: ClientSurroundingsRead,
): { readonly facts: FactMap; readonly unread: readonly FieldPath[] } {
  const facts: FactMap = new Map();
  for (const { field, type, path } of SCALARS) {
    const value = client[field];
    if (typeof value === type) setFact(facts, path, value);
  }
  addMembers(facts, client.redirectUris ?? [], 'redirectUris');
  addMembers(facts, client.webOrigins ?? [], 'webOrigins');
  addTextAttributes(facts, client.attributes);
  addMappers(facts, client.protocolMappers);
  addMembers(facts, client.defaultClientScopes ?? [], 'defaultClientScopes');
  addMembers(facts, client.optionalClientScopes ?? [], 'optionalClientScopes');
  const unread = addFlowOverrides(facts, client, around.flows);
  const self = { address: address('client', client.clientId ?? ''), facts };
  // What one fact is depends on others, so all are looked at before one goes.
  const hidden: FieldPath[] = [];
  facts.forEach((_value, path) => {
    if (isNotShown(path, self, around.realm)) hidden.push(path);
  });
  for (const path of hidden) facts.delete(path);
  return { facts, unread };
}

/** Facts that say nothing: the server's own, and attributes at the value that their absence means. */
function isNotShown(path: FieldPath, self: FactOwner, realm: RealmContext): boolean {
  if (!MAY_BE_SERVER_OWNED.test(path)) return false;
  if (KINDS.client.isServerOwned(path, realm, self)) return true;
  if (!path.startsWith('attributes/')) return false;
  return self.facts.get(path) === clientAttributeDefault(decodeURIComponent(path.slice('attributes/'.length)));
}

/** Spares most facts the question, which costs more than all the rest. */
const MAY_BE_SERVER_OWNED = /^(attributes|defaultClientScopes|protocolMappers)\//;

function addFlowOverrides(
  facts: FactMap,
  { authenticationFlowBindingOverrides: overrides }: ClientRepresentation,
  flows: ReadonlyMap<string, string> | undefined,
): readonly FieldPath[] {
  const bound = Object.entries(overrides ?? {}).filter(([, id]) => typeof id === 'string' && id !== '');
  if (bound.length === 0) return [];
  if (flows === undefined) return [fieldPath('authenticationFlowBindingOverrides')];
  for (const [binding, id] of bound.sort(([a], [b]) => compareText(a, b))) {
    addFact(facts, flows.get(String(id)) ?? String(id), 'authenticationFlowBindingOverrides', binding);
  }
  return [];
}
