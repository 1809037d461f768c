// The benchmark's desired state for N identities: as realm files of keyplan, and as requests and a model for the raw
// floor. Deterministic. By hand:
//   node --import ./scripts/typescript.mjs bench/workload.ts --n 100 --out DIR [--changed K]
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Document, isPair, isScalar, visit } from 'yaml';

/** One machine identity: a confidential client with a service account, two mappers, scopes and grants. */
export interface Identity {
  readonly clientId: string;
  readonly name: string;
  /** The value of its hard-coded claim; the one thing that differs in a changed identity. */
  readonly tenant: string;
  readonly defaultScope: string;
  readonly optionalScope: string;
  readonly realmRoles: readonly string[];
  readonly apiRole: string;
  readonly group: string;
}

/** The whole desired state: the shared parts and the identities. */
export interface WorkloadModel {
  readonly realmRoles: readonly string[];
  readonly apiRoles: readonly string[];
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  readonly identities: readonly Identity[];
}

/** The scopes that Keycloak 26.7 gives a new client, without `service_account`, which is never managed. */
const DEFAULT_SCOPES = ['acr', 'basic', 'email', 'profile', 'roles', 'web-origins'];
const OPTIONAL_SCOPES = ['address', 'microprofile-jwt', 'offline_access', 'organization', 'phone'];
const SCOPE_ATTRIBUTES = { 'include.in.token.scope': 'true', 'display.on.consent.screen': 'false' };
const SCOPE_PAIRS = 4;
const CLIENTS_PER_FILE = 100;

/** N identities, the first `changed` of them with another tenant. */
export function workloadModel(n: number, changed = 0): WorkloadModel {
  return {
    realmRoles: numbered('rr', 10),
    apiRoles: numbered('cr', 10),
    groups: numbered('team', 5),
    scopes: [...numbered('svc-d', SCOPE_PAIRS, ''), ...numbered('svc-o', SCOPE_PAIRS, '')],
    identities: Array.from({ length: n }, (_, index) => identity(index + 1, index + 1 <= changed)),
  };
}

/** How many identities "1 % changed" means. */
export function onePercent(n: number): number {
  return Math.max(1, Math.floor(n / 100));
}

/** Writes the model as realm files into a folder, replacing what is there: the shared parts, and 100 clients to a file. */
export function writeRealmFiles(model: WorkloadModel, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'shared.yaml'), yaml(sharedFile(model)));
  for (let first = 0; first < model.identities.length; first += CLIENTS_PER_FILE) {
    const part = model.identities.slice(first, first + CLIENTS_PER_FILE);
    const clients = Object.fromEntries(part.map((one) => [one.clientId, clientEntry(one)]));
    writeFileSync(join(folder, `clients-${String(first / CLIENTS_PER_FILE).padStart(3, '0')}.yaml`), yaml({ clients }));
  }
}

/** The body that creates the client of an identity in one request, mappers and scope lists included. */
export function clientRequest(one: Identity): Readonly<Record<string, unknown>> {
  return {
    clientId: one.clientId,
    name: one.name,
    enabled: true,
    clientAuthenticatorType: 'client-secret',
    publicClient: false,
    bearerOnly: false,
    standardFlowEnabled: false,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: true,
    fullScopeAllowed: true,
    redirectUris: [],
    webOrigins: [],
    protocolMappers: [audienceMapper(), tenantMapper(one.tenant)],
    defaultClientScopes: [...DEFAULT_SCOPES, 'service_account', one.defaultScope],
    optionalClientScopes: [...OPTIONAL_SCOPES, one.optionalScope],
  };
}

/** The body that creates a client scope. */
export function scopeRequest(name: string): Readonly<Record<string, unknown>> {
  return { name, protocol: 'openid-connect', attributes: SCOPE_ATTRIBUTES };
}

/** The body that creates the client whose roles the identities hold. */
export const API_REQUEST = { clientId: 'api', ...apiFields() };

