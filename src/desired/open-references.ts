import { KINDS } from '../kinds/index.js';
import { compareText, type Reference } from '../model/index.js';
import type { Drafts } from './check-clients.js';

/** What the objects name and the files do not declare, in the order of the objects and paths. */
export function openReferences(drafts: Drafts): readonly Reference[] {
  const open: Reference[] = [];
  for (const draft of drafts.values()) {
    const { address: from, kind, facts, places, place } = draft;
    const named = draft.references.filter(({ to }) => to.type !== 'object' || !drafts.has(to.address));
    for (const path of facts.keys()) {
      for (const address of KINDS[kind].requires(path, from)) {
        if (drafts.has(address)) continue;
        named.push({ from, path, place: places.get(path) ?? place, to: { type: 'object', address } });
      }
    }
    open.push(...named.sort((a, b) => compareText(a.path, b.path)));
  }
  return open;
}
