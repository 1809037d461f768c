import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const projectRoot: string = fileURLToPath(new URL('../..', import.meta.url));

/** The paths of all files that git has or would take, below the checkout, with slashes, in order. */
export function projectFiles(): readonly string[] {
  const list = (...args: string[]): string[] =>
    execFileSync('git', ['ls-files', '-z', ...args], { cwd: projectRoot, encoding: 'utf8' }).split('\0');
  const files = [...list(), ...list('--others', '--exclude-standard')];
  return files.filter((file) => file !== '' && existsSync(join(projectRoot, file))).sort();
}

export function readProjectFile(file: string): string {
  return readFileSync(join(projectRoot, file), 'utf8');
}

/** TypeScript without its comments; what is in strings stays. */
export function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

/** What a TypeScript file imports, re-exports or loads later, as written. */
export function importsOf(source: string): readonly string[] {
  const code = withoutComments(source);
  const patterns = [
    /^\s*(?:import|export)\s[^;'"]*?\sfrom\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
  ];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ''));
}
