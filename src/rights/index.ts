export { leastRoles } from './covered-rights.js';
export { joinRights } from './gathered-rights.js';
export * from './judge-rights.js';
export * from './least-client.js';
export * from './rights-of-files.js';
export * from './rights-of-steps.js';
export { adminClient } from './rights-of-writes.js';
