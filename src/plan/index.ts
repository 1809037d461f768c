export * from './approved-plan.js';
export * from './build-plan.js';
export * from './check-plan.js';
export * from './order-steps.js';
export * from './roles-to-expand.js';
export * from './steps-of-change.js';
export * from './reviewed.js';
