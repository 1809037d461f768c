import { visible, withoutCommands } from './escape.js';

/**
 * Foreign text inside a line of Markdown, where it can do nothing: no mention, no link, no markup, no end of a table's cell.
 * A code span keeps everything literal but backticks, which its fence outgrows, and vertical bars, which end a cell before
 * spans are looked at.
 */
export function codeSpan(text: string): string {
  const safe = visible(text).replaceAll('|', String.raw`\u007c`);
  if (safe.trim() === '') return '(none)';
  const fence = '`'.repeat(longestRun(safe) + 1);
  const padding = safe.startsWith('`') || safe.endsWith('`') || (safe.startsWith(' ') && safe.endsWith(' ')) ? ' ' : '';
  return `${fence}${padding}${safe}${padding}${fence}`;
}

/** Finished lines of text in a fence that is longer than any run of backticks inside. */
export function fenced(text: string, language: 'sh' | 'text' = 'text'): readonly string[] {
  const fence = fenceFor(text);
  return [`${fence}${language}`, ...text.split('\n'), fence];
}

/** A fence that nothing inside ends. */
export function fenceFor(text: string): string {
  return '`'.repeat(Math.max(3, longestRun(text) + 1));
}

/** Lines that are folded away under a summary of ours. */
export function folded(summary: string, lines: readonly string[]): readonly string[] {
  return [`<details><summary>${summary}</summary>`, '', ...lines, '', '</details>'];
}

/** A table with these headings; cells are Markdown already. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)];
}

/** Sections with a blank line between them, as one text that no workflow's runner takes for a command. */
export function document(sections: readonly (readonly string[])[]): string {
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.map(withoutCommands).join('\n'))
    .join('\n\n');
}

function longestRun(text: string): number {
  return text.match(/`+/g)?.reduce((longest, run) => Math.max(longest, run.length), 0) ?? 0;
}
