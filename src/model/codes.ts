/**
 * Every code that keyplan may print, for `keyplan explain CODE`. Diagnostic codes name what is wrong in the files; failure
 * codes name what went wrong in the world; endings name how a run ended that no failure broke off. The pages are in
 * `code-pages.ts`; a test holds that each code has a page and is produced by at least one test.
 */
export const DIAGNOSTIC_CODES = [
  // reading files
  'file-not-found',
  'file-too-large',
  'too-many-files',
  'too-many-values',
  'file-not-regular',
  'file-outside-repository',
  'file-in-two-layers',
  'pattern-matches-nothing',
  'yaml-syntax',
  'yaml-tab',
  'yaml-duplicate-key',
  'yaml-aliases',
  'yaml-tag',
  'yaml-merge-key',
  'yaml-too-deep',
  'yaml-several-documents',
  'yaml-odd-scalar',
  // shape
  'unknown-key',
  'wrong-type',
  'invalid-value',
  'missing-key',
  'not-yet',
  'conflicting-keys',
  'mapper-list',
  // settings
  'unknown-target',
  'duplicate-target',
  'one-identity',
  'header-refused',
  'source-refused',
  'insecure-tls',
  'password-sign-in',
  // layers, templates, variables
  'duplicate-object',
  'declared-and-removed',
  'names-removed',
  'rename-refused',
  'declared-and-ignored',
  'ignore-fits-nothing',
  'unknown-template',
  'template-cycle',
  'template-depth',
  'unknown-variable',
  'variable-syntax',
  // what the server would swallow or refuse
  'literal-secret',
  'secret-attribute',
  'reserved-attribute',
  'too-long',
  'control-character',
  'outer-blanks',
  'group-name-slash',
  'ids-differ-by-case',
  'built-in',
  'own-client',
  'role-scope-required',
  'redirects-required',
  'authorization-needs-service-account',
  'duplicate-federated-subject',
  'wildcard-redirect',
  'role-not-in-token',
  'attachment-not-listed',
  'attachment-refused',
  'removal-refused',
  'empty-name',
  'server-too-old',
  // references
  'unknown-reference',
  'unknown-mapper-type',
  'unknown-authenticator',
  'near-miss-audience',
] as const;
export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number];

export const FAILURE_CODES = [
  'unreachable',
  'timed-out',
  'sign-in-refused',
  'credential-missing',
  'issuer-mismatch',
  'server-failing',
  'missing-right',
  'incomplete-read',
  'realm-not-found',
  'server-error',
  'server-refused',
  'github-failed',
  'plan-file-invalid',
  'plan-file-mismatch',
  'not-converged',
  'provider-conflict',
  'confirmation-needed',
  'usage',
  'bug',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** How a run ended that did not do all that it was asked, where no failure says so: what policy, a report or the last line tells. */
export const ENDINGS = ['refused', 'stale', 'partial', 'interrupted'] as const;
export type Ending = (typeof ENDINGS)[number];

export type Code = DiagnosticCode | FailureCode | Ending;
