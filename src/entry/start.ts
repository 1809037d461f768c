// What bin/keyplan.js imports after it has looked at the version of Node.js. What V8 makes of the program is kept for
// later starts, as Node.js does it itself on request (node:module, enableCompileCache; NODE_DISABLE_COMPILE_CACHE=1 turns
// it off). It must be asked for before the program is loaded, hence this file. It is kept in the user's own folder: in
// the one for temporary files, where Node.js has it by default, another user could have made the folder first.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { findCacheFolder } from '../systems/local-server/cache-folder.js';

// A folder that cannot be written is no error: the program starts as fast as it did the first time.
enableCompileCache(join(findCacheFolder(process.env), 'compiled'));
await import('./cli.js');
