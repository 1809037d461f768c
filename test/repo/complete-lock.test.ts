import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../support/project-files.js';

type Packages = Record<string, object>;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyplan-lock-file-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function complete(packages: Packages): Packages {
  const file = join(folder, 'package-lock.json');
  writeFileSync(file, JSON.stringify({ lockfileVersion: 3, packages }));
  execFileSync(process.execPath, [join(projectRoot, 'scripts/complete-lock.mjs'), file]);
  return (JSON.parse(readFileSync(file, 'utf8')) as { packages: Packages }).packages;
}

describe('a completed lock file', () => {
  it('has the packages of every platform, with what npm asks of a platform', () => {
    const tool = {
      version: '1.0.0',
      dev: true,
      optionalDependencies: {
        '@tool/linux-x64-musl': '1.0.0',
        '@tool/linux-arm64-gnu': '1.0.0',
        'tool-win32-ia32': '1.0.0',
      },
    };
    expect(complete({ '': {}, 'node_modules/tool': tool })).toEqual({
      '': {},
      'node_modules/@tool/linux-arm64-gnu': {
        version: '1.0.0',
        dev: true,
        optional: true,
        cpu: ['arm64'],
        os: ['linux'],
        libc: ['glibc'],
      },
      'node_modules/@tool/linux-x64-musl': {
        version: '1.0.0',
        dev: true,
        optional: true,
        cpu: ['x64'],
        os: ['linux'],
        libc: ['musl'],
      },
      'node_modules/tool': tool,
      'node_modules/tool-win32-ia32': { version: '1.0.0', dev: true, optional: true, cpu: ['ia32'], os: ['win32'] },
    });
  });

  it('keeps another version where it is', () => {
    const packages = {
      'node_modules/a': { version: '1.0.0', optionalDependencies: { 'a-darwin-arm64': '1.0.0' } },
      'node_modules/a-darwin-arm64': { version: '2.0.0', optional: true },
    };
    expect(complete(packages)).toMatchObject({
      'node_modules/a-darwin-arm64': { version: '2.0.0' },
      'node_modules/a/node_modules/a-darwin-arm64': { version: '1.0.0', os: ['darwin'], cpu: ['arm64'] },
    });
  });

  it('is left alone when it is complete, and where no platform is meant', () => {
    const packages = {
      'node_modules/b': {
        version: '1.0.0',
        optionalDependencies: { 'b-linux-x64': '1.0.0', 'pretty-errors': '1.0.0' },
      },
      'node_modules/b-linux-x64': {
        version: '1.0.0',
        optional: true,
        os: ['linux'],
        cpu: ['x64'],
        integrity: 'sha512-x',
      },
    };
    expect(complete(packages)).toEqual(packages);
  });
});
