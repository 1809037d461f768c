import { fieldParts } from '../model/index.js';
import { isForbiddenAttribute } from './attributes.js';
import { head, requiredBy } from './fields.js';
import type { KindDefinition } from './kind.js';

/** A group. Facts: `description`, `attributes/<key>` (a list of texts), `realmRoles/<role>`, `clientRoles/<clientId>/<role>`. */
export const GROUP: KindDefinition = {
  part: (path) => (['realmRoles', 'clientRoles'].includes(head(path)) ? 'link' : 'object'),
  bornWith: () => false,
  requires: (path) => requiredBy(path, 0),
  absentValue: () => undefined,
  isServerOwned(path) {
    const [list, key = ''] = fieldParts(path);
    return list === 'attributes' && isForbiddenAttribute(key);
  },
};
