export type { Drifted } from './drifted-parts.js';
export { followDrift, type Followed, type Following, type Left } from './follow-drift.js';
