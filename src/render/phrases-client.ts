import { ACCOUNT_ENABLED, ACCOUNT_PRESENT } from '../kinds/index.js';
import { fieldParts, fieldPath, type FieldPath } from '../model/index.js';
import { takeClientSummary } from './client-summary.js';
import { quoted, word } from './escape.js';
import type { Line } from './layout.js';
import { roleMember, roleScopeMember } from './phrases-group.js';
import { takeMappers } from './phrases-mapper.js';
import { listLine, named, take, takeRest, takeRoles, takeUnder, type KindPhrases, type Untold } from './phrases.js';
import { durationText, valueText } from './values.js';

/** How the facts of a client, its mappers, scopes and service account are said. */
export const CLIENT_PHRASES: KindPhrases = {
  created(facts, serverAdds) {
    const untold: Untold = new Map(facts);
    const summary = takeClientSummary(untold);
    const mappers = takeMappers(untold);
    const account = takeServiceAccount(untold);
    const addresses = [
      ...named('redirect URI', names(untold, 'redirectUris'), 'redirect URIs'),
      ...named('web origin', names(untold, 'webOrigins')),
    ];
    const scopes = takeScopes(untold, serverAdds);
    const roleScope = takeRoles(untold, fieldPath('roleScope', 'realmRoles'), fieldPath('roleScope', 'clientRoles'));
    return [
      ...listLine(summary),
      ...listLine([...takeNames(untold), ...takeRest(untold)]),
      ...listLine(addresses),
      ...scopes,
      ...listLine(roleScope, 'role scope:'),
      ...mappers,
      ...account,
    ];
  },
  member(path) {
    const parts = fieldParts(path);
    const [list, name = ''] = parts;
    switch (list ?? '') {
      case 'redirectUris':
        return `redirect URI ${word(name)}`;
      case 'webOrigins':
        return `web origin ${word(name)}`;
      case 'defaultClientScopes':
        return `default client scope ${word(name)}`;
      case 'optionalClientScopes':
        return `optional client scope ${word(name)}`;
      case 'roleScope':
        return roleScopeMember(path);
      case 'serviceAccount':
        return accountMember(path);
      default:
        return undefined;
    }
  },
};

function accountMember(path: FieldPath): string | undefined {
  if (path === ACCOUNT_PRESENT) return 'service account';
  return roleMember(fieldParts(path).slice(1));
}

function names(facts: Untold, list: string): readonly string[] {
  return takeUnder(facts, fieldPath(list)).map((parts) => parts.map(word).join('/'));
}

function takeNames(facts: Untold): readonly string[] {
  const phrase = (field: string): readonly string[] => {
    const value = take(facts, fieldPath(field));
    return value === undefined ? [] : [`${field} ${valueText(fieldPath(field), value)}`];
  };
  const lifespan = fieldPath('attributes', 'access.token.lifespan');
  const seconds = take(facts, lifespan);
  const duration = typeof seconds === 'string' ? (durationText(seconds) ?? quoted(seconds)) : undefined;
  return [
    ...phrase('name'),
    ...phrase('description'),
    ...(duration === undefined ? [] : [`access tokens ${duration}`]),
  ];
}

/** Both lists. One that has no member and that the server does not fill either was written as empty. */
function takeScopes(facts: Untold, serverAdds: readonly string[]): readonly Line[] {
  const defaults = names(facts, 'defaultClientScopes');
  const optional = names(facts, 'optionalClientScopes');
  const isEmpty = (list: readonly string[], noun: string): boolean =>
    list.length === 0 && !serverAdds.some((phrase) => phrase.startsWith(`${noun} client scope`));
  const noDefaults = isEmpty(defaults, 'default');
  const noOptional = isEmpty(optional, 'optional');
  if (noDefaults && noOptional) return listLine(['no client scopes']);
  const last = defaults.length - 1;
  const items = defaults.map((name, at) => (at === last && noOptional ? `${name}; no optional ones` : name));
  return [
    ...(noDefaults ? listLine(['no default client scopes']) : listLine(items, 'scopes')),
    ...listLine(optional, 'optional scopes'),
  ];
}

function takeServiceAccount(facts: Untold): readonly Line[] {
  const isPresent = take(facts, ACCOUNT_PRESENT) === true;
  const enabled = take(facts, ACCOUNT_ENABLED);
  const roles = takeRoles(facts, fieldPath('serviceAccount', 'realmRoles'), fieldPath('serviceAccount', 'clientRoles'));
  const groups = takeUnder(facts, fieldPath('serviceAccount', 'groups')).map((parts) => parts.map(word).join('/'));
  const attributes = takeUnderWithValues(facts, fieldPath('serviceAccount', 'attributes'));
  const items = [
    ...(enabled === false ? ['disabled'] : []),
    ...roles,
    ...named('group', groups),
    ...named('attribute', attributes),
  ];
  if (items.length === 0 && !isPresent) return [];
  return [
    { form: 'list', indent: 6, sign: '+', lead: items.length === 0 ? 'service account' : 'service account:', items },
  ];
}

function takeUnderWithValues(facts: Untold, prefix: FieldPath): readonly string[] {
  const found: string[] = [];
  for (const [path, value] of facts) {
    if (!path.startsWith(`${prefix}/`)) continue;
    found.push(`${word(fieldParts(path).at(-1) ?? '')} ${valueText(path, value)}`);
    facts.delete(path);
  }
  return found;
}
