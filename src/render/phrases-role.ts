import { fieldParts, fieldPath } from '../model/index.js';
import { word } from './escape.js';
import { listLine, takeRest, takeRoles, type KindPhrases, type Untold } from './phrases.js';

/** How the facts of a realm role or of a client's role are said. */
export const ROLE_PHRASES: KindPhrases = {
  created(facts) {
    const untold: Untold = new Map(facts);
    const composites = takeRoles(untold, fieldPath('composites', 'realm'), fieldPath('composites', 'client'));
    return [...listLine(takeRest(untold)), ...listLine(composites, 'composite of')];
  },
  member(path) {
    const [list, container, ...names] = fieldParts(path);
    if (list !== 'composites') return undefined;
    return `composite ${container === 'realm' ? 'realm role' : 'client role'} ${names.map(word).join('/')}`;
  },
};
