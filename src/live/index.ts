export { expandComposites } from './expand-composites.js';
export { readLive } from './read-live.js';
export type { ReadOptions } from './reading.js';
