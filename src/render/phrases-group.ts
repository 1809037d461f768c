import { fieldParts, fieldPath, type FieldPath } from '../model/index.js';
import { word } from './escape.js';
import { listLine, takeRest, takeRoles, type KindPhrases, type Untold } from './phrases.js';

/** How the facts of a group are said. */
export const GROUP_PHRASES: KindPhrases = {
  created(facts) {
    const untold: Untold = new Map(facts);
    const roles = takeRoles(untold, fieldPath('realmRoles'), fieldPath('clientRoles'));
    return [...listLine(takeRest(untold)), ...listLine(roles, 'its members hold')];
  },
  member: (path) => roleMember(fieldParts(path)),
};

/** The role that a fact `realmRoles/<role>` or `clientRoles/<client>/<role>` names, or the group of `groups/<path>`. */
export function roleMember(parts: readonly string[]): string | undefined {
  const [list, ...names] = parts;
  const name = names.map(word).join('/');
  switch (list ?? '') {
    case 'realmRoles':
      return `realm role ${name}`;
    case 'clientRoles':
      return `client role ${name}`;
    case 'groups':
      return `group ${name}`;
    default:
      return undefined;
  }
}

/** The same below `roleScope`, for clients and client scopes. */
export function roleScopeMember(path: FieldPath): string | undefined {
  const member = roleMember(fieldParts(path).slice(1));
  return member === undefined ? undefined : `role scope: ${member}`;
}
