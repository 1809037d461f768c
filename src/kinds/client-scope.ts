import { address, fieldParts } from '../model/index.js';
import { isForbiddenAttribute } from './attributes.js';
import { head, requiredBy } from './fields.js';
import type { KindDefinition } from './kind.js';
import { mapperDefaultIn } from './mapper-facts.js';

/**
 * A client scope. Facts: `description`, `protocol`, `attributes/<key>`, `protocolMappers/…` as on a client,
 * `roleScope/realmRoles/<role>`, `roleScope/clientRoles/<clientId>/<role>`, and the links that it adds and keeps:
 * `attachTo/default/<clientId>`, `attachTo/optional/<clientId>`, `attachTo/realmDefault`, `attachTo/realmOptional`.
 */
export const CLIENT_SCOPE: KindDefinition = {
  part: (path) => (['roleScope', 'attachTo'].includes(head(path)) ? 'link' : 'object'),
  bornWith: () => false,
  requires(path) {
    const [list, kind, clientId] = fieldParts(path);
    if (list === 'roleScope') return requiredBy(path, 1);
    if (list === 'attachTo' && (kind === 'default' || kind === 'optional') && clientId !== undefined)
      return [address('client', clientId)];
    return [];
  },
  absentValue: mapperDefaultIn,
  isServerOwned(path) {
    const [list, key = ''] = fieldParts(path);
    return list === 'attributes' && isForbiddenAttribute(key);
  },
};
