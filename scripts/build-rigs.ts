// npm run rigs [kubernetes] [spire] [act]: builds the real programs that some tests run against, at the lowest priority, unless
// an earlier run did. Without Go nothing is built, and their tests are left out.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { withFolderLock } from '../src/systems/local-server/folder-lock.js';
import { lastLines, runProgram } from '../src/systems/local-server/run-program.js';
import { failureFile, RIGS, rigFolder, rigSources, type RigName } from '../test/support/rigs/rig-parts.js';

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const isRig = (name: string): name is RigName => Object.hasOwn(RIGS, name);

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !isRig(name));
if (unknown !== undefined) {
  say(`There is no rig "${unknown}"; there are: ${Object.keys(RIGS).join(', ')}`);
  process.exit(4);
}
const names: readonly RigName[] = asked.length === 0 ? (Object.keys(RIGS) as RigName[]) : asked.filter(isRig);
setPriority(19);
const go = await runProgram('go', ['version'], { environment: process.env });
for (const name of names) {
  if (existsSync(rigFolder(name))) say(`${RIGS[name].title}: built already, in ${rigFolder(name)}`);
  else if (go.code !== 0) say(`${RIGS[name].title}: not built, because there is no Go on PATH`);
  else await withFolderLock(`${rigFolder(name)}.lock`, () => build(name));
}

async function build(name: RigName): Promise<void> {
  const folder = rigFolder(name);
  if (existsSync(folder)) return;
  const { title, programs, linkerFlags, cgo, minutes } = RIGS[name];
  say(`${title}: building, about ${minutes} minutes on two idle cores`);
  const made = `${folder}.making`;
  await rm(made, { recursive: true, force: true });
  await rm(failureFile(name), { force: true });
  await mkdir(made, { recursive: true });
  const environment = {
    ...process.env,
    CGO_ENABLED: cgo,
    GOFLAGS: '-mod=readonly -trimpath -buildvcs=false',
    GOTOOLCHAIN: 'local',
  };
  for (const [program, of] of Object.entries(programs)) {
    const flags = ['-gcflags=all=-dwarf=false', `-ldflags=${linkerFlags}`];
    const args = ['build', ...flags, '-o', join(made, program), of];
    const result = await runProgram('go', args, { environment, cwd: rigSources(name) });
    if (result.code !== 0) {
      process.exitCode = 1;
      const words = lastLines(result.stderr);
      say(`${title}: ${program} could not be built:\n${words}`);
      await writeFile(failureFile(name), `${words}\n`);
      return await rm(made, { recursive: true, force: true });
    }
  }
  await mkdir(dirname(folder), { recursive: true });
  await rename(made, folder);
  say(`${title}: built, in ${folder}`);
}
