import { fieldParts, fieldPath } from '../model/index.js';
import { word } from './escape.js';
import { roleScopeMember } from './phrases-group.js';
import { takeMappers } from './phrases-mapper.js';
import { listLine, named, take, takeRest, takeRoles, takeUnder, type KindPhrases, type Untold } from './phrases.js';

/** How the facts of a client scope are said. */
export const CLIENT_SCOPE_PHRASES: KindPhrases = {
  created(facts) {
    const untold: Untold = new Map(facts);
    const mappers = takeMappers(untold);
    const roleScope = takeRoles(untold, fieldPath('roleScope', 'realmRoles'), fieldPath('roleScope', 'clientRoles'));
    const links = takeLinks(untold);
    return [
      ...listLine(takeRest(untold)),
      ...listLine(roleScope, 'role scope:'),
      ...mappers,
      ...listLine(links, 'attached as'),
    ];
  },
  member(path) {
    const [list, link, clientId] = fieldParts(path);
    if (list === 'roleScope') return roleScopeMember(path);
    if (list !== 'attachTo') return undefined;
    if (link === 'realmDefault') return 'default scope of new clients';
    if (link === 'realmOptional') return 'optional scope of new clients';
    return `${link === 'default' ? 'default' : 'optional'} scope of client ${word(clientId ?? '')}`;
  },
};

function takeLinks(facts: Untold): readonly string[] {
  const clients = (list: string): readonly string[] =>
    takeUnder(facts, fieldPath('attachTo', list)).map((parts) => parts.map(word).join('/'));
  const forNew = (list: string, noun: string): readonly string[] => {
    const path = fieldPath('attachTo', list);
    if (facts.get(path) !== true) return [];
    take(facts, path);
    return [`${noun} scope of new clients`];
  };
  return [
    ...named('default scope of client', clients('default'), 'default scope of clients'),
    ...named('optional scope of client', clients('optional'), 'optional scope of clients'),
    ...forNew('realmDefault', 'default'),
    ...forNew('realmOptional', 'optional'),
  ];
}
