// Real programs that some tests run against, built from source: Go's module proxy has them, and no registry has them
// built. A build takes minutes, so it is never on the way of a test: what is not there yet leaves its tests out, in words.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../../src/systems/local-server/cache-folder.js';

export type RigName = 'kubernetes' | 'spire' | 'act';

/** How the programs of a rig come about. */
export interface RigRecipe {
  /** What people know it as, with the version. */
  readonly title: string;
  /** The files of its folder that decide what comes out. */
  readonly sources: readonly string[];
  /** Names of the programs, and the Go packages that they are made of. */
  readonly programs: Readonly<Record<string, string>>;
  readonly linkerFlags: string;
  /** `1` where C is linked in. */
  readonly cgo: '0' | '1';
  /** Minutes that a build takes on two cores that have nothing else to do. */
  readonly minutes: number;
}

// A server without its version calls itself v0.0.0, and clients that ask for it refuse it.
const KUBERNETES_VERSION = 'v1.36.3';
const versionFlag = (name: string): string => `-X ${name}/version.gitVersion=${KUBERNETES_VERSION}`;

export const RIGS: Readonly<Record<RigName, RigRecipe>> = {
  kubernetes: {
    title: `the API server of Kubernetes ${KUBERNETES_VERSION} with etcd`,
    sources: ['go.mod', 'go.sum', 'main.go'],
    programs: { testapi: '.' },
    linkerFlags: `-s -w ${versionFlag('k8s.io/component-base')} ${versionFlag('k8s.io/client-go/pkg')}`,
    cgo: '0',
    minutes: 4,
  },
  spire: {
    title: 'SPIRE 1.15.3',
    sources: ['go.mod', 'go.sum'],
    programs: {
      'spire-server': 'github.com/spiffe/spire/cmd/spire-server',
      'spire-agent': 'github.com/spiffe/spire/cmd/spire-agent',
    },
    linkerFlags: '-s -w',
    // The server keeps its entries in sqlite.
    cgo: '1',
    minutes: 6,
  },
  act: {
    title: 'nektos/act 0.2.89',
    sources: ['go.mod', 'go.sum'],
    programs: { act: 'github.com/nektos/act' },
    linkerFlags: '-s -w',
    cgo: '0',
    minutes: 1,
  },
};

/** Where the sources of a rig are. */
export function rigSources(name: RigName): string {
  return fileURLToPath(new URL(`../../rigs/${name}`, import.meta.url));
}

/**
 * Where the built programs of a rig are kept: in the user's cache, so that every checkout finds them, under a key of all
 * that decides what they are. The builds give the same bytes each time, so they may also be put there by hand.
 */
export function rigFolder(name: RigName): string {
  const { sources, programs, linkerFlags, cgo } = RIGS[name];
  const hash = createHash('sha256');
  for (const file of sources) hash.update(readFileSync(join(rigSources(name), file)));
  hash.update(JSON.stringify([programs, linkerFlags, cgo]));
  const place = { environment: process.env, platform: process.platform, homeDirectory: homedir(), checkout: undefined };
  return join(cacheFolder(place), 'rigs', `${name}-${hash.digest('hex').slice(0, 12)}`);
}

/** Says why a build failed, beside the folder that it should have filled. */
export function failureFile(name: RigName): string {
  return `${rigFolder(name)}.failed`;
}

/** The folder of the built programs, or why they are not there. A build that failed is no reason but a fault: it throws. */
export function findRig(name: RigName): { readonly folder: string } | { readonly reason: string } {
  const folder = rigFolder(name);
  if (existsSync(folder)) return { folder };
  const { title, minutes } = RIGS[name];
  if (existsSync(failureFile(name)))
    throw new Error(`${title} could not be built:\n${readFileSync(failureFile(name), 'utf8')}`);
  if (existsSync(`${folder}.lock`))
    return { reason: `the build of ${title} is not finished; npm run rigs goes on with it` };
  return { reason: `${title} is not built; with Go on PATH, npm run rigs does it in about ${minutes} minutes` };
}
