import { HAZARDS, type Allowance, type Diagnostic, type SourceEntry } from '../model/index.js';
import type { Draft } from './draft.js';
import { entriesOf, itemsOf, valueOf } from './read-nodes.js';

/** The words of an entry about the object as a whole: `protect`, and what dangers of it are agreed to. */
export function writeObjectWords(draft: Draft, fields: ReadonlyMap<string, SourceEntry>, found: Diagnostic[]): void {
  const protect = fields.get('protect');
  const isProtected = protect && valueOf(protect.value, 'boolean', found);
  if (isProtected !== undefined) draft.protect = isProtected;
  writeAllowances(draft, fields.get('allow'), found);
}

/** The author's word for dangers of one object. */
function writeAllowances(draft: Draft, entry: SourceEntry | undefined, found: Diagnostic[]): void {
  if (entry === undefined) return;
  for (const item of itemsOf(entry.value, found)) {
    const fields = entriesOf(item, found);
    const text = (key: string): string | undefined => {
      const value = fields.get(key)?.value;
      return value === undefined ? undefined : valueOf(value, 'string', found);
    };
    const rule = HAZARDS.find((hazard) => hazard === text('hazard'));
    if (rule === undefined) continue;
    draft.allow.push({ rule, address: draft.address, ...datesOf(text('reason'), text('until')), place: item.place });
  }
}

/** Reason and last day of an allowance, where they are written. */
export function datesOf(reason: string | undefined, until: string | undefined): Pick<Allowance, 'reason' | 'until'> {
  return { ...(reason === undefined ? {} : { reason }), ...(until === undefined ? {} : { until }) };
}
