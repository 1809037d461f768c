export * from './json-schema.js';
export * from './plan.js';
export * from './publish.js';
export * from './report.js';
