// The workflows of examples/github, as a runner takes them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const READY_FOLDER = fileURLToPath(new URL('../../../examples/github/workflows', import.meta.url));

/** What the workflows name as the action. */
export const READY_ACTION = 'your-org/keyplan@v0.1.0';

export type ReadyWorkflow = 'keyplan-plan' | 'keyplan-status' | 'keyplan-apply' | 'keyplan-drift';

export interface ReadyJob {
  /** Undefined where it signs in nowhere. @example 'keyplan-plan' */
  readonly environment: string | undefined;
  readonly inputs: Readonly<Record<string, string>>;
}

interface WorkflowFile {
  readonly jobs: Readonly<
    Record<
      string,
      { readonly environment?: string; readonly steps: readonly { readonly with?: Readonly<Record<string, string>> }[] }
    >
  >;
}

/** The one job of a workflow, with what it gives to its one step. */
export function readyJob(workflow: ReadyWorkflow): ReadyJob {
  const { jobs } = parse(readFileSync(`${READY_FOLDER}/${workflow}.yml`, 'utf8')) as WorkflowFile;
  const [job, ...others] = Object.values(jobs);
  const [step, ...more] = job?.steps ?? [];
  if (job === undefined || step === undefined || others.length + more.length > 0)
    throw new Error(`${workflow} has not one job with one step`);
  return { environment: job.environment, inputs: step.with ?? {} };
}
