import { fieldPath, SECRET_MASK, type Facts, type FactValue, type FieldPath } from '../model/index.js';
import { DEFAULT_PROTOCOL, mapperConfig, mapperNames, mapperSecrets } from '../kinds/index.js';
import { quoted, word } from './escape.js';
import type { Line, Sign } from './layout.js';
import { listed } from './counts.js';
import { fieldLabel, type Untold } from './phrases.js';
import { changeText, isHidden } from './values.js';

/** The keys of a mapper's config that no phrase has told yet. */
type Config = Map<string, string>;

/** What the usual mapper types do, in a few words; each takes the keys that it tells. Types as 26.7.4 has them. */
const MAIN_SETTINGS: Readonly<Record<string, (config: Config) => string>> = {
  'oidc-audience-mapper': (config) =>
    `audience ${key(config, 'included.client.audience') ?? key(config, 'included.custom.audience') ?? '(none)'}`,
  'oidc-audience-resolve-mapper': () => 'audiences of the clients whose roles are in the token',
  'oidc-full-name-mapper': () => 'full name',
  'oidc-sub-mapper': () => 'subject',
  'oidc-group-membership-mapper': (config) =>
    `groups${inClaim(config)}${on(config, 'full.path') ? ', with full paths' : ''}`,
  'oidc-hardcoded-claim-mapper': (config) =>
    `claim ${key(config, 'claim.name') ?? '(none)'} = ${text(config, 'claim.value')}${typeLabel(config)}`,
  'oidc-hardcoded-role-mapper': (config) => `role ${key(config, 'role') ?? '(none)'} in every token`,
  'oidc-usermodel-attribute-mapper': (config) =>
    `user attribute ${key(config, 'user.attribute') ?? '(none)'}${inClaim(config)}${several(config)}`,
  'oidc-usermodel-property-mapper': (config) =>
    `user property ${key(config, 'user.attribute') ?? '(none)'}${inClaim(config)}`,
  'oidc-usermodel-realm-role-mapper': (config) => `realm roles${inClaim(config)}${several(config)}`,
  'oidc-usermodel-client-role-mapper': (config) =>
    `roles of ${clientOf(key(config, 'usermodel.clientRoleMapping.clientId'))}${inClaim(config)}${several(config)}`,
  'oidc-usersessionmodel-note-mapper': (config) =>
    `session note ${key(config, 'user.session.note') ?? '(none)'}${inClaim(config)}`,
};

/** A mapper as a whole that comes or goes: its name, its main setting beside it, and what else it says below. */
export function mapperLines(sign: Sign, mapper: string, facts: Facts): readonly Line[] {
  const type = facts.get(fieldPath('protocolMappers', mapper, 'protocolMapper'));
  const protocol = facts.get(fieldPath('protocolMappers', mapper, 'protocol'));
  const config: Config = new Map(
    [...mapperConfig(facts, mapper)].map(([name, value]) => [name, shown(mapper, name, value)]),
  );
  for (const name of mapperSecrets(facts, mapper)) config.set(name, SECRET_MASK);
  const main = typeof type === 'string' && Object.hasOwn(MAIN_SETTINGS, type) ? MAIN_SETTINGS[type] : undefined;
  const setting = main === undefined ? typeText(type) : main(config);
  const tokens = main === undefined ? '' : tokenPhrase(config);
  const rest = [...config].map(
    ([name, value]) => `${word(name)} ${value === SECRET_MASK ? SECRET_MASK : quoted(value)}`,
  );
  if (typeof protocol === 'string' && protocol !== DEFAULT_PROTOCOL) rest.unshift(`protocol ${quoted(protocol)}`);
  const head: Line = { form: 'row', indent: 6, sign, text: `mapper ${word(mapper)}`, detail: `${setting}${tokens}` };
  return rest.length === 0 ? [head] : [head, { form: 'list', indent: 10, items: rest }];
}

