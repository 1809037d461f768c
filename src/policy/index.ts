export * from './judge.js';
export type { Rules } from './rules.js';
