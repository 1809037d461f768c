export { checkShape } from './check-shape.js';
export type { FileSchema } from './file-schema.js';
