export { changedLines } from './changed-lines.js';
export type { Drifted } from './drifted-parts.js';
export { driftedParts } from './drifted-parts.js';
export { followDrift, type Followed, type Following, type Left } from './follow-drift.js';
export { shownLines } from './shown-lines.js';
export type { FileText } from './sources.js';
