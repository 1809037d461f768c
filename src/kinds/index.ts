import type { KindName } from '../model/index.js';
import { CLIENT_SCOPE } from './client-scope.js';
import { CLIENT } from './client.js';
import { GROUP } from './group.js';
import type { KindDefinition } from './kind.js';
import { CLIENT_ROLE, ROLE } from './role.js';

export * from './attribute-defaults.js';
export * from './attribute-values.js';
export * from './attributes.js';
export * from './built-in.js';
export * from './fields.js';
export * from './hazards.js';
export * from './kind.js';
export * from './mapper-defaults.js';
export * from './mapper-facts.js';
export * from './mapper-types.js';
export * from './role-graph.js';

/** Every kind, by name. */
export const KINDS: Readonly<Record<KindName, KindDefinition>> = {
  role: ROLE,
  group: GROUP,
  'client-scope': CLIENT_SCOPE,
  client: CLIENT,
  'client-role': CLIENT_ROLE,
};
