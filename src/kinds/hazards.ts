import {
  addressParts,
  addressText,
  fieldParts,
  fieldPath,
  type Address,
  type DesiredObject,
  type FactValue,
  type Facts,
  type FieldChange,
  type FieldPath,
  type Hazard,
  type HazardName,
  type ObjectChange,
} from '../model/index.js';
import { mapperConfig } from './mapper-facts.js';
import { grantedBy, wayToAdminRole, withAncestors, type RoleGraph } from './role-graph.js';

/** One object's change with what surrounds it, as the hazards need it. */
export interface HazardContext {
  readonly change: ObjectChange;
  readonly desired: DesiredObject;
  /** The live facts; empty for a create. */
  readonly before: Facts;
  readonly graph: RoleGraph;
}

/** Every danger of one change, in the order in which product.md lists them. */
export function hazardsOf(context: HazardContext): readonly Hazard[] {
  const { change } = context;
  if (change.action === 'mark' && !takesOver(change)) return [];
  const found = [
    ...adminRoles(context),
    ...(addressParts(change.address).kind === 'client' ? clientHazards(context) : []),
    ...mapperHazards(context),
  ];
  if (change.adopts && change.fields.length > 0)
    found.push(hazard(change.address, 'adopt', 'it exists without a mark, and fields of it change'));
  if (takesOver(change))
    found.push(hazard(change.address, 'take-over', `it is managed by ${change.mark?.before?.owner ?? ''}`));
  return found;
}

function takesOver({ mark }: ObjectChange): boolean {
  return mark?.before !== undefined && mark.after !== undefined && mark.before.owner !== mark.after.owner;
}

function hazard(address: Address, name: HazardName, detail: string, path?: FieldPath): Hazard {
  return path === undefined ? { hazard: name, address, detail } : { hazard: name, address, path, detail };
}

function adminRoles({ change, graph }: HazardContext): readonly Hazard[] {
  const { kind } = addressParts(change.address);
  return change.fields.flatMap(({ path, after }) => {
    const granted = after === true ? grantedBy(kind, path) : undefined;
    if (granted === undefined) return [];
    const starts =
      addressParts(granted).kind === 'group' ? withAncestors(`/${addressParts(granted).names.join('/')}`) : [granted];
    const way = starts.map((start) => wayToAdminRole(start, graph)).find((candidate) => candidate !== undefined);
    if (way === undefined) return [];
    const through = way.slice(0, -1).map(addressText).join(', ');
    const role = addressText(way.at(-1) ?? granted);
    return [hazard(change.address, 'admin-role', `gains ${role}${through === '' ? '' : ` through ${through}`}`, path)];
  });
}

/** What a client's field is after the change: as changed, else live, else what the server gives a new client (26.7.4, contract "a fresh client"). */
function fieldAfter({ change, before }: HazardContext, path: FieldPath): FactValue | undefined {
  const changed = change.fields.find((field) => field.path === path);
  if (changed !== undefined) return changed.after;
  return change.action === 'create' ? FRESH_CLIENT.get(path) : before.get(path);
}

const path = (...parts: readonly string[]): FieldPath => fieldPath(...parts);
const FULL_SCOPE = path('fullScopeAllowed');
const FRESH_CLIENT: Facts = new Map<FieldPath, FactValue>([
  [FULL_SCOPE, true],
  [path('standardFlowEnabled'), true],
  [path('enabled'), true],
]);

/** Facts that let a person, or somebody with another token, get a token through the client. */
const USER_FLOWS: readonly FieldPath[] = [
  path('standardFlowEnabled'),
  path('implicitFlowEnabled'),
  path('directAccessGrantsEnabled'),
  path('attributes', 'oauth2.device.authorization.grant.enabled'),
  path('attributes', 'oidc.ciba.grant.enabled'),
  path('attributes', 'standard.token.exchange.enabled'),
];

