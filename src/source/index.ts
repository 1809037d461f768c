export type { FileTree } from './file-tree.js';
export * from './parse-source.js';
export * from './read-layers.js';
export * from './read-settings-file.js';
export * from './revision-tree.js';
export * from './work-tree.js';
