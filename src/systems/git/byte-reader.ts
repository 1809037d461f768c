import type { Readable } from 'node:stream';

/** Takes a stream apart. Everything is undefined where the stream ends before. */
export interface ByteReader {
  /** The text up to the next line feed, without it. */
  readonly line: () => Promise<string | undefined>;
  readonly take: (count: number) => Promise<Uint8Array | undefined>;
  /** Passes over bytes without keeping them; tells whether they were there. */
  readonly skip: (count: number) => Promise<boolean>;
}

/** Reads a stream by lines and counts of bytes, as the protocol of `git cat-file --batch` mixes them. */
export function createByteReader(stream: Readable): ByteReader {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  let rest = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    if (rest.length > 0) return true;
    const next = await chunks.next();
    if (next.done === true) return false;
    rest = next.value;
    return true;
  };
  const each = async (count: number, keep: (part: Buffer) => void): Promise<boolean> => {
    for (let left = count; left > 0; ) {
      if (!(await more())) return false;
      const part = rest.subarray(0, left);
      rest = rest.subarray(part.length);
      left -= part.length;
      keep(part);
    }
    return true;
  };
  return {
    async line() {
      const parts: Buffer[] = [];
      while (await more()) {
        const end = rest.indexOf(0x0a);
        parts.push(rest.subarray(0, end < 0 ? rest.length : end));
        rest = rest.subarray(end < 0 ? rest.length : end + 1);
        if (end >= 0) return Buffer.concat(parts).toString('utf8');
      }
      return undefined;
    },
    async take(count) {
      const parts: Buffer[] = [];
      return (await each(count, (part) => parts.push(part))) ? Buffer.concat(parts) : undefined;
    },
    skip: (count) => each(count, () => undefined),
  };
}
