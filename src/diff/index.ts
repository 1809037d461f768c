export * from './check-references.js';
export * from './compare-states.js';
