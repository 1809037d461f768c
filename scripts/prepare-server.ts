// Gets a Keycloak onto this machine and builds it, so that the tests start it at once. Ends with 75 where this machine
// has no way to one: the tests that need a server are then left out, and say so.
import { LocalServerError, prepareLocalServer } from '../src/systems/local-server/index.js';

const UNAVAILABLE = 75;

const say = (text: string): void => {
  process.stderr.write(`keyplan: ${text}\n`);
};

try {
  const prepared = await prepareLocalServer({ environment: process.env, onProgress: say });
  say(`the server tests have their Keycloak (${prepared.how})`);
} catch (error) {
  if (!(error instanceof LocalServerError)) throw error;
  say(`${error.message}\n${error.hint}`);
  process.exitCode = error.isUnavailable ? UNAVAILABLE : 1;
}
