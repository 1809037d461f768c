// The program behind the command `keyplan`.
import { keepYoungSpace } from './tune-runtime.js';
import process from 'node:process';
import { main } from './main.js';

keepYoungSpace();

const { stdin, stdout, stderr, env: environment } = process;

// Whoever reads our output may stop reading, as `head` does. That is no error, and no reason to stop an apply half way.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await main(process.argv.slice(2), { stdin, stdout, stderr, environment });
