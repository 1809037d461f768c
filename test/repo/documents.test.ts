import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFiles, projectRoot, readProjectFile } from '../support/project-files.js';

const files = projectFiles();
const documents = files.filter(
  (file) => file.endsWith('.md') && !file.startsWith('.changeset/') && !file.startsWith('test/'),
);
const { scripts } = JSON.parse(readProjectFile('package.json')) as { scripts: Record<string, string> };

/** The targets of a document's links to files of the project, from the checkout's folder. */
function linkedFiles(document: string): string[] {
  const links = [...readProjectFile(document).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  return links
    .filter((link) => !/^(?:[a-z]+:|#)/.test(link))
    .map((link) => join(dirname(document), link.replace(/#.*$/, '')));
}

/** What stands in a document as code: blocks, and words in backticks. */
function codeOf(document: string): string[] {
  return readProjectFile(document).match(/^```[\s\S]*?^```|`[^`\n]+`/gm) ?? [];
}

describe('ARCHITECTURE.md', () => {
  it('names every folder of src', () => {
    const text = readProjectFile('ARCHITECTURE.md');
    const folders = new Set(
      files
        .filter((file) => file.startsWith('src/'))
        .map((file) => file.split('/').slice(1, -1))
        .map(([first, second]) => (first === 'systems' ? `systems/${second ?? ''}` : first))
        .filter((folder) => folder !== undefined),
    );
    const isNamed = (folder: string): boolean => text.includes(`${folder}/`) || text.includes(`\`${folder}\``);
    expect([...folders].filter((folder) => !isNamed(folder))).toEqual([]);
  });
});

describe('the documents', () => {
  it('are there', () => {
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']));
  });

  it('link only to files that exist', () => {
    const broken = documents.flatMap((document) =>
      linkedFiles(document)
        .filter((file) => !existsSync(join(projectRoot, file)))
        .map((file) => `${document} links to ${file}`),
    );
    expect(broken).toEqual([]);
  });

  it('name only scripts that package.json has', () => {
    const named = documents.flatMap((document) =>
      codeOf(document).flatMap((code) =>
        [...code.matchAll(/\bnpm (?:run )?([a-z][a-z:-]*)/g)].map((match) => match[1] ?? ''),
      ),
    );
    const npmsOwn = ['ci', 'install', 'exec', 'init', 'pack', 'publish', 'run', 'view', 'registry', 'package'];
    expect(named.filter((name) => !(name in scripts) && !npmsOwn.includes(name))).toEqual([]);
  });
});
