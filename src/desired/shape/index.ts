export { checkShape } from './check-shape.js';
export type { FileSchema } from './validators.js';
