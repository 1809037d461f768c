import { addressText, isOriginAmong, ORIGINS, type Origin, type Plan, type Refusal } from '../model/index.js';
import type { Rules } from './rules.js';

/** What a plan holds that comes from elsewhere than expected. Marks alone are no change, and are expected always. */
export function unexpectedOrigins(plan: Plan, { expectOnly, wordsBy }: Rules): readonly Refusal[] {
  if (expectOnly === undefined) return [];
  return plan.changes.flatMap(({ address, action, origin, fields, place }): readonly Refusal[] => {
    if (action === 'mark') return [];
    const told = new Set<Origin>(fields.length === 0 ? [origin] : fields.map((field) => field.origin ?? origin));
    const others = ORIGINS.filter((one) => told.has(one) && !isOriginAmong(one, expectOnly));
    if (others.length === 0) return [];
    const named = others.map((one) => `${one} (${MEANINGS[one]})`).join(' and ');
    const detail = `${addressText(address)} changes by origin ${named}; expected is ${expectOnly.join(', ')} only`;
    const wider = [...expectOnly, ...others].join(',');
    const allowWith =
      wordsBy === 'input' ? `settle that first, or the input expect: ${wider}` : `--expect-only ${wider}`;
    return [{ rule: 'unexpected-origin', address, place, detail, allowWith }];
  });
}

const MEANINGS: Readonly<Record<Origin, string>> = {
  pr: 'this revision changes it',
  pending: 'in git before, and not applied yet',
  drift: 'changed outside git',
  adopt: 'not managed until now',
  orphan: 'left the files before',
  unknown: 'the commit of its mark cannot be read',
};
