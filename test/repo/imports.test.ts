import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, projectFiles, readProjectFile, withoutComments } from '../support/project-files.js';

interface FolderRule {
  /** The folders of src that may be imported besides the own one; `systems` means each folder in it. */
  readonly folders: readonly string[];
  /** The packages that may be imported; absent where any of package.json's may. */
  readonly packages?: readonly string[];
  /** No clock, network, environment, output or randomness, and of Node's modules only node:crypto, for digests. */
  readonly isPure?: boolean;
}

// The whole direction of the program: files and the server come in on the left, a plan goes out on the right. Stages
// know the vocabulary and the kinds, never each other; they meet in commands.
const vocabulary = ['model', 'kinds'];
const stages = ['source', 'desired', 'live', 'diff', 'plan', 'policy', 'rights', 'apply', 'render', 'export', 'edit'];
const RULES: Readonly<Record<string, FolderRule>> = {
  model: { folders: [], packages: [], isPure: true },
  kinds: { folders: ['model'], packages: [], isPure: true },
  source: { folders: [...vocabulary, 'systems'] },
  desired: { folders: vocabulary, packages: ['ajv', 'ajv-formats', 'yaml'], isPure: true },
  live: { folders: [...vocabulary, 'systems'] },
  diff: { folders: vocabulary, packages: [], isPure: true },
  plan: { folders: vocabulary, packages: [], isPure: true },
  policy: { folders: vocabulary, packages: [], isPure: true },
  rights: { folders: vocabulary, packages: [], isPure: true },
  apply: { folders: [...vocabulary, 'systems'] },
  render: { folders: vocabulary, packages: [], isPure: true },
  export: { folders: vocabulary, packages: [], isPure: true },
  edit: { folders: vocabulary, packages: ['yaml'], isPure: true },
  systems: { folders: vocabulary },
  commands: { folders: [...vocabulary, ...stages, 'systems'] },
  entry: { folders: [...vocabulary, ...stages, 'systems', 'commands'] },
  // The library that the package exports.
  'index.ts': { folders: [...vocabulary, 'entry'] },
};

const IMPURE =
  /\b(?:process|console|performance)\.|\b(?:fetch|setTimeout|setInterval|setImmediate)\(|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\blocaleCompare\b|\bcrypto\.(?:random|getRandom)/;

/** The part of src that a path belongs to; each folder of systems is a part of its own. */
function partOf(path: string): string {
  const [, first = '', second = ''] = path.split('/');
  return first === 'systems' ? `systems/${second}` : first;
}

const ruleOf = (part: string): FolderRule | undefined => RULES[part.startsWith('systems/') ? 'systems' : part];

function isAllowed(file: string, specifier: string): boolean {
  const part = partOf(file);
  const rule = ruleOf(part);
  if (!rule) return false;
  if (specifier.startsWith('node:')) return !rule.isPure || specifier === 'node:crypto';
  if (!specifier.startsWith('.')) return rule.packages === undefined || rule.packages.includes(packageOf(specifier));
  const target = partOf(posix.join(posix.dirname(file), specifier));
  if (target === part) return true;
  return rule.folders.includes(target.startsWith('systems/') ? 'systems' : target);
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

const sources = projectFiles().filter((file) => file.startsWith('src/') && file.endsWith('.ts'));

describe('the direction of imports', () => {
  it('is the one that the table allows', () => {
    const broken = sources.flatMap((file) =>
      importsOf(readProjectFile(file))
        .filter((specifier) => !isAllowed(file, specifier))
        .map((specifier) => `${file} imports ${specifier}`),
    );
    expect(broken).toEqual([]);
  });

  it('has a rule for every folder of src', () => {
    expect(sources.filter((file) => ruleOf(partOf(file)) === undefined)).toEqual([]);
  });

  it('ends at compiled files: imports end in .js', () => {
    const broken = sources.flatMap((file) =>
      importsOf(readProjectFile(file)).filter((specifier) => specifier.startsWith('.') && !specifier.endsWith('.js')),
    );
    expect(broken).toEqual([]);
  });

  it('would be seen to be broken', () => {
    expect(isAllowed('src/diff/a.ts', '../plan/b.js')).toBe(false);
    expect(isAllowed('src/model/a.ts', '../kinds/b.js')).toBe(false);
    expect(isAllowed('src/model/a.ts', 'node:fs')).toBe(false);
    expect(isAllowed('src/desired/a.ts', 'simple-git')).toBe(false);
    expect(isAllowed('src/systems/git/a.ts', '../keycloak/b.js')).toBe(false);
    expect(isAllowed('src/systems/git/a.ts', '../../commands/b.js')).toBe(false);
    expect(isAllowed('src/commands/a.ts', '../entry/b.js')).toBe(false);
    expect(isAllowed('src/live/a.ts', '../systems/keycloak/b.js')).toBe(true);
  });
});

describe('a pure folder', () => {
  it('has no clock, network, environment, output or randomness', () => {
    const pure = sources.filter((file) => ruleOf(partOf(file))?.isPure);
    const broken = pure.flatMap((file) =>
      withoutComments(readProjectFile(file))
        .split('\n')
        .filter((line) => IMPURE.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(broken).toEqual([]);
  });
});

describe('the imports of a file', () => {
  it('are found in every form', () => {
    const source = [
      "import { a } from './a.js';",
      "import type { B } from './b.js'; // from './no.js'",
      'import {',
      '  c,',
      "} from './c.js';",
      "import './d.js';",
      "export * from './e.js';",
      "export { f, type F } from './f.js';",
      "const g = await import('./g.js');",
      "/* import './no.js'; */",
      "const text = 'export it';",
    ].join('\n');
    const names = importsOf(source).map((specifier) => specifier.slice(2, 3));
    expect(names.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });
});
