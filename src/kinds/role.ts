import { fieldParts } from '../model/index.js';
import { isForbiddenAttribute } from './attributes.js';
import { head, requiredBy } from './fields.js';
import type { KindDefinition } from './kind.js';

/** A realm role. Facts: `description`, `attributes/<key>` (a list of texts), `composites/realm/<role>`, `composites/client/<clientId>/<role>`. */
export const ROLE: KindDefinition = {
  part: (path) => (head(path) === 'composites' ? 'link' : 'object'),
  bornWith: () => false,
  requires: (path, self) =>
    head(path) === 'composites' ? requiredBy(path, 1).filter((required) => required !== self) : [],
  absentValue: () => undefined,
  isServerOwned(path) {
    const [list, key = ''] = fieldParts(path);
    return list === 'attributes' && isForbiddenAttribute(key);
  },
};
