import { describe, expect, it } from 'vitest';
import { checkShape } from '../../src/desired/shape/index.js';
import { hasErrors } from '../../src/model/index.js';
import { parseSource } from '../../src/source/parse-source.js';
import { projectFiles, readProjectFile } from '../support/project-files.js';

const files = projectFiles();
const documents = files.filter((file) => /^(README\.md|docs\/[a-z-]+\.md|examples\/[a-z-]+\/README\.md)$/.test(file));
const examples = files
  .filter((file) => /^examples\/[a-z-]+\/keyplan\.yaml$/.test(file))
  .map((file) => file.split('/')[1] ?? '');

/** The blocks of a document that are marked as this language. `docs/codes.md` marks none: it shows what is wrong, too. */
function blocksOf(document: string, language: string): string[] {
  const blocks = readProjectFile(document).matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'));
  return [...blocks].map((match) => match[1] ?? '');
}

/** What the shape check says of YAML that stands in a document. */
function errorsIn(text: string): readonly string[] {
  const schema = /^version:/m.test(text) ? 'settings' : 'realm-file';
  const { value, diagnostics } = parseSource('block.yaml', text);
  const all = [...diagnostics, ...(value === undefined ? [] : checkShape(value, schema))];
  return hasErrors(all) ? all.map(({ code, message, place }) => `${place.line}: ${code}: ${message}`) : [];
}

describe('YAML in the documents', () => {
  it.each(documents)('%s shows only what the schemas take', (document) => {
    const wrong = blocksOf(document, 'yaml').flatMap((text) => errorsIn(text).map((error) => `${error}\n${text}`));
    expect(wrong).toEqual([]);
  });

  it('is there', () => {
    expect(documents.flatMap((document) => blocksOf(document, 'yaml')).length).toBeGreaterThan(5);
  });
});

describe('the examples', () => {
  it.each(examples)('%s shows each plan that it gives', (name) => {
    const plans = files.filter((file) => file.startsWith(`examples/${name}/plan`) && file.endsWith('.txt'));
    const shown = blocksOf(`examples/${name}/README.md`, 'text');
    expect(plans.length).toBeGreaterThan(0);
    expect(plans.map(readProjectFile).filter((plan) => !shown.includes(plan))).toEqual([]);
  });

  it('hold no secret and no password', () => {
    const texts = files.filter((file) => file.startsWith('examples/') && !file.endsWith('.md'));
    const lines = texts.flatMap((file) =>
      readProjectFile(file)
        .split('\n')
        .map((line) => `${file}: ${line}`),
    );
    const literal = /(?:secret|password)["']?\s*:\s*(?!\{)\S/i;
    expect(lines.filter((line) => literal.test(line))).toEqual([]);
  });
});

describe('README.md', () => {
  it('opens with a change of an example and the plan of that change', () => {
    const [change = ''] = blocksOf('README.md', 'diff');
    const [plan = ''] = blocksOf('README.md', 'text');
    const lines = change.split('\n').filter((line) => line !== '' && !line.startsWith(' # '));
    const after = lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1));
    const before = lines.filter((line) => !line.startsWith('+')).map((line) => line.slice(1));
    expect(readProjectFile('examples/aip-gateway/realms/aip/callers.yaml')).toContain(after.join('\n'));
    expect(readProjectFile('examples/aip-gateway/before/realms/aip/callers.yaml')).toContain(before.join('\n'));
    expect(plan).toBe(readProjectFile('examples/aip-gateway/plan-of-the-change.txt'));
  });
});
