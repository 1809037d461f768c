export * from './first-look.js';
export * from './read-needs.js';
export * from './resolve-desired.js';
export * from './resolve-settings.js';
