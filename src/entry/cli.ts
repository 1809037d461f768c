// The program behind the command `keyplan`: bin/keyplan.js imports it after it has looked at the version of Node.js.
import process from 'node:process';
import { main } from './main.js';

const { stdin, stdout, stderr, env: environment } = process;
process.exitCode = await main(process.argv.slice(2), { stdin, stdout, stderr, environment });
