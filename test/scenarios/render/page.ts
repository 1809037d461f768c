/** What the program says as a file holds it: with a line break at its end. The files are written anew by `vitest --update`. */
export function page(text: string): string {
  return `${text}\n`;
}
