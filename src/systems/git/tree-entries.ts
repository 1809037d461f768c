/** What stands behind a name in a folder: of git's modes those that matter here. */
export type EntryKind = 'file' | 'folder' | 'link' | 'submodule';

export interface TreeEntry {
  readonly name: string;
  readonly kind: EntryKind;
  /** The object behind the name; of a submodule, a commit of another repository. */
  readonly id: string;
}

/**
 * The entries of a tree object: `<mode> <name>`, a zero byte and the id in binary, again and again. Names hold whatever
 * the author put there; they are only ever compared.
 *
 * @param idBytes 20 in a repository of SHA-1, 32 in one of SHA-256
 */
export function readEntries(tree: Uint8Array, idBytes: number): readonly TreeEntry[] {
  const bytes = Buffer.from(tree.buffer, tree.byteOffset, tree.byteLength);
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const zero = bytes.indexOf(0, blank);
    if (blank < 0 || zero < 0) break;
    const kind = kindOfMode(bytes.toString('latin1', at, blank));
    const end = zero + 1 + idBytes;
    entries.push({ name: bytes.toString('utf8', blank + 1, zero), kind, id: bytes.toString('hex', zero + 1, end) });
    at = end;
  }
  return entries;
}

function kindOfMode(mode: string): EntryKind {
  switch (mode) {
    case '40000':
      return 'folder';
    case '120000':
      return 'link';
    case '160000':
      return 'submodule';
    default:
      return 'file';
  }
}