function clientHazards(context: HazardContext): readonly Hazard[] {
  const { change } = context;
  const found: Hazard[] = [];
  const changed = new Map(change.fields.map((field) => [field.path, field]));
  const isLive = change.action !== 'create';
  const add = (name: HazardName, detail: string, at: FieldPath): void =>
    void found.push(hazard(change.address, name, detail, at));
  // The server reads a switch among the attributes whatever its letter case (26.7.4, probed).
  const isOn = (value: FactValue | undefined): boolean =>
    value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
  const touchesScope = !isLive || changed.has(FULL_SCOPE) || USER_FLOWS.some((flow) => isOn(changed.get(flow)?.after));
  const flow = USER_FLOWS.find((candidate) => isOn(fieldAfter(context, candidate)));
  if (touchesScope && flow !== undefined && fieldAfter(context, FULL_SCOPE) === true) {
    add(
      'full-scope',
      `every role of a user gets into the token: fullScopeAllowed with ${fieldParts(flow).at(-1)}`,
      FULL_SCOPE,
    );
  }
  for (const { path: at, after } of change.fields) {
    const [list, uri = ''] = fieldParts(at);
    if ((list === 'redirectUris' || list === 'webOrigins') && after === true && uri.includes('*')) {
      add('widen-redirect', `${list === 'redirectUris' ? 'redirect URI' : 'web origin'} "${uri}" has a wildcard`, at);
    }
  }
  return isLive ? [...found, ...liveClientHazards(change)] : found;
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
  return found;
}

const AUTHENTICATION =
  /^(clientAuthenticatorType|publicClient|attributes\/(jwt\.credential\.|jwks\.|use\.jwks\.|x509\.|token\.endpoint\.auth\.|tls\.client\.certificate))/;

/** Claims that consumers trust to come from Keycloak. */
const TRUSTED_CLAIMS = new Set([
  'sub',
  'azp',
  'iss',
  'aud',
  'groups',
  'roles',
  'realm_access',
  'resource_access',
  'scope',
  'preferred_username',
  'email',
]);

/**
 * The outermost claim that a mapper writes, as the server reads its name: a dot leads inside, and a backslash makes any
 * character mean itself (26.7.4, probed). @example outerClaim('realm\\_access.roles') is 'realm_access'
 */
function outerClaim(name: string): string {
  const [first = ''] = /^(?:\\.|[^.\\])*/s.exec(name) ?? [];
  return first.replaceAll(/\\(.)/gs, '$1');
}

function mapperHazards({ change, desired }: HazardContext): readonly Hazard[] {
  const touched = new Set(
    change.fields.flatMap(({ path: at, after }) =>
      fieldParts(at)[0] === 'protocolMappers' && after !== undefined ? [fieldParts(at)[1] ?? ''] : [],
    ),
  );
  return [...touched].flatMap((mapper): readonly Hazard[] => {
    const at = path('protocolMappers', mapper);
    const type = desired.facts.get(path('protocolMappers', mapper, 'protocolMapper'));
    const config = mapperConfig(desired.facts, mapper);
    const claim = outerClaim(config.get('claim.name') ?? '');
    if (type === 'oidc-hardcoded-claim-mapper' && TRUSTED_CLAIMS.has(claim)) {
      return [
        hazard(
          change.address,
          'forge-claim',
          `mapper ${mapper} writes ${config.get('claim.name') ?? ''} with a fixed value`,
          at,
        ),
      ];
    }
    if (type === 'oidc-hardcoded-role-mapper')
      return [
        hazard(
          change.address,
          'forge-claim',
          `mapper ${mapper} puts role ${config.get('role') ?? ''} into every token`,
          at,
        ),
      ];
    // A mapper that goes back to what was applied before widens nothing that was not agreed to.
    if (type === 'oidc-audience-mapper' && change.action !== 'create') {
      const audience = config.get('included.client.audience') ?? config.get('included.custom.audience') ?? '';
      const widens = change.fields.some(
        (field) =>
          field.path.startsWith(`${at}/`) &&
          (field.origin ?? change.origin) !== 'drift' &&
          /included\.|protocolMapper$|\.claim$/.test(field.path) &&
          field.after !== 'false',
      );
      return widens ? [hazard(change.address, 'widen-audience', `mapper ${mapper} adds audience ${audience}`, at)] : [];
    }
    return [];
  });
}
