export { expandComposites } from './expand-composites.js';
export { lookAhead } from './look-ahead.js';
export { readAttributions } from './read-attributions.js';
export { readLive } from './read-live.js';
export { readUsages } from './read-usages.js';
export type { ReadOptions } from './reading.js';
export { hasOtherAdmins } from './read-admin-holders.js';
