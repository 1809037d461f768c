/**
 * keyplan as a library: the commands for programs of your own, and the types of what they print. Importing it changes nothing
 * in the process.
 *
 * @packageDocumentation
 */
export * from './entry/library.js';
export { Failure, Secret } from './model/index.js';
export type {
  Allowance,
  Diagnostic,
  FailureCode,
  HazardName,
  Origin,
  Place,
  ProgressEvent,
  ProgressListener,
} from './model/index.js';
export type { KeyplanPlan } from './kinds/generated/plan-file.js';
export type { KeyplanRealmFile } from './kinds/generated/realm-file.js';
export type { KeyplanReport } from './kinds/generated/report-file.js';
export type { KeyplanSettings } from './kinds/generated/settings-file.js';
