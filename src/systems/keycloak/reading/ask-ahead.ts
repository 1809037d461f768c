import { askPages, type PagedList } from './paging.js';
import type { GetRequest, ReadSession } from '../session/session.js';

/** A session that can ask before anybody needs the answer. */
export interface AheadSession {
  /** The same session; an answer that was asked for ahead is given to the first who asks for it, and to nobody else. */
  readonly session: ReadSession;
  /** Asks now. A failure is kept for whoever asks later, and forgotten when nobody does. */
  readonly ask: (request: GetRequest) => Promise<unknown>;
  /** Asks for the pages of a list, until the list ends or somebody reads further than this came. */
  readonly askList: (request: GetRequest, pages: PagesAhead) => void;
  /** Drops what nobody asked for until now. */
  readonly forget: () => void;
}

/** How the pages of a list are asked for, and who looks at them before anybody takes them. */
export interface PagesAhead extends Pick<PagedList<unknown, never>, 'size' | 'atOnce' | 'expected'> {
  readonly onPage?: (items: readonly unknown[]) => void;
}

/**
 * Lets a realm be read while the files are still parsed: the server works on its core and we on ours. What somebody will
 * ask for costs no request more: it is taken by its reader, and a list is left to its reader as soon as that one asks for a
 * page that was not asked for yet.
 */
export function createAheadSession(session: ReadSession): AheadSession {
  const asked = new Map<string, Promise<unknown>>();
  const overtaken = new Set<string>();
  let isOver = false;
  const ask = (request: GetRequest): Promise<unknown> => {
    const answer = session.get(request);
    answer.catch(() => undefined);
    asked.set(keyOf(request), answer);
    return answer;
  };
  const take = (key: string): Promise<unknown> | undefined => {
    const answer = asked.get(key);
    asked.delete(key);
    return answer;
  };
  return {
    session: {
      ...session,
      get(request) {
        const answer = asked.size === 0 ? undefined : take(keyOf(request));
        if (answer !== undefined) return answer;
        overtaken.add(request.asked);
        return session.get(request);
      },
    },
    ask,
    askList(request, { onPage, ...pages }) {
      const list: PagedList<unknown, never> = {
        ...pages,
        ask: (page) => ask({ ...request, query: { ...request.query, ...page } }),
        key: () => '',
        convert(items) {
          onPage?.(items);
          return [];
        },
        mayAsk: () => !isOver && !overtaken.has(request.asked),
      };
      askPages(list).catch(() => undefined);
    },
    forget() {
      isOver = true;
      asked.clear();
    },
  };
}

function keyOf({ path, query }: GetRequest): string {
  return JSON.stringify([path, query]);
}
