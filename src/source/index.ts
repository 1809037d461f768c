export * from './parse-source.js';
export * from './read-layers.js';
export * from './read-settings-file.js';
export { readCommit } from '../systems/git/read-commit.js';
