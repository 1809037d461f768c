import { mapperDefault, isTreeMap, type Tree, type TreeMap } from '../kinds/index.js';
import { scalarText } from './tree.js';

/** The tokens that a mapper can write to, by the key of its config. */
const TOKEN_KEYS = {
  access: 'access.token.claim',
  id: 'id.token.claim',
  userinfo: 'userinfo.token.claim',
  introspection: 'introspection.token.claim',
} as const;

interface Short {
  readonly key: string;
  readonly value: Tree;
  /** The tokens that the form writes to unless `in` says otherwise; undefined for all. */
  readonly usual?: readonly string[];
}

/**
 * A mapper in the short form that says the same, or undefined. It is a guess, made of the mapper's type and config: what
 * it resolves to decides.
 */
export function shortMapper(mapper: Tree): TreeMap | undefined {
  if (!isTreeMap(mapper) || mapper.has('protocol')) return undefined;
  const config = mapper.get('config');
  const type = mapper.get('protocolMapper');
  if (!isTreeMap(config) || typeof type !== 'string') return undefined;
  const text = (key: string): string | undefined => {
    const value = config.get(key);
    return value === undefined ? undefined : scalarText(value);
  };
  const effective = (key: string): string | undefined => text(key) ?? mapperDefault(key, text, type);
  const short = FORMS[type]?.(text, effective);
  if (short === undefined) return undefined;
  const tokens = Object.entries(TOKEN_KEYS).filter(
    ([token, key]) => (short.usual === undefined || token !== 'userinfo') && effective(key) === 'true',
  );
  const names = tokens.map(([token]) => token);
  if (names.length === 0) return undefined;
  const isUsual = names.join() === (short.usual ?? Object.keys(TOKEN_KEYS)).join();
  return new Map<string, Tree>([[short.key, short.value], ...(isUsual ? [] : [['in', names] as const])]);
}

type Text = (key: string) => string | undefined;
type Form = (text: Text, effective: Text) => Short | undefined;

const FORMS: Readonly<Record<string, Form>> = {
  'oidc-audience-mapper': (text) => {
    const client = text('included.client.audience');
    const custom = text('included.custom.audience');
    if ((client === undefined) === (custom === undefined)) return undefined;
    const value = client === undefined ? (custom ?? '') : mapOf({ client });
    return { key: 'audience', value, usual: ['access', 'introspection'] };
  },
  'oidc-hardcoded-claim-mapper': (text, effective) => {
    const type = effective('jsonType.label');
    return form('hardcodedClaim', {
      name: text('claim.name'),
      value: text('claim.value'),
      ...(type === 'String' ? {} : { type }),
    });
  },
  'oidc-group-membership-mapper': (text, effective) =>
    form('groups', { claim: text('claim.name'), ...(effective('full.path') === 'true' ? {} : { fullPath: false }) }),
  'oidc-usermodel-realm-role-mapper': (text) => form('realmRoles', { claim: text('claim.name') }),
  'oidc-usermodel-client-role-mapper': (text) => {
    const client = text('usermodel.clientRoleMapping.clientId');
    return form('clientRoles', { ...(client === undefined ? {} : { client }), claim: text('claim.name') });
  },
  'oidc-usermodel-attribute-mapper': (text, effective) =>
    form('userAttribute', {
      attribute: text('user.attribute'),
      claim: text('claim.name'),
      ...(effective('multivalued') === 'true' ? { multivalued: true } : {}),
    }),
  'oidc-full-name-mapper': () => ({ key: 'fullName', value: new Map() }),
};

/** A form of several keys; none where one of them has no value. */
function form(key: string, values: Readonly<Record<string, Tree | undefined>>): Short | undefined {
  if (Object.values(values).includes(undefined)) return undefined;
  return { key, value: mapOf(values as Readonly<Record<string, Tree>>) };
}

function mapOf(values: Readonly<Record<string, Tree>>): TreeMap {
  return new Map(Object.entries(values));
}
