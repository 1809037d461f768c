import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'vitest';

/** Set to write what the program says into the files; what changed is then reviewed as a difference in git. */
const UPDATE_VARIABLE = 'KEYPLAN_UPDATE_GOLDENS';

/** Compares text with a file below `test/scenarios`, byte by byte. */
export function expectGolden(path: string, text: string): void {
  const file = new URL(`../scenarios/${path}`, import.meta.url);
  if (process.env[UPDATE_VARIABLE] === '1') {
    mkdirSync(dirname(file.pathname), { recursive: true });
    writeFileSync(file, `${text}\n`);
  }
  expect(`${text}\n`).toBe(readFileSync(file, 'utf8'));
}
