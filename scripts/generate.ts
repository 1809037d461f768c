// node --import ./scripts/typescript.mjs scripts/generate.ts: writes what is generated from the sources.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles, projectRoot } from './generated-files.js';

for (const [path, text] of await generatedFiles()) {
  const file = join(projectRoot, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`${path}\n`);
}
