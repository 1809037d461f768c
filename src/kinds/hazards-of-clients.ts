import {
  ENABLED,
  fieldParts,
  fieldPath,
  type Facts,
  type FactValue,
  type FieldChange,
  type FieldPath,
  type Hazard,
  type HazardName,
  type ObjectChange,
} from '../model/index.js';
import { joinedMembers } from './attribute-values.js';
import { FULL_SCOPE, isSwitchedOn, USER_FLOWS } from './client-types.js';
import { hazard, isRepair, type HazardContext } from './hazard-context.js';

/** What a client's field is after the change: as changed, else live, else what the server gives a new client (26.7.4, contract "a fresh client"). */
function fieldAfter({ change, before }: HazardContext, path: FieldPath): FactValue | undefined {
  const changed = change.fields.find((field) => field.path === path);
  if (changed !== undefined) return changed.after;
  return change.action === 'create' ? FRESH_CLIENT.get(path) : before.get(path);
}

const path = (...parts: readonly string[]): FieldPath => fieldPath(...parts);
const FRESH_CLIENT: Facts = new Map<FieldPath, FactValue>([
  [FULL_SCOPE, true],
  [path('standardFlowEnabled'), true],
  [ENABLED, true],
]);

/** Dangers that a client's own fields carry. */
export function clientHazards(context: HazardContext): readonly Hazard[] {
  const { change } = context;
  const found: Hazard[] = [];
  const changed = new Map(change.fields.map((field) => [field.path, field]));
  const isLive = change.action !== 'create';
  const add = (name: HazardName, detail: string, at: FieldPath): void =>
    void found.push(hazard(change.address, name, detail, at));
  const touchesScope =
    !isLive || changed.has(FULL_SCOPE) || USER_FLOWS.some((flow) => isSwitchedOn(changed.get(flow)?.after));
  const flow = USER_FLOWS.find((candidate) => isSwitchedOn(fieldAfter(context, candidate)));
  if (touchesScope && flow !== undefined && fieldAfter(context, FULL_SCOPE) === true) {
    add(
      'full-scope',
      `every role of a user gets into the token: fullScopeAllowed with ${fieldParts(flow).at(-1)}`,
      FULL_SCOPE,
    );
  }
  found.push(...wildcardHazards(context));
  return isLive ? [...found, ...liveClientHazards(change)] : found;
}

/** Attributes that hold addresses to which people, or requests, are sent. */
const URI_ATTRIBUTES: ReadonlyMap<FieldPath, string> = new Map([
  [path('attributes', 'post.logout.redirect.uris'), 'post logout redirect URI'],
  [path('attributes', 'request.uris'), 'request URI'],
]);

function wildcardHazards(context: HazardContext): readonly Hazard[] {
  const { change } = context;
  const found: Hazard[] = [];
  const add = (detail: string, at: FieldPath): void =>
    void found.push(hazard(change.address, 'widen-redirect', detail, at));
  for (const { path: at, before, after } of change.fields) {
    const [list, uri = ''] = fieldParts(at);
    if ((list === 'redirectUris' || list === 'webOrigins') && after === true && uri.includes('*'))
      add(`${list === 'redirectUris' ? 'redirect URI' : 'web origin'} "${uri}" has a wildcard`, at);
    const what = URI_ATTRIBUTES.get(at);
    if (what !== undefined) {
      const known = new Set(urisIn(before));
      for (const each of urisIn(after))
        if (each.includes('*') && !known.has(each)) add(`${what} "${each}" has a wildcard`, at);
    }
  }
  const root = change.fields.find((field) => field.path === ROOT_URL);
  if (root === undefined || change.action === 'create' || isRepair(change, root)) return found;
  const relative = relativeWildcards(context);
  if (relative.length > 0)
    add(`redirect URI ${relative.map((uri) => `"${uri}"`).join(', ')} has a wildcard below another rootUrl`, ROOT_URL);
  return found;
}

const ROOT_URL = path('rootUrl');

function urisIn(value: FactValue | undefined): readonly string[] {
  return typeof value === 'string' ? joinedMembers(value) : [];
}

/** The redirect URIs with a wildcard that the server reads below `rootUrl`, as they are after the change. */
function relativeWildcards({ change, before }: HazardContext): readonly string[] {
  const after = new Map(before);
  for (const field of change.fields) after.set(field.path, field.after ?? null);
  return [...after].flatMap(([at, value]) => {
    const [list, uri = ''] = fieldParts(at);
    return list === 'redirectUris' && value === true && uri.startsWith('/') && uri.includes('*') ? [uri] : [];
  });
}

/** Dangers that only something live can be in. */
function liveClientHazards({ address, fields }: ObjectChange): readonly Hazard[] {
  const found: Hazard[] = [];
  const flips = (name: string, after: boolean): FieldChange | undefined =>
    fields.find(
      (field) => field.path === name && (field.after === true) === after && (field.before === true) !== after,
    );
  const publicNow = flips('publicClient', true);
  if (publicNow !== undefined)
    found.push(hazard(address, 'public-client', 'it becomes public and loses its secret', publicNow.path));
  const confidential = flips('publicClient', false);
  if (confidential !== undefined)
    found.push(hazard(address, 'rotate-secret', 'it becomes confidential and gets a new secret', confidential.path));
  const authentication = fields.find((field) => AUTHENTICATION.test(field.path));
  if (authentication !== undefined)
    found.push(
      hazard(
        address,
        'change-authentication',
        `the way it signs in changes: ${fieldParts(authentication.path).at(-1)}`,
        authentication.path,
      ),
    );
  const account = flips('serviceAccountsEnabled', false);
  if (account !== undefined)
    found.push(
      hazard(address, 'lose-service-account', 'its service account is deleted with every grant', account.path),
    );
  const disabled =
    flips('enabled', false) ?? fields.find((field) => field.path === 'serviceAccount/enabled' && field.after === false);
  if (disabled !== undefined) found.push(hazard(address, 'disable', 'tokens are refused from then on', disabled.path));
  const revoked = fields.find(
    (field) => field.path === 'notBefore' && Number(field.after ?? 0) > Number(field.before ?? 0),
  );
  if (revoked !== undefined)
    found.push(hazard(address, 'disable', 'tokens issued before notBefore are refused', revoked.path));
  return found;
}

const AUTHENTICATION =
  /^(clientAuthenticatorType|publicClient|authenticationFlowBindingOverrides\/|attributes\/(jwt\.credential\.|jwks\.|use\.jwks\.|x509\.|token\.endpoint\.auth\.|tls\.client\.certificate))/;
