import {
  ACCOUNT_PRESENT,
  scopesOfNewClient,
  SERVICE_ACCOUNT_SCOPE,
  UMA_PROTECTION,
  type RealmContext,
} from '../kinds/index.js';
import {
  addressParts,
  compareText,
  fieldParts,
  type DesiredObject,
  type FieldPath,
  type LiveRealm,
} from '../model/index.js';

const LIST_WORDS = {
  defaultClientScopes: 'default client scopes',
  optionalClientScopes: 'optional client scopes',
} as const;

/** What a create brings along without anybody writing it (26.7.4, contract "a fresh client"). */
export function serverAdds(object: DesiredObject, realm: LiveRealm, context: RealmContext): readonly string[] {
  if (object.kind !== 'client') return [];
  const written = (list: string): readonly string[] | undefined => {
    const names = [...object.facts.keys()]
      .map(fieldParts)
      .flatMap(([head, name]) => (head === list && name !== undefined ? [name] : []));
    return names.length > 0 || object.exact.some((prefix) => prefix === list) ? names : undefined;
  };
  const protocol = object.facts.get('protocol' as FieldPath);
  const own = {
    defaultClientScopes: written('defaultClientScopes'),
    optionalClientScopes: written('optionalClientScopes'),
  };
  const given = scopesOfNewClient(realm, typeof protocol === 'string' && protocol !== '' ? protocol : undefined, own);
  const phrases = (['defaultClientScopes', 'optionalClientScopes'] as const).flatMap((list) =>
    own[list] !== undefined || given[list].length === 0
      ? []
      : [`${LIST_WORDS[list]} ${[...given[list]].sort(compareText).join(', ')}`],
  );
  if (object.facts.get(ACCOUNT_PRESENT) !== true) return phrases;
  if (context.hasServiceAccountScope) phrases.push(`client scope ${SERVICE_ACCOUNT_SCOPE}`);
  phrases.push(`role ${context.defaultRole}`);
  if (object.facts.get('authorizationServicesEnabled' as FieldPath) === true) {
    phrases.push(`client role ${addressParts(object.address).names[0]}/${UMA_PROTECTION}`);
  }
  if (realm.defaultGroups.length > 0) phrases.push(`groups ${[...realm.defaultGroups].sort(compareText).join(', ')}`);
  return phrases;
}
