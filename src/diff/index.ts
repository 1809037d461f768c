export * from './check-references.js';
export * from './history-needs.js';
export * from './compare-states.js';
export type { CompareContext } from './context.js';
export { narrowToOrigins } from './narrow-to-origins.js';
export * from './new-names.js';
export * from './partial-marks.js';
export { partsOfDeleted } from './removals.js';
export * from './settle-renames.js';
