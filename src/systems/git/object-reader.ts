import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createByteReader } from './byte-reader.js';
import { offlineEnvironment } from './git-environment.js';

/** An object of a repository as it is stored: no filter, no text conversion. */
export interface GitObject {
  readonly id: string;
  readonly type: string;
  /** Absent where there are more than the reader was told to take. */
  readonly bytes?: Uint8Array;
}

/** Reads objects by name, one after the other, whoever asks. */
export interface ObjectReader {
  /** Undefined where the clone does not hold it, or where the name means nothing or two things. */
  readonly read: (name: string) => Promise<GitObject | undefined>;
  readonly close: () => Promise<void>;
}

/**
 * Objects of the repository that a folder is in, all by one process. Names go to git's stdin, where nothing can look like
 * an option; simple-git has no way to write there.
 *
 * @param sizeMax bytes of an object that are kept; a larger one is passed over
 */
export function openObjects(folder: string, sizeMax: number): ObjectReader {
  let batch: Batch | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const read = async (name: string): Promise<GitObject | undefined> => {
    if (!isOneLine(name)) return undefined;
    batch ??= startBatch(folder, sizeMax);
    const answer = await batch.ask(name);
    if (answer !== 'ended') return answer;
    // A git that may not fetch what a partial clone lacks says so by ending; the next question gets a new one.
    batch = undefined;
    return undefined;
  };
  return {
    read(name) {
      const answer = turn.then(() => read(name));
      turn = answer.catch(() => undefined);
      return answer;
    },
    async close() {
      await turn;
      await batch?.close();
      batch = undefined;
    },
  };
}

/** A control character would end the question early. */
function isOneLine(name: string): boolean {
  return name !== '' && !/\p{Cc}/u.test(name);
}

interface Batch {
  readonly ask: (name: string) => Promise<GitObject | undefined | 'ended'>;
  readonly close: () => Promise<void>;
}

function startBatch(folder: string, sizeMax: number): Batch {
  const git = spawn('git', ['cat-file', '--batch'], {
    cwd: folder,
    env: offlineEnvironment(),
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const closed = once(git, 'close').catch(() => undefined);
  // What goes wrong with the process shows as the end of its answers.
  git.on('error', () => undefined);
  git.stdin.on('error', () => undefined);
  const answers = createByteReader(git.stdout);
  return {
    async ask(name) {
      git.stdin.write(`${name}\n`);
      const header = await answers.line();
      if (header === undefined) return 'ended';
      const [, id, type, size] = /^([0-9a-f]{40,64}) ([a-z]+) (\d+)$/.exec(header) ?? [];
      if (id === undefined || type === undefined) return undefined;
      const length = Number(size);
      if (length > sizeMax) return (await answers.skip(length + 1)) ? { id, type } : 'ended';
      const bytes = await answers.take(length);
      return bytes !== undefined && (await answers.skip(1)) ? { id, type, bytes } : 'ended';
    },
    async close() {
      git.stdin.end();
      await closed;
    },
  };
}
