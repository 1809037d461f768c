import type { Diagnosed, SourceFile } from '../model/index.js';

/** What stands at a path. */
export type PathKind = 'file' | 'folder' | 'link' | 'submodule' | 'other';

/** A file that was read and is parsed when it is asked for: parsing takes long, and everybody reads several at a time. */
export type Parse = () => Diagnosed<SourceFile>;

/**
 * Where the files of a target are read from: the work tree, or a revision of it. Paths are relative to the folder of the
 * settings, with `/`; the folder itself is the empty path. Nothing outside the folder is read.
 */
export interface FileTree {
  /** The names in a folder, in the order of code points; none where there is no such folder. */
  readonly namesIn: (folder: string) => Promise<readonly string[]>;
  /** What stands at a path that `namesIn` gave. A link is not followed. */
  readonly kindOf: (path: string) => Promise<PathKind>;
  /** Whether a link ends at a folder. */
  readonly leadsToFolder: (link: string) => Promise<boolean>;
  /** A path that is no regular file is a diagnostic of the parsed file. */
  readonly read: (path: string) => Promise<Parse>;
  /** The text of a file as it stands there; undefined where that is no regular file of UTF-8 within the limits. */
  readonly text: (path: string) => Promise<string | undefined>;
  /** The commit of the files that are read: `none` outside git, `<commit>-dirty` when the work tree has changes. */
  readonly commit: (read: ReadonlySet<string>) => Promise<string>;
}
