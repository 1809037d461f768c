/** How text is coloured: not at all, or with ANSI codes. The caller decides; a rendering asks no terminal. */
export type Style = 'plain' | 'ansi';

/** What a piece of a line is, which decides its colour. */
export type Tone = 'added' | 'changed' | 'removed' | 'danger' | 'title' | 'quiet' | 'none';

const CODES: Readonly<Record<Exclude<Tone, 'none'>, string>> = {
  added: '32',
  changed: '33',
  removed: '31',
  danger: '1;31',
  title: '1',
  quiet: '2',
};
const RESET = '\u001b[0m';

/** A piece of finished text in the colour of its tone. The text must be escaped already. */
export function painted(text: string, tone: Tone, style: Style): string {
  return style === 'plain' || tone === 'none' || text === '' ? text : `\u001b[${CODES[tone]}m${text}${RESET}`;
}
