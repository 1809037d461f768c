import type { KindName } from '../model/index.js';
import { CLIENT_SCOPE } from './client-scope.js';
import { CLIENT } from './client.js';
import { GROUP } from './group.js';
import type { KindDefinition } from './kind.js';
import { ROLE } from './role.js';

/** Every kind, by name. */
export const KINDS: Readonly<Record<KindName, KindDefinition>> = {
  role: ROLE,
  group: GROUP,
  'client-scope': CLIENT_SCOPE,
  client: CLIENT,
  // The same facts as a realm role; it belongs to its client and is born after it.
  'client-role': ROLE,
};
