export { applyPlan, type ApplyEdges, type ApplyOptions } from './apply-plan.js';
