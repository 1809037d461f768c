import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import process from 'node:process';
import * as core from '@actions/core';
import { applyMerged } from '../../commands/github/apply-merged.js';
import { reportDrift } from '../../commands/github/report-drift.js';
import type { GithubRun } from '../../commands/github/github-run.js';
import { reasonOf, type RunOutcome } from '../../commands/github/outcome.js';
import { planBranch, planMergeGroup } from '../../commands/github/plan-commit.js';
import { planPullRequest } from '../../commands/github/plan-pull-request.js';
import { reviewGiven } from '../../commands/github/renew-status.js';
import { validateRevision } from '../../commands/github/validate-revision.js';
import { exitOfFailure } from '../../commands/exit.js';
import { Failure } from '../../model/index.js';
import { bugText, failureText } from '../../render/index.js';
import { FILE_SIZE_MAX } from '../../source/limits.js';
import { createBareClone } from '../../systems/git/bare-clone.js';
import { createBranchWriter } from '../../systems/git/branch-writer.js';
import { createGithubReader } from '../../systems/github/github-reader.js';
import { openGithub } from '../../systems/github/github-session.js';
import { createGithubWriter } from '../../systems/github/github-writer.js';
import { installTransport } from '../../systems/keycloak/index.js';
import { createApplyingWorld, createLookingWorld, type WorldOptions } from '../world.js';
import { readJob, type JobFacts } from './event.js';
import { readInputs, type ActionInputs } from './inputs.js';
import { createActionVoice, createMask } from './voice.js';

/** Runs the step: inputs in, outputs out. Everything that was thrown ends here. */
export async function runAction(version: string): Promise<void> {
  try {
    const outcome = await run(version);
    tellOutcome(outcome);
  } catch (error) {
    if (error instanceof Failure) {
      const message = failureText(error, { style: 'plain', verbose: core.isDebug() });
      tellOutcome({ exit: exitOfFailure(error.code), reason: reasonOf(error), message, outputs: {} });
    } else {
      const message = bugText(error, { version, node: process.version, platform: process.platform });
      tellOutcome({ exit: exitOfFailure('bug'), reason: 'error', message, outputs: {} });
    }
  }
}

function tellOutcome({ exit, reason, message, outputs }: RunOutcome): void {
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
  core.setOutput('exit-code', String(exit));
  core.setOutput('failure-reason', reason ?? '');
  if (exit === 0) core.info(message);
  else core.setFailed(message);
}

async function run(version: string): Promise<RunOutcome> {
  const inputs = readInputs((name) => core.getInput(name));
  const job = await readJob(process.env);
  const mask = createMask();
  mask(inputs.token);
  installTransport();
  const folder = join(job.temporary, `keyplan-${process.pid}.git`);
  const url = `${job.serverUrl}/${job.owner}/${job.name}`;
  const remote = { url, token: inputs.token, fileSizeMax: FILE_SIZE_MAX };
  const clone = await createBareClone(folder, remote);
  const { apiUrl, owner, name } = job;
  const session = openGithub({ apiUrl, token: inputs.token, owner, name });
  const voice = createActionVoice(job.temporary);
  const github: GithubRun = {
    event: job.event,
    wishes: inputs.wishes,
    reader: createGithubReader(session),
    writer: createGithubWriter(session),
    clone,
    branches: createBranchWriter(folder, remote),
    links: {
      repository: url,
      folder: inputs.folder,
      settings: posix.basename(inputs.wishes.config),
      run: job.runUrl,
      ...(inputs.artifact === undefined ? {} : { artifact: inputs.artifact }),
    },
    voice,
    version,
  };
  try {
    return await runCommand(inputs, github, worldOptions(job, inputs, { mask, voice }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runCommand({ command }: ActionInputs, run: GithubRun, options: WorldOptions): Promise<RunOutcome> {
  switch (command) {
    case 'validate':
      return await validateRevision(run, { folder: options.folder });
    case 'plan': {
      if (run.event.name === 'pull_request_review') return await reviewGiven(run);
      const world = createLookingWorld(options);
      if (run.event.pullRequest !== undefined) return await planPullRequest(run, world);
      return run.event.mergeGroup === undefined ? await planBranch(run, world) : await planMergeGroup(run, world);
    }
    case 'drift':
      return await reportDrift(run, createLookingWorld(options), new Date().toISOString());
    case 'apply': {
      if (run.event.mergeGroup !== undefined) return await planMergeGroup(run, createLookingWorld(options));
      const signal = abortOnSignals();
      const world = createApplyingWorld(options, { beginWriting: () => signal, confirm: undefined });
      return await applyMerged(run, world);
    }
  }
}

interface Telling {
  readonly mask: WorldOptions['onSecret'] & object;
  readonly voice: GithubRun['voice'];
}

function worldOptions(job: JobFacts, { folder, startMs }: ActionInputs, { mask, voice }: Telling): WorldOptions {
  return {
    folder: job.workspace,
    settingsFolder: join(job.workspace, folder),
    environment: withoutOwn(process.env),
    onProgress: (event) => {
      if (event.type === 'waited') voice.note(event.text);
    },
    onSecret: mask,
    ...(startMs === undefined ? {} : { startMs }),
  };
}

/** What settings may name as a source of credentials: the job's variables, but not what this step itself was given. */
function withoutOwn(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isOwn = (name: string): boolean => name.startsWith('INPUT_') || name === 'GITHUB_TOKEN';
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isOwn(name)));
}

/** GitHub asks a run that is cancelled to stop, and ends it after ten seconds: the objects in hand are finished. */
function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => controller.abort());
  return controller.signal;
}
