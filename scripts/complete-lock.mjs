// node scripts/complete-lock.mjs [LOCK]: completes a lock file after npm wrote it.
//
// Packages with native parts name one optional package for each platform. A registry that does not carry all of them
// makes `npm install` leave those out of the lock file, and then `npm ci` refuses the file as incomplete, on this
// platform and on every other ("Missing: … from lock file"). This adds what is missing: version and platform, no more,
// as npm itself writes them. Run it after every change of the lock file; running it again changes nothing.
import { readFileSync, writeFileSync } from 'node:fs';

/** npm's name of each system by the word for it in package names. */
const systems = {
  aix: 'aix',
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  linuxmusl: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  sunos: 'sunos',
  win32: 'win32',
};

/** npm's name of each processor by the word for it in package names. */
const processors = {
  arm: 'arm',
  arm64: 'arm64',
  armv7: 'arm',
  ia32: 'ia32',
  loong64: 'loong64',
  loongarch64: 'loong64',
  mips64el: 'mips64el',
  powerpc64le: 'ppc64',
  ppc64: 'ppc64',
  ppc64le: 'ppc64',
  riscv64: 'riscv64',
  riscv64gc: 'riscv64',
  s390x: 's390x',
  wasm32: 'wasm32',
  x64: 'x64',
};

const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = Object.entries(lock.packages).flatMap(([owner, entry]) => completePackage(owner, entry));
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(added.length === 0 ? `${file} is complete\n` : `added to ${file}:\n${added.join('\n')}\n`);

/** Adds the optional packages of one package that the lock file lacks; gives where they were added. */
function completePackage(owner, entry) {
  const wanted = Object.entries(entry.optionalDependencies ?? {}).filter(([, range]) => /^\d+\.\d+\.\d+/.test(range));
  return wanted.flatMap(([name, version]) => {
    const found = findInstalled(owner, name);
    if (found?.version === version) return [];
    const platform = platformOf(name);
    if (!platform) {
      process.stderr.write(`${name} names no platform; add it by hand\n`);
      return [];
    }
    // Another version is at the place where it would be found: this one goes below its owner.
    const place = `${found ? `${owner}/` : ''}node_modules/${name}`;
    lock.packages[place] = { version, ...(entry.dev ? { dev: true } : {}), optional: true, ...platform };
    return [place];
  });
}

/** The package that Node would find under `name` from inside `owner`: in the nearest node_modules upwards. */
function findInstalled(owner, name) {
  for (let folder = owner; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const entry = lock.packages[`${folder ? `${folder}/` : ''}node_modules/${name}`];
    if (entry || folder === '') return entry;
  }
}

/** The cpu, os and libc of a platform package, from the words of its name; undefined where it has none. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const system = words.find((word) => word in systems);
  const processor = words.find((word) => word in processors) ?? (name.includes('arm') ? 'arm' : undefined);
  if (!system && !processor) return undefined;
  const libc = name.includes('musl') ? 'musl' : system === 'linux' && name.includes('gnu') ? 'glibc' : undefined;
  return {
    ...(processor ? { cpu: [processors[processor]] } : {}),
    ...(system ? { os: [systems[system]] } : {}),
    ...(libc ? { libc: [libc] } : {}),
  };
}
