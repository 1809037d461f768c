/** A number with its noun. @example countText(1, 'client') is '1 client'; countText(2, 'entry', 'entries') is '2 entries' */
export function countText(count: number, one: string, several: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}

/** Names in a sentence. @example listed(['a', 'b', 'c']) is 'a, b and c' */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