function numbered(prefix: string, count: number, separator = '-'): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${separator}${index}`);
}

function identity(number: number, isChanged: boolean): Identity {
  const digits = String(number).padStart(4, '0');
  return {
    clientId: `svc-${digits}`,
    name: `Service ${digits}`,
    tenant: `t-${digits}${isChanged ? '-v2' : ''}`,
    defaultScope: `svc-d${number % SCOPE_PAIRS}`,
    optionalScope: `svc-o${number % SCOPE_PAIRS}`,
    realmRoles: [`rr-${number % 10}`, `rr-${(number + 3) % 10}`].toSorted(),
    apiRole: `cr-${number % 10}`,
    group: `team-${number % 5}`,
  };
}

/** Templates carry what identities share: type and audience for all, the scope lists for each pair of scopes. */
function sharedFile(model: WorkloadModel): unknown {
  const { name, protocolMapper, config } = audienceMapper();
  const pairs = Array.from({ length: SCOPE_PAIRS }, (_, pair) => [`identity-${pair}`, scopeTemplate(pair)] as const);
  return {
    templates: {
      identity: { type: 'service', protocolMappers: { [name]: { protocolMapper, config } } },
      ...Object.fromEntries(pairs),
    },
    roles: Object.fromEntries(model.realmRoles.map((name) => [name, {}])),
    groups: Object.fromEntries(model.groups.map((name) => [`/${name}`, {}])),
    clientScopes: Object.fromEntries(model.scopes.map((name) => [name, { attributes: SCOPE_ATTRIBUTES }])),
    clients: { api: { ...apiFields(), roles: Object.fromEntries(model.apiRoles.map((name) => [name, {}])) } },
  };
}

function scopeTemplate(pair: number): unknown {
  return {
    extends: 'identity',
    defaultClientScopes: [...DEFAULT_SCOPES, `svc-d${pair}`],
    optionalClientScopes: [...OPTIONAL_SCOPES, `svc-o${pair}`],
  };
}

function clientEntry(one: Identity): unknown {
  const hardcodedClaim = { name: 'tenant', value: one.tenant, type: 'String' };
  return {
    extends: `identity-${one.defaultScope.slice(-1)}`,
    name: one.name,
    protocolMappers: { tenant: { hardcodedClaim, in: ['access', 'id', 'introspection'] } },
    serviceAccount: {
      realmRoles: one.realmRoles,
      clientRoles: { api: [one.apiRole] },
      groups: [`/${one.group}`],
    },
  };
}

function apiFields() {
  return {
    name: 'API',
    enabled: true,
    publicClient: false,
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: false,
  };
}

function audienceMapper() {
  return {
    name: 'aud-api',
    protocol: 'openid-connect',
    protocolMapper: 'oidc-audience-mapper',
    config: {
      'included.client.audience': 'api',
      'id.token.claim': 'false',
      'access.token.claim': 'true',
      'introspection.token.claim': 'true',
      'userinfo.token.claim': 'false',
    },
  };
}

function tenantMapper(tenant: string) {
  return {
    name: 'tenant',
    protocol: 'openid-connect',
    protocolMapper: 'oidc-hardcoded-claim-mapper',
    config: {
      'claim.name': 'tenant',
      'claim.value': tenant,
      'jsonType.label': 'String',
      'id.token.claim': 'true',
      'access.token.claim': 'true',
      'userinfo.token.claim': 'false',
    },
  };
}

/** As people write it: no anchors, and what holds nothing but plain values on one line. */
function yaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Collection: (_, node) => {
      node.flow = node.items.every((item) => isScalar(isPair(item) ? item.value : item));
    },
  });
  return document.toString({ lineWidth: 0 });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: { n: { type: 'string' }, out: { type: 'string' }, changed: { type: 'string', default: '0' } },
  });
  if (values.n === undefined || values.out === undefined) throw new Error('--n and --out are needed');
  writeRealmFiles(workloadModel(Number(values.n), Number(values.changed)), values.out);
}
