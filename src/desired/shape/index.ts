export { checkShape } from './check-shape.js';
export { nearest } from './nearest.js';
export type { FileSchema } from './validators.js';
