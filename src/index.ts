/**
 * keyplan as a library: the same stages that the command line runs, to be put together by programs of your own. Importing
 * it changes nothing in the process; before a session is opened, call {@link installTransport} once.
 *
 * @packageDocumentation
 */
export * from './model/index.js';
export { checkReferences, compareStates } from './diff/index.js';
export { readNeeds, resolveDesired, resolveSettings } from './desired/index.js';
export { expandComposites, readLive } from './live/index.js';
export { buildPlan, checkPlan, compareWithApproved, decodeApprovedPlan, rolesToExpand } from './plan/index.js';
export { judge, type Rules } from './policy/index.js';
export { applyPlan } from './apply/index.js';
export {
  openWorkTree,
  parseSource,
  readCommit,
  readLayers,
  readSettingsFile,
  type FileTree,
} from './source/index.js';
export {
  createCredentialReader,
  createRealmReader,
  createRealmWriter,
  installTransport,
  openReadSession,
  openSession,
} from './systems/keycloak/index.js';
export { readPrintedAssertion } from './systems/exec/printed-assertion.js';
export { readGithubIdToken } from './systems/github/id-token.js';
export { readJwtSvid } from './systems/spiffe/workload-api.js';
export {
  diagnosticsSarif,
  diagnosticsText,
  planJson,
  planMarkdown,
  planText,
  reportJson,
  reportText,
} from './render/index.js';
export type { KeyplanPlan } from './kinds/generated/plan-file.js';
export type { KeyplanRealmFile } from './kinds/generated/realm-file.js';
export type { KeyplanReport } from './kinds/generated/report-file.js';
export type { KeyplanSettings } from './kinds/generated/settings-file.js';
