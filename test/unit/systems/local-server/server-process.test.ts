import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFreePort, isReady, startServerProcess } from '../../../../src/systems/local-server/server-process.js';

// Stands for a server: a start script with the real process below it, as kc.sh and Java are.
const server = `
  const http = require('node:http');
  http.createServer((request, response) => response.end('{}')).listen(Number(process.argv[1]), '127.0.0.1');
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyplan-server-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a server process', () => {
  it('is there when it answers, and gone with all its processes when it was stopped', async () => {
    const port = await findFreePort();
    const url = `http://127.0.0.1:${port}`;
    const script = `"${process.execPath}" -e "$0" ${port}; exit 0`;
    const command = { program: '/bin/sh', args: ['-c', script, server], environment: process.env };
    const { stop } = await startServerProcess({ ...command, url, logFile: join(folder, 'log') });
    expect(await isReady(url)).toBe(true);
    await stop();
    expect(await isReady(url)).toBe(false);
    await stop();
  });

  it('that ends while it starts is reported with its last words', async () => {
    const command = { program: '/bin/sh', args: ['-c', 'echo the port is taken; exit 3'], environment: process.env };
    const url = `http://127.0.0.1:${await findFreePort()}`;
    const start = startServerProcess({ ...command, url, logFile: join(folder, 'log') });
    await expect(start).rejects.toThrow('ended while it started. Its last words:\nthe port is taken');
    await expect(readFile(join(folder, 'log'))).rejects.toThrow('ENOENT');
  });
});
