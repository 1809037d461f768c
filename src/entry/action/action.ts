import '../limit-memory.js';
import { readVersion } from '../version.js';
import { runAction } from './run-action.js';

await runAction(readVersion());
