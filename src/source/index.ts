export * from './parse-source.js';
export * from './read-layers.js';
export * from './read-settings-file.js';
