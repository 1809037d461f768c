import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './world.js';

/** The version of this program, as its package has it. */
export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as { version: string };
  return version;
}
