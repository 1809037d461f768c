// Tells what differs in one target, in a program of your own: node watch.mjs <folder of keyplan.yaml> <target>
import process from 'node:process';
import { openKeyplan } from 'keyplan';

const [folder = '.', target = 'prod'] = process.argv.slice(2);
const keyplan = openKeyplan({ folder, environment: process.env });
const { exit, document, notes } = await keyplan.plan({ target });

if ('changes' in document) {
  for (const { address, action, fields } of document.changes) {
    console.log(`${action} ${address}: ${fields.map(({ path }) => path).join(', ')}`);
  }
} else if ('failure' in document) console.error(document.failure.message);
else for (const { place, message } of document.diagnostics) console.error(`${place.file}:${place.line}: ${message}`);

for (const note of notes) console.error(note);
process.exitCode = exit;
