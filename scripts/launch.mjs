// What bin/keyplan.js does first in a checkout: makes the checkout runnable, and starts over under the private Node.js
// where the current one is too old.
import { join } from 'node:path';
import { BootstrapError, ensureBuilt, ensureNode, ensurePackages, root, run, say } from './bootstrap.mjs';

/** Gives true when the caller shall go on by itself; false when everything was done, with process.exitCode set. */
export async function launch() {
  try {
    const node = await ensureNode();
    await ensurePackages(node);
    await ensureBuilt(node);
    if (node === process.execPath) return true;
    process.exitCode = await run(node, [join(root, 'bin', 'keyplan.js'), ...process.argv.slice(2)], {
      node,
      cwd: process.cwd(),
    });
  } catch (error) {
    if (!(error instanceof BootstrapError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
  return false;
}
