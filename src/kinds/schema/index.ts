export * from './client.js';
export * from './json-schema.js';
export * from './mapper.js';
export * from './plan.js';
export * from './publish.js';
export * from './realm-file.js';
export * from './report.js';
export * from './settings.js';
