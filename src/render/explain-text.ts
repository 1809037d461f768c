import { BLANK, layout, type LayoutOptions, type Line } from './layout.js';

/** A page about one code. */
export interface ExplainedCode {
  readonly code?: string;
  readonly title: string;
  readonly meaning: string;
  /** What brings it about, as it would stand in a file or on a command line. */
  readonly example?: string;
  readonly fix: string;
}

/** All codes with their titles, one on a line. */
export function codesText(pages: readonly ExplainedCode[]): string {
  const width = Math.max(...pages.map(({ code = '' }) => code.length));
  return pages.map(({ code = '', title }) => `${code.padEnd(width)}  ${title}`).join('\n');
}

/** What a code means, an example, and how to go on. */
export function explainText({ code, title, meaning, example, fix }: ExplainedCode, options: LayoutOptions): string {
  const shown = (example ?? '').replace(/\n+$/, '').split('\n');
  const lines: Line[] = [
    { form: 'sentence', indent: 0, text: code === undefined ? title : `${code}: ${title}`, tone: 'title' },
    BLANK,
    ...paragraphs(meaning),
    ...(example === undefined
      ? []
      : [BLANK, ...shown.map((text): Line => ({ form: 'row', indent: 4, text, tone: 'quiet' }))]),
    BLANK,
    ...paragraphs(fix),
  ];
  return layout(lines, options);
}

function paragraphs(text: string): readonly Line[] {
  return text
    .trim()
    .split(/\n{2,}/)
    .flatMap((paragraph, at): readonly Line[] => {
      const line: Line = { form: 'sentence', indent: 0, text: paragraph.replaceAll(/\s*\n\s*/g, ' ') };
      return at === 0 ? [line] : [BLANK, line];
    });
}
