// node scripts/bundle.mjs: puts the command line into few files below dist/program. Hundreds of small modules take
// longer to find, open and compile than most commands take to run. Readable on purpose: nothing is minified.
import { rolldown } from 'rolldown';
import { createRollupLicensePlugin } from 'rollup-license-plugin';
import { bundledUndici, leanUndici } from './lean-undici.mjs';

/** What may be put into our files; anything else is a decision for people. */
const licenses = new Set(['Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']);

const bundle = await rolldown({
  input: {
    start: 'src/entry/start.ts',
    // A process of its own, started by its path.
    'end-with-parent': 'src/systems/local-server/end-with-parent.ts',
  },
  platform: 'node',
  transform: bundledUndici,
  plugins: [
    leanUndici,
    createRollupLicensePlugin({
      unacceptableLicenseTest: (license) => !licenses.has(license),
      outputFilename: 'third-party-licenses.json',
    }),
  ],
});
await bundle.write({ dir: 'dist/program', format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name].js' });
await bundle.close();
