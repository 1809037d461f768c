import {
  address,
  addressParts,
  fieldParts,
  fieldPath,
  isBlank,
  type Facts,
  type FieldPath,
  type Hazard,
} from '../model/index.js';
import { hazard, isRepair, type HazardContext } from './hazard-context.js';
import { mapperConfig, mapperNames } from './mapper-facts.js';

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

type Config = ReadonlyMap<string, string>;

/** What of a mapper is forged, in words; undefined where it only says what is so. */
function forgery(type: unknown, config: Config, desired: Facts): string | undefined {
  const role = config.get('role') ?? '';
  const claim = config.get('claim.name') ?? '';
  const attribute = config.get('attribute.name') ?? '';
  switch (type) {
    case 'oidc-hardcoded-claim-mapper':
      return TRUSTED_CLAIMS.has(outerClaim(claim)) ? `writes ${claim} with a fixed value` : undefined;
    case 'oidc-usermodel-attribute-mapper':
      return TRUSTED_CLAIMS.has(outerClaim(claim)) && isOwnAttribute(config.get('user.attribute') ?? '', desired)
        ? `writes ${claim} from an attribute that this entry sets`
        : undefined;
    case 'oidc-hardcoded-role-mapper':
    case 'saml-hardcode-role-mapper':
      return `puts role ${role} into every token`;
    case 'oidc-role-name-mapper':
    case 'saml-role-name-mapper':
      return `renames role ${role} to ${config.get('new.role.name') ?? ''} in tokens`;
    case 'saml-hardcode-attribute-mapper':
      return TRUSTED_ATTRIBUTES.has(attribute.toLowerCase()) ? `writes ${attribute} with a fixed value` : undefined;
    default:
      return undefined;
  }
}

/** Names under which consumers of SAML assertions look for what they trust. */
const TRUSTED_ATTRIBUTES = new Set([...TRUSTED_CLAIMS, 'role', 'group', 'memberof', 'member']);

function isOwnAttribute(attribute: string, desired: Facts): boolean {
  return !isBlank(desired.get(fieldPath('serviceAccount', 'attributes', attribute)));
}

/** Mappers of which the change writes something, and those whose account attribute it writes. */
function touchedMappers({ change, desired }: HazardContext): ReadonlySet<string> {
  const touched = new Set<string>();
  const attributes = new Set<string>();
  for (const { path, after } of change.fields) {
    const [list, name = '', key = ''] = fieldParts(path);
    if (list === 'protocolMappers' && after !== undefined) touched.add(name);
    if (list === 'serviceAccount' && name === 'attributes' && !isBlank(after)) attributes.add(key);
  }
  if (attributes.size === 0) return touched;
  for (const mapper of mapperNames(desired.facts))
    if (attributes.has(mapperConfig(desired.facts, mapper).get('user.attribute') ?? '')) touched.add(mapper);
  return touched;
}

/** Dangers of the mappers that a client or a client scope has itself. */
export function mapperHazards(context: HazardContext): readonly Hazard[] {
  const { change, desired } = context;
  return [...touchedMappers(context)].flatMap((mapper): readonly Hazard[] => {
    const at = fieldPath('protocolMappers', mapper);
    const type = desired.facts.get(fieldPath('protocolMappers', mapper, 'protocolMapper'));
    const config = mapperConfig(desired.facts, mapper);
    const forged = forgery(type, config, desired.facts);
    if (forged !== undefined) return [hazard(change.address, 'forge-claim', `mapper ${mapper} ${forged}`, at)];
    if (type !== AUDIENCE_MAPPER || change.action === 'create') return [];
    const isWider = change.fields.some(
      (field) =>
        field.path.startsWith(`${at}/`) &&
        !isRepair(change, field) &&
        /included\.|protocolMapper$|\.claim$/.test(field.path) &&
        field.after !== 'false',
    );
    return isWider
      ? [hazard(change.address, 'widen-audience', `mapper ${mapper} adds audience ${audienceOf(config)}`, at)]
      : [];
  });
}

const AUDIENCE_MAPPER = 'oidc-audience-mapper';

function audienceOf(config: Config): string {
  return config.get('included.client.audience') ?? config.get('included.custom.audience') ?? '';
}

/** Audiences that a live client gains because a scope is linked to it, whichever of the two entries says so. */
export function gainedAudiences(context: HazardContext): readonly Hazard[] {
  const { change, around } = context;
  return change.fields.flatMap((field): readonly Hazard[] => {
    const { path, after } = field;
    const link = after === true && !isRepair(change, field) ? linkOf(context, path) : undefined;
    if (link === undefined || !around.isLive(address('client', link.client))) return [];
    const facts = around.mappersOfScope(link.scope);
    const audiences = mapperNames(facts)
      .filter((mapper) => facts.get(fieldPath('protocolMappers', mapper, 'protocolMapper')) === AUDIENCE_MAPPER)
      .map((mapper) => audienceOf(mapperConfig(facts, mapper)));
    if (audiences.length === 0) return [];
    const detail = `client ${link.client} gains audience ${audiences.join(', ')} through client scope ${link.scope}`;
    return [hazard(change.address, 'widen-audience', detail, path)];
  });
}

/** The client and the scope that a fact newly ties; undefined for other facts, and for a default link that becomes optional. */
function linkOf(
  { change, before }: HazardContext,
  path: FieldPath,
): { readonly client: string; readonly scope: string } | undefined {
  const { kind, names } = addressParts(change.address);
  const [self = ''] = names;
  const [list, name, client] = fieldParts(path);
  if (kind === 'client' && name !== undefined) {
    const isGain =
      list === 'defaultClientScopes' ||
      (list === 'optionalClientScopes' && before.get(fieldPath('defaultClientScopes', name)) !== true);
    return isGain ? { client: self, scope: name } : undefined;
  }
  if (kind !== 'client-scope' || list !== 'attachTo' || client === undefined) return undefined;
  const isGain = name === 'default' || before.get(fieldPath('attachTo', 'default', client)) !== true;
  return isGain ? { client, scope: self } : undefined;
}
