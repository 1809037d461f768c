import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import type { TestSpecification } from 'vitest/node';
import { LONGEST, LongestFirst } from '../../support/longest-first.js';
import { projectRoot } from '../../support/project-files.js';

const specification = (project: string, file: string): TestSpecification =>
  ({ moduleId: join(projectRoot, file), project: { name: project, config: { sequence: { groupOrder: 0 } } } }) as never;

it('begins with the longest files, and ends with those that need no server', async () => {
  const given = [
    specification('offline', 'test/repo/imports.test.ts'),
    specification('server', 'test/entry/adoption.test.ts'),
    ...LONGEST.toReversed().map((file) => specification('server', file)),
  ];
  const knowsNothing = { cache: { getTestSpecificationResult: () => undefined } } as never;
  const sorted = await new LongestFirst(knowsNothing).sort(given);
  const files = sorted.map(({ moduleId }) => relative(projectRoot, moduleId));
  expect(files).toEqual([...LONGEST, 'test/entry/adoption.test.ts', 'test/repo/imports.test.ts']);
});

it('names files that are there', () => {
  expect(LONGEST.filter((file) => !existsSync(join(projectRoot, file)))).toEqual([]);
});
