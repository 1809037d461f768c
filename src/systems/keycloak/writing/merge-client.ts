import { CLIENT_SCALARS, DEFAULT_PROTOCOL, isForbiddenAttribute } from '../../../kinds/index.js';
import { compareText, type FieldChange, type Json } from '../../../model/index.js';
import {
  attributesOfNew,
  attributesToSend,
  changedSet,
  changedTexts,
  changeOf,
  changesBelow,
  plainText,
  plainValue,
  type MarkToWrite,
} from './field-changes.js';
import { mappersOfCreate, mergeMappers } from './merge-mappers.js';
import type { ClientRepresentation } from '../representation/representations.js';

/** The id of an authentication flow, by its alias; undefined when there is no such flow. */
export type FlowId = (alias: string) => string | undefined;

/** What a new client needs besides its own fields. */
export interface ClientSurroundings {
  /** The list that the files write, `[]` included, or the realm's own where they write none. */
  readonly defaultClientScopes: readonly string[];
  readonly optionalClientScopes: readonly string[];
  readonly flowId: FlowId;
}

/** The body of a request about a client. */
export type ClientBody = Readonly<Record<string, Json | ClientRepresentation['protocolMappers']>>;

/**
 * The body that creates a client.
 *
 * Both scope lists are always there: a server that gets one of them gives the other one nothing. `redirectUris` and
 * `webOrigins` are always there, `[]` included: without them the server derives them. `protocol` is left out where it is
 * the default: sent explicitly, it turns a `rootUrl` into redirect URIs with a wildcard. There is no secret: the server
 * makes one (24.0.5 to 26.7.4, contract "a fresh client").
 */
export function clientCreation(
  clientId: string,
  fields: readonly FieldChange[],
  mark: MarkToWrite,
  around: ClientSurroundings,
): ClientBody {
  const { protocol, ...scalars } = scalarsOf(fields);
  const mappers = mappersOfCreate(fields);
  return {
    clientId,
    ...scalars,
    ...(protocol === undefined || protocol === DEFAULT_PROTOCOL ? {} : { protocol }),
    serviceAccountsEnabled: scalars['serviceAccountsEnabled'] ?? false,
    redirectUris: changedSet([], changesBelow(fields, 'redirectUris')),
    webOrigins: changedSet([], changesBelow(fields, 'webOrigins')),
    attributes: attributesOfNew(changedTexts(fields, mark)),
    ...(mappers.length === 0 ? {} : { protocolMappers: [...mappers] }),
    defaultClientScopes: [...around.defaultClientScopes].sort(compareText),
    optionalClientScopes: [...around.optionalClientScopes].sort(compareText),
    ...flowOverrides(fields, around.flowId),
  };
}

/**
 * The body of the one request that updates a client: what the server has now, with the changes merged in.
 *
 * Always with `serviceAccountsEnabled`, without which 24.0.5 and 26.0.8 delete the service account; with
 * `authorizationServicesEnabled` where it is on, without which every version drops the authorization settings; with
 * `attributes`, without which a client with an expired secret gets a 500; and with `redirectUris` and `webOrigins`, which
 * the server would derive. Never with what must survive untouched by being left out: the secret, the mappers and the flow
 * overrides that do not change (contract "a field set by hand survives an update").
 */
export function clientUpdate(
  current: ClientRepresentation,
  fields: readonly FieldChange[],
  mark: MarkToWrite,
  flowId: FlowId,
): ClientBody {
  const scalars = scalarsOf(fields);
  const mappers = mergeMappers(current.protocolMappers ?? [], fields);
  return {
    ...keptFields(current),
    ...scalars,
    clientId: current.clientId ?? '',
    serviceAccountsEnabled: scalars['serviceAccountsEnabled'] ?? current.serviceAccountsEnabled ?? false,
    redirectUris: changedSet(current.redirectUris ?? [], changesBelow(fields, 'redirectUris')),
    webOrigins: changedSet(current.webOrigins ?? [], changesBelow(fields, 'webOrigins')),
    // A blank value removes a key (24.0.5 to 26.7.4, contract "removes an attribute").
    attributes: { ...keptAttributes(current.attributes ?? {}), ...attributesToSend(changedTexts(fields, mark), '') },
    ...(mappers === undefined ? {} : { protocolMappers: [...mappers.all] }),
    ...flowOverrides(fields, flowId),
  };
}

/**
 * The scalars that change, with the value that stands for absence on the server: blank text, or `false`, because a field
 * that is not named keeps its value.
 */
function scalarsOf(fields: readonly FieldChange[]): Record<string, Json> {
  const scalars: Record<string, Json> = {};
  for (const [field, type] of Object.entries(CLIENT_SCALARS)) {
    const change = changeOf(fields, field);
    if (change === undefined) continue;
    const blank = type === 'string' ? '' : type === 'boolean' ? false : 0;
    scalars[field] = change.after === undefined ? blank : plainValue(change.after);
  }
  return scalars;
}

/**
 * The current single values that go back as they came. `protocol` is not among them: naming it has side effects, leaving
 * it out has none.
 */
function keptFields(current: ClientRepresentation): Record<string, Json> {
  const values = new Map<string, unknown>(Object.entries(current));
  const kept: Record<string, Json> = {};
  for (const field of Object.keys(CLIENT_SCALARS)) {
    const value = values.get(field);
    if (field === 'protocol') continue;
    if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') kept[field] = value;
  }
  return kept;
}

/** The attributes that may go back: not what the server keeps for itself, secrets and their rotation included, which it keeps anyway. */
function keptAttributes(attributes: Readonly<Record<string, unknown>>): Record<string, string> {
  const kept = Object.entries(attributes).filter(([key]) => !isForbiddenAttribute(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, String(value)]));
}

/** The overrides that change; a blank value removes one, the others stay because they are not named. */
function flowOverrides(fields: readonly FieldChange[], flowId: FlowId): Record<string, Record<string, string>> {
  const overrides: Record<string, string> = {};
  for (const { rest, after } of changesBelow(fields, 'authenticationFlowBindingOverrides')) {
    const [binding] = rest;
    if (binding === undefined) continue;
    if (after === undefined) overrides[binding] = '';
    else overrides[binding] = requiredFlow(plainText(after), flowId);
  }
  return Object.keys(overrides).length === 0 ? {} : { authenticationFlowBindingOverrides: overrides };
}

function requiredFlow(alias: string, flowId: FlowId): string {
  const id = flowId(alias);
  if (id === undefined) throw new Error(`there is no authentication flow ${JSON.stringify(alias)}`);
  return id;
}
