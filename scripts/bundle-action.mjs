// node scripts/bundle-action.mjs [folder]: puts the GitHub Action into one file that needs no installation, dist/action
// when no folder is named. It is committed, because a runner takes an action as it lies in the repository; a test builds
// it again and compares. Readable on purpose: nothing is minified.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { rolldown } from 'rolldown';
import { createRollupLicensePlugin } from 'rollup-license-plugin';
import { bundledUndici, leanUndici } from './lean-undici.mjs';

/** What may be put into our files; anything else is a decision for people. */
const licenses = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);

const folder = argv[2] ?? 'dist/action';
const licensesFile = 'third-party-licenses.json';

const bundle = await rolldown({
  input: { index: 'src/entry/action/action.ts' },
  platform: 'node',
  transform: bundledUndici,
  plugins: [
    leanUndici,
    createRollupLicensePlugin({
      unacceptableLicenseTest: (license) => !licenses.has(license),
      outputFilename: licensesFile,
    }),
  ],
});
await bundle.write({
  dir: folder,
  format: 'esm',
  entryFileNames: '[name].js',
  codeSplitting: false,
});
await bundle.close();

// Where a package was fetched from differs from machine to machine, and is nobody's concern.
const path = join(folder, licensesFile);
const packages = JSON.parse(readFileSync(path, 'utf8'))
  .map(({ name, version, license, licenseText }) => ({ name, version, license, licenseText }))
  .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
writeFileSync(path, `${JSON.stringify(packages, null, 2)}\n`);
