import { Failure } from '../../../model/index.js';
import type { PlainRequest } from '../session/session.js';

/** Roles, groups and users in a page. They are cheap, so that most realms need one request. */
export const BIG_PAGE = 500;

/** Makes the question for the pages of a list of the realm; `path` is below the realm. */
export type AskPage = (
  asked: `GET /${string}`,
  path: readonly string[],
  query?: PlainRequest['query'],
) => PagedList<unknown, unknown>['ask'];

/** A list read in pages, and whether the pages fitted together. */
export interface Listing<T> {
  readonly items: readonly T[];
  /** False when the list kept changing while it was read, so that something may be missing. */
  readonly isWhole: boolean;
}

/** How to read a list in pages. The server must give the list in a stable order. */
export interface PagedList<R, T> {
  readonly ask: (query: { readonly first: number; readonly max: number }) => Promise<unknown>;
  /** What tells two items apart. */
  readonly key: (item: R) => string;
  /** Makes of a page what is kept of it, so that no more than a few pages are in memory as the server sent them. */
  readonly convert: (page: readonly R[]) => Promise<readonly T[]> | readonly T[];
  /** Items of a page. */
  readonly size: number;
  /** Pages under way at the same time, after the first. */
  readonly atOnce: number;
  /** How many items there are by what is known; as many pages do not wait for the first. */
  readonly expected?: number;
  readonly mayAsk?: MayAsk;
}

/** Asked before each further page of a list; no gives the list up, which is then not whole. The list waits for the word. */
export type MayAsk = () => boolean | Promise<boolean>;

/**
 * Reads a whole list. Each page starts with the last item of the one before it: an item that was created or deleted in
 * the meantime shifts the pages, and then the two are not the same. Such a list is read anew, three times in all.
 */
export async function readPages<R, T>(list: PagedList<R, T>): Promise<Listing<T>> {
  for (let attempt = 1; ; attempt++) {
    const pages = await askPages(list);
    const isWhole = fitTogether(pages);
    if (isWhole || attempt === 3 || (await list.mayAsk?.()) === false) return { items: withoutOverlap(pages), isWhole };
  }
}

/** The items of an answer that must be a list. */
export function asItems<R>(answer: unknown): readonly R[] {
  if (Array.isArray(answer)) return answer as readonly R[];
  throw new Failure('server-refused', 'the server answered with something else than a list', {
    hint: 'Check that server and realm of the target name a Keycloak of a supported version.',
  });
}

/** One page of a list, and what tells its items apart. */
export interface Page<T> {
  readonly keys: readonly string[];
  readonly items: readonly T[];
  readonly isFull: boolean;
}

/** Asks once for all pages of a list. */
export async function askPages<R, T>(list: PagedList<R, T>): Promise<readonly Page<T>[]> {
  const pages: Page<T>[] = [];
  let next = 0;
  let isEnded = false;
  const askNext = async (): Promise<void> => {
    const index = next;
    next += 1;
    const answer = await list.ask({ first: index * (list.size - 1), max: list.size });
    const items = asItems<R>(answer);
    pages[index] = { keys: items.map(list.key), items: await list.convert(items), isFull: items.length >= list.size };
    if (items.length < list.size) isEnded = true;
  };
  const work = async (): Promise<void> => {
    while (!isEnded) {
      // A word that is given at once counts for this very moment: whoever gives it may not say the same of the next.
      const word = list.mayAsk?.() ?? true;
      if (!(typeof word === 'boolean' ? word : await word)) return;
      await askNext();
    }
  };
  const known = Math.min(Math.ceil((list.expected ?? 0) / (list.size - 1)), list.atOnce);
  await Promise.all(Array.from({ length: Math.max(known, 1) }, askNext));
  await Promise.all(Array.from({ length: list.atOnce }, work));
  return pages;
}

function fitTogether<T>(pages: readonly Page<T>[]): boolean {
  const end = pages.findIndex((page) => !page.isFull);
  if (end === -1) return false;
  return pages.every((page, index) => {
    if (index > end) return page.keys.length === 0;
    return index === 0 || (page.keys[0] !== undefined && page.keys[0] === pages[index - 1]?.keys.at(-1));
  });
}

function withoutOverlap<T>(pages: readonly Page<T>[]): readonly T[] {
  const byKey = new Map<string, T>();
  for (const { keys, items } of pages) {
    for (const [index, key] of keys.entries()) {
      const item = items[index];
      if (item !== undefined) byKey.set(key, item);
    }
  }
  return [...byKey.values()];
}
