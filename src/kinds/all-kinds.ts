import type { KindName } from '../model/index.js';
import { CLIENT_SCOPE } from './client-scope.js';
import { CLIENT } from './client.js';
import { GROUP } from './group.js';
import type { KindDefinition } from './kind.js';
import { CLIENT_ROLE, ROLE } from './role.js';

/** Every kind, by name. */
export const KINDS: Readonly<Record<KindName, KindDefinition>> = {
  role: ROLE,
  group: GROUP,
  'client-scope': CLIENT_SCOPE,
  client: CLIENT,
  'client-role': CLIENT_ROLE,
};
