import { keepYoungSpace } from '../tune-runtime.js';
import { readVersion } from '../version.js';
import { runAction } from './run-action.js';

keepYoungSpace();
await runAction(readVersion());
