// The workflows of examples/github, as a runner takes them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const READY_FOLDER = fileURLToPath(new URL('../../../examples/github/workflows', import.meta.url));

/** What the workflows name as the action. */
export const READY_ACTION = 'your-org/keyplan@v0.1.0';

/** By what they keep the plan. */
export const READY_UPLOAD = 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f';

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

/** The one job of a workflow, with what it gives to the action; what comes after that keeps what it left. */
export function readyJob(workflow: ReadyWorkflow): ReadyJob {
  const { jobs } = parse(readFileSync(`${READY_FOLDER}/${workflow}.yml`, 'utf8')) as WorkflowFile;
  const [job, ...others] = Object.values(jobs);
  const [step] = job?.steps ?? [];
  if (job === undefined || step === undefined || others.length > 0) throw new Error(`${workflow} has not one job`);
  return { environment: job.environment, inputs: step.with ?? {} };
}
