import { isTreeMap, mapperDefault, TOKEN_KEYS, tokensOfShortForm, type Tree, type TreeMap } from '../kinds/index.js';
import { scalarText } from './tree.js';

interface Short {
  readonly key: string;
  readonly value: Tree;
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
  const { possible, usual } = tokensOfShortForm(type);
  const tokens = possible.filter((token) => effective(TOKEN_KEYS[token]) === 'true');
  if (tokens.length === 0) return undefined;
  const isUsual = tokens.join() === usual.join();
  return new Map<string, Tree>([[short.key, short.value], ...(isUsual ? [] : [['in', tokens] as const])]);
}

type Text = (key: string) => string | undefined;
type Form = (text: Text, effective: Text) => Short | undefined;

const FORMS: Readonly<Record<string, Form>> = {
  'oidc-audience-mapper': (text) => {
    const client = text('included.client.audience');
    const custom = text('included.custom.audience');
    if ((client === undefined) === (custom === undefined)) return undefined;
    return { key: 'audience', value: client === undefined ? (custom ?? '') : mapOf({ client }) };
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
