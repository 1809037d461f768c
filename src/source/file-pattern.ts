import type { Diagnostic, FilePattern } from '../model/index.js';

/** One segment of a pattern: `**` for any number of folders, or a test for one name. */
export type PatternSegment = '**' | NameTest;

/** Whether a name of a file or folder fits. */
export interface NameTest {
  readonly matches: (name: string) => boolean;
}

/**
 * The segments of a glob pattern, or why it is refused. `*` is any text within a name, `?` one character, `{a,b}` a
 * choice, `**` any number of folders; names that start with a dot fit only where the pattern spells the dot.
 */
export function parsePattern(pattern: FilePattern): readonly PatternSegment[] | Diagnostic {
  const text = pattern.pattern;
  const refused = refusalOf(text);
  if (refused !== undefined) {
    const [message, hint] = refused;
    return { code: 'file-outside-repository', severity: 'error', place: pattern.place, message, hint };
  }
  return text
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .map((segment) => (segment === '**' ? '**' : nameTest(segment)));
}

/** Folders whose files are never read: git's own, and what runs in a repository's workflows. */
export const CLOSED_FOLDERS: ReadonlySet<string> = new Set(['.git', '.github']);

function refusalOf(text: string): readonly [message: string, hint: string] | undefined {
  const relative = 'Write a pattern relative to the folder of the settings, such as realms/**/*.yaml';
  if (text.startsWith('/') || /^[A-Za-z]:/.test(text)) return [`the pattern "${text}" is absolute`, relative];
  if (text.includes('\\'))
    return [`the pattern "${text}" holds a backslash`, 'Write / between folders, on every system'];
  const segments = text.split('/');
  if (segments.includes('..')) return [`the pattern "${text}" leaves the folder of the settings`, relative];
  const closed = segments.find((segment) => CLOSED_FOLDERS.has(segment.toLowerCase()));
  if (closed !== undefined) {
    return [
      `the pattern "${text}" reaches into ${closed}`,
      'Keep realm files in a folder of their own, such as realms',
    ];
  }
  return undefined;
}

function nameTest(segment: string): NameTest {
  if (!/[*?{[]/.test(segment)) return { matches: (name) => name === segment };
  const expression = new RegExp(`^${segment.startsWith('.') ? '' : '(?!\\.)'}${translate(segment)}$`, 'u');
  return { matches: (name) => expression.test(name) };
}

/** A segment as a regular expression; braces do not nest, and one that never closes is a character like any other. */
function translate(segment: string): string {
  return segment.replaceAll(/\*+|\?|\{([^{}]*)\}|[^*?{]|\{/gu, (part, choice: string | undefined) => {
    if (part.startsWith('*')) return '[^/]*';
    if (part === '?') return '[^/]';
    if (choice !== undefined) return `(?:${choice.split(',').map(translate).join('|')})`;
    return part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  });
}
