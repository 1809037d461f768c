import { createInterface } from 'node:readline/promises';
import type { Output } from '../commands/index.js';
import type { ProgressListener } from '../model/index.js';
import { progressLine } from '../render/index.js';

/** The process as the command line sees it; tests hand in their own. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** How a command should talk. */
export interface Manner {
  readonly json: boolean;
  readonly markdown?: boolean;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** The voice of one run: results, notes and progress, which never mix within a line. */
export interface Voice {
  readonly output: Output;
  readonly onProgress: ProgressListener;
  /** Takes the live line away; safe to call at any time. */
  readonly clear: () => void;
}

const DEFAULT_WIDTH = 100;

/** Makes the voice for a terminal, a pipe or a CI log. */
export function createVoice(terminal: Terminal, manner: Manner): Voice {
  const { stdout, stderr, environment } = terminal;
  const wantsColor = manner.color && (environment['NO_COLOR'] ?? '') === '';
  const isLive = stderr.isTTY === true && (environment['CI'] ?? '') === '';
  const line = isLive ? createLiveLine(stderr) : createPlainLines(stderr, manner.verbose ? 0 : PLAIN_LINES_EVERY_MS);
  const style = (stream: NodeJS.WriteStream): Output['resultStyle'] =>
    wantsColor && stream.isTTY === true ? 'ansi' : 'plain';
  const output: Output = {
    result: (text) => {
      line.clear();
      stdout.write(`${text}\n`);
    },
    note: (text) => {
      line.clear();
      stderr.write(`${text}\n`);
    },
    format: manner.json ? 'json' : manner.markdown === true ? 'markdown' : 'text',
    resultStyle: style(stdout),
    noteStyle: style(stderr),
    width: stdout.columns ?? DEFAULT_WIDTH,
    verbose: manner.verbose,
  };
  const onProgress: ProgressListener = (event) => {
    if (manner.quiet || (event.type === 'way-chosen' && !manner.verbose)) return;
    const text = progressLine(event);
    if (event.type === 'way-chosen' || event.type === 'waited') output.note(text);
    else line.show(text);
  };
  return { output, onProgress, clear: line.clear };
}

interface LiveLine {
  readonly show: (text: string) => void;
  readonly clear: () => void;
}

/** How often progress is told where it cannot be written over: often enough for a log of long work, never for short work. */
const PLAIN_LINES_EVERY_MS = 5000;

function createPlainLines(stream: NodeJS.WriteStream, everyMs: number): LiveLine {
  let last = performance.now();
  return {
    show(text) {
      if (performance.now() - last < everyMs) return;
      last = performance.now();
      stream.write(`${text}\n`);
    },
    clear: () => undefined,
  };
}

/** One line that is written over and over on a terminal. */
function createLiveLine(stream: NodeJS.WriteStream): LiveLine {
  let shown = false;
  const erase = '\r\u001b[2K';
  return {
    show(text) {
      stream.write(`${erase}${text.slice(0, (stream.columns ?? DEFAULT_WIDTH) - 1)}`);
      shown = true;
    },
    clear() {
      if (shown) stream.write(erase);
      shown = false;
    },
  };
}

/** Asks a yes-or-no question; undefined where nobody sits at a terminal, or where a CI only looks like one. */
export function createConfirm({
  stdin,
  stderr,
  environment,
}: Terminal): ((question: string) => Promise<boolean>) | undefined {
  if (stdin.isTTY !== true || (environment['CI'] ?? '') !== '') return undefined;
  return async (question) => {
    const lines = createInterface({ input: stdin, output: stderr });
    try {
      const answer = await lines.question(`${question} Only "yes" is taken: `);
      return answer.trim() === 'yes';
    } catch {
      return false;
    } finally {
      lines.close();
    }
  };
}
