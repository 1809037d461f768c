import { visible, withoutCommands } from './escape.js';

/** Where the program ran, as far as a report of a bug needs it. */
export interface BugSite {
  readonly version: string;
  /** Node's version. */
  readonly node: string;
  readonly platform: string;
}

/** Deeper frames are those of Node and of libraries. */
const FRAMES_MAX = 8;

/** What to say about an error that nobody foresaw: a text to paste into an issue, without folders of this machine. */
export function bugText(error: unknown, { version, node, platform }: BugSite): string {
  const lines = [
    'bug: keyplan met something that its authors did not foresee',
    '  hint: Report it with the text below. Look through it first: it should hold no secret, and only you can tell.',
    '',
    `  keyplan ${version}, Node.js ${node}, ${platform}`,
    ...errorLines(error).map((line) => `  ${line}`),
  ];
  return lines.map((line) => withoutCommands(visible(line))).join('\n');
}

function errorLines(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [`something was thrown that is no error: ${typeof error}`];
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const message = `${error.name}: ${error.message}`;
  return [...message.split('\n'), ...frames.slice(0, FRAMES_MAX).map((line) => `  ${line.trim()}`)].map(withoutFolders);
}

/** Keeps the last name of every absolute path. */
function withoutFolders(line: string): string {
  return line.replaceAll(/(?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])(?:[^\s:()'"/\\]+[\\/])+/g, '');
}
