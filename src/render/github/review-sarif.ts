import type { Review } from '../../model/index.js';
import { findingsSarif } from '../sarif.js';
import { shownTargets } from './visibility.js';

/** A review's diagnostics and dangers as a SARIF 2.1.0 log, for code scanning; with nothing in it but what may leave. */
export function reviewSarif(review: Review, version: string): unknown {
  const { folder } = review.links;
  const targets = shownTargets(review).map(({ diagnostics, plan, verdict }) => ({
    diagnostics,
    folder,
    ...(plan === undefined ? {} : { plan }),
    ...(verdict === undefined ? {} : { verdict }),
  }));
  return findingsSarif([{ diagnostics: review.diagnostics, folder }, ...targets], version);
}
