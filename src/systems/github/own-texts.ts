import type { GithubActor } from './github-types.js';

interface Text {
  readonly author: GithubActor | undefined;
  readonly body: string;
}

/**
 * Those of the viewer's own texts that hold the marker, in the order given. Anybody can write the marker into a text of
 * their own, or copy it with one of ours, so the author counts too.
 */
export function ownTexts<T extends Text>(texts: readonly T[], viewer: GithubActor, marker: string): readonly T[] {
  return texts.filter(({ author, body }) => author?.id === viewer.id && body.includes(marker));
}

/** Whether GitHub would keep both as the same: line ends and blanks around a text are its own. */
export function isSameText(a: string, b: string): boolean {
  const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();
  return plain(a) === plain(b);
}
