import { KINDS } from '../kinds/index.js';
import { compareText, type Address, type FieldPath, type KindName, type Reference } from '../model/index.js';
import type { Drafts } from './check-clients.js';

/** What the objects name and the files do not declare, in the order of the objects and paths. */
export function openReferences(drafts: Drafts): readonly Reference[] {
  const open: Reference[] = [];
  const undeclared = undeclaredIn(drafts);
  for (const draft of drafts.values()) {
    const { address: from, kind, facts, places, place } = draft;
    const named = draft.references.filter(({ to }) => to.type !== 'object' || !drafts.has(to.address));
    facts.forEach((_value, path) => {
      const missing = undeclared(kind, path, from);
      // Most of tens of thousands of facts name nothing.
      if (missing.length === 0) return;
      for (const address of missing) {
        named.push({ from, path, place: places.get(path) ?? place, to: { type: 'object', address } });
      }
    });
    open.push(...named.sort((a, b) => compareText(a.path, b.path)));
  }
  return open;
}

/**
 * What a path names and no file declares. It is the same for all objects of a kind, since nothing but the object itself
 * could be left out for one of them, and that is declared. A thousand clients have the same few paths.
 */
function undeclaredIn(drafts: Drafts): (kind: KindName, path: FieldPath, from: Address) => readonly Address[] {
  const byKind = new Map<KindName, Map<FieldPath, readonly Address[]>>();
  return (kind, path, from) => {
    let known = byKind.get(kind);
    if (known === undefined) {
      known = new Map();
      byKind.set(kind, known);
    }
    const found = known.get(path);
    if (found !== undefined) return found;
    const named = KINDS[kind].requires(path, from).filter((address) => !drafts.has(address));
    known.set(path, named);
    return named;
  };
}
