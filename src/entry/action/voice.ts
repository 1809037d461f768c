import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import * as core from '@actions/core';
import type { GithubVoice } from '../../commands/github/github-run.js';
import type { Secret } from '../../model/index.js';

/** Bytes of a summary beyond which GitHub takes none of it. */
const SUMMARY_MAX = 1024 * 1024;

/** The voice of a run in a job's log. Whatever a line of it says is no command to the runner. */
export function createActionVoice(temporary: string): GithubVoice {
  const folder = join(temporary, `keyplan-${randomUUID()}`);
  return {
    async summary(markdown) {
      if (Buffer.byteLength(markdown) > SUMMARY_MAX) throw new Error('the summary is over its budget');
      if ((process.env['GITHUB_STEP_SUMMARY'] ?? '') === '') return;
      await core.summary.addRaw(markdown, true).write();
    },
    note: sayLine,
    warn: (text) => core.warning(text),
    async save(name, text) {
      await mkdir(folder, { recursive: true });
      const path = join(folder, name);
      await writeFile(path, text, { mode: 0o600 });
      return path;
    },
  };
}

/** A line that begins like a command would be one, unless commands are stopped meanwhile. */
function sayLine(text: string): void {
  const word = randomUUID();
  process.stdout.write(`::stop-commands::${word}\n${text}\n::${word}::\n`);
}

/** Shorter than this, a masked line would make a log unreadable and protect nothing. */
const LINE_MIN = 8;

/** Masks secrets in the job's log: whole, and line by line, as a key in PEM would be printed. */
export function createMask(): (secret: Secret) => void {
  const masked = new Set<string>();
  return (secret) => {
    const text = secret.reveal();
    const lines = text.split(/\r?\n/).filter((line) => line.length >= LINE_MIN);
    for (const value of new Set([text, ...lines])) {
      if (value === '' || masked.has(value)) continue;
      masked.add(value);
      core.setSecret(value);
    }
  };
}
