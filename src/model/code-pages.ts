import type { DiagnosticCode } from './codes.js';
import { DIAGNOSTIC_CODES, ENDINGS, FAILURE_CODES, type Code } from './codes.js';
import { ENDING_PAGES } from './pages/endings.js';
import { FAILURE_PAGES } from './pages/failures.js';
import { GUARD_PAGES, HAZARD_PAGES } from './pages/hazards.js';
import { LAYER_PAGES } from './pages/layers.js';
import type { PageText } from './pages/page.js';
import { READING_PAGES } from './pages/reading.js';
import { SERVER_RULE_PAGES } from './pages/server-rules.js';
import { SHAPE_PAGES } from './pages/shape.js';
import { GUARDS, HAZARDS, type GuardName, type HazardName } from './policy.js';

/** Everything that `keyplan explain` knows: codes of diagnostics and failures, endings, hazards, guards, and what policy says when an allowance is over. */
export type ExplainedCode = Code | HazardName | GuardName | 'expired';

/** A page about one code. */
export interface CodePage extends PageText {
  readonly code: ExplainedCode;
  /** What kind of word it is. */
  readonly family: 'diagnostic' | 'failure' | 'ending' | 'hazard' | 'guard';
}

const DIAGNOSTIC_PAGES: Readonly<Record<DiagnosticCode, PageText>> = {
  ...READING_PAGES,
  ...SHAPE_PAGES,
  ...LAYER_PAGES,
  ...SERVER_RULE_PAGES,
};

const PAGES: ReadonlyMap<string, CodePage> = new Map(
  [
    ...DIAGNOSTIC_CODES.map((code) => ({ code, family: 'diagnostic' as const, ...DIAGNOSTIC_PAGES[code] })),
    ...FAILURE_CODES.map((code) => ({ code, family: 'failure' as const, ...FAILURE_PAGES[code] })),
    ...ENDINGS.map((code) => ({ code, family: 'ending' as const, ...ENDING_PAGES[code] })),
    ...HAZARDS.map((code) => ({ code, family: 'hazard' as const, ...HAZARD_PAGES[code] })),
    ...[...GUARDS, 'expired' as const].map((code) => ({ code, family: 'guard' as const, ...GUARD_PAGES[code] })),
  ].map((page) => [page.code, page]),
);

/** Every code that has a page: diagnostics, failures, endings, hazards, guards, each family in its order. */
export const EXPLAINED_CODES: readonly string[] = [...PAGES.keys()];

/** The page of a code; every code of the unions has one, and undefined means that there is no such code. */
export function codePage(code: ExplainedCode): CodePage;
export function codePage(code: string): CodePage | undefined;
export function codePage(code: string): CodePage | undefined {
  return PAGES.get(code);
}