/** Every mapper among the facts of a created object, which are then taken away. */
export function takeMappers(facts: Untold): readonly Line[] {
  const lines = mapperNames(facts).flatMap((mapper) => mapperLines('+', mapper, facts));
  for (const path of facts.keys()) if (path.startsWith('protocolMappers/')) facts.delete(path);
  return lines;
}

/** One fact of a mapper that stays: its key, before and after. */
export interface MapperField {
  readonly path: FieldPath;
  readonly label: string;
  readonly before: FactValue | undefined;
  readonly after: FactValue | undefined;
  /** Stands behind it. */
  readonly note?: string;
}

/** A mapper that stays and changes: a line with its name and one for each key. A changed type is said to replace it. */
export function changedMapperLines(mapper: string, fields: readonly MapperField[]): readonly Line[] {
  const isReplaced = fields.some(({ label }) => label === 'protocolMapper');
  const width = Math.max(...fields.map(({ label }) => word(label).length));
  const head: Line = {
    form: 'row',
    indent: 6,
    sign: '~',
    text: `mapper ${word(mapper)}`,
    ...(isReplaced ? { note: 'replaced, because its type changes' } : {}),
  };
  return [
    head,
    ...fields.map(
      ({ path, label, before, after, note }): Line => ({
        form: 'row',
        indent: 10,
        text: `${word(label).padEnd(width)}   ${changeText(path, before, after)}`,
        ...(note === undefined ? {} : { note }),
      }),
    ),
  ];
}

/** What a mapper's fact is called below the mapper's name: the key of its config, or the field. */
export function mapperFieldLabel(parts: readonly string[]): string {
  const [, , field = '', name] = parts;
  return field === 'config' && name !== undefined ? name : fieldLabel(fieldPath(field));
}

function shown(mapper: string, name: string, value: string): string {
  return isHidden(fieldPath('protocolMappers', mapper, 'config', name)) ? SECRET_MASK : value;
}

function take(config: Config, name: string): string | undefined {
  const value = config.get(name);
  config.delete(name);
  return value === undefined || value.trim() === '' ? undefined : value;
}

function key(config: Config, name: string): string | undefined {
  const value = take(config, name);
  return value === undefined ? undefined : word(value);
}

function text(config: Config, name: string): string {
  return quoted(take(config, name) ?? '');
}

function on(config: Config, name: string): boolean {
  return take(config, name) === 'true';
}

function several(config: Config): string {
  return on(config, 'multivalued') ? ', multivalued' : '';
}

function clientOf(clientId: string | undefined): string {
  return clientId === undefined ? 'every client' : `client ${clientId}`;
}

function inClaim(config: Config): string {
  const claim = key(config, 'claim.name');
  return claim === undefined ? '' : ` in claim ${claim}${typeLabel(config)}`;
}

function typeLabel(config: Config): string {
  const type = take(config, 'jsonType.label') ?? 'String';
  return type === 'String' ? '' : ` (${word(type)})`;
}

function typeText(type: FactValue | undefined): string {
  return typeof type === 'string' ? `type ${word(type)}` : '';
}

/** Where the claim goes. The access token alone is what a machine needs, and goes without saying. */
function tokenPhrase(config: Config): string {
  const access = on(config, 'access.token.claim');
  const id = on(config, 'id.token.claim');
  // An absent userinfo key follows the ID token, an absent introspection key is on (26.7.4).
  const userinfo = (take(config, 'userinfo.token.claim') ?? String(id)) === 'true';
  const places = [
    ...(access ? ['access token'] : []),
    ...(id ? ['id token'] : []),
    ...(userinfo ? ['userinfo'] : []),
    ...(on(config, 'lightweight.claim') ? ['lightweight token'] : []),
    ...(on(config, 'access.tokenResponse.claim') ? ['token response'] : []),
  ];
  const isIntrospected = take(config, 'introspection.token.claim') !== 'false';
  if (places.length === 0) return isIntrospected ? ', in introspection only' : ', in no token';
  const where = access && places.length === 1 ? '' : `, in ${listed(places)}`;
  return isIntrospected ? where : `${where}, not in introspection`;
}
