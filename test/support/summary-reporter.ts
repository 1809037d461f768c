import type { Reporter, TestModule } from 'vitest/node';

/** What a run leaves out, one line `<test file>: <reason>` each; set by the task when no server can be had. */
export const LEFT_OUT_VARIABLE = 'KEYPLAN_TESTS_LEFT_OUT';

/** The type of the annotation by which a test says that something stood in for the real thing, and why. */
export const STAND_IN = 'stand-in';

/** Stands before the count as `<word>: `, where several runs follow each other. */
export const COUNT_LABEL_VARIABLE = 'KEYPLAN_TESTS_LABEL';

export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  /** One line for each test or group of tests that did not run: its name and why. */
  readonly skipped: readonly string[];
  /** One line for each test that ran against a stand-in: its name and why. */
  readonly standIns: readonly string[];
}

/** Counts every test of the run; a file that could not be loaded or whose hooks failed counts as one failure. */
export function countTests(modules: readonly TestModule[]): TestCount {
  let passed = 0;
  let failed = 0;
  const skipped: string[] = [];
  const standIns: string[] = [];
  for (const module of modules) {
    let failedHere = 0;
    for (const test of module.children.allTests()) {
      const result = test.result();
      for (const { type, message } of test.annotations()) {
        if (type === STAND_IN) standIns.push(`${test.module.relativeModuleId}: ${test.fullName}: ${message}`);
      }
      if (result.state === 'passed') passed++;
      else if (result.state === 'failed') failedHere++;
      else skipped.push(`${test.module.relativeModuleId}: ${test.fullName}: ${noteOf(result)}`);
    }
    if (failedHere === 0 && !module.ok()) failedHere = 1;
    failed += failedHere;
  }
  return { passed, failed, skipped, standIns };
}

/**
 * The lines that close a run: what ran against a stand-in and what was skipped, and why, then the count alone on the last line, after `label` and a
 * colon where there is a label.
 */
export function renderCount(count: TestCount, label?: string): string {
  const lines = [
    ...count.standIns.map((line) => `against a stand-in: ${line}`),
    ...count.skipped.map((line) => `skipped: ${line}`),
  ];
  const skipped = count.skipped.length > 0 ? `, ${count.skipped.length} skipped` : '';
  const start = label ? `${label}: ` : '';
  return [...lines, `${start}${count.passed} passed, ${count.failed} failed${skipped}`].join('\n');
}

/** A reporter whose only output are the closing lines of the run; it goes last in the list of reporters. */
export function summaryReporter(): Reporter {
  return {
    onTestRunEnd(modules, errors) {
      const count = countTests(modules);
      const leftOut = process.env[LEFT_OUT_VARIABLE];
      const skipped = leftOut ? [...count.skipped, ...leftOut.split('\n')] : count.skipped;
      const failed = count.failed + errors.length;
      const label = process.env[COUNT_LABEL_VARIABLE];
      process.stdout.write(`${renderCount({ ...count, failed, skipped }, label)}\n`);
    },
  };
}

function noteOf(result: { readonly state: string; readonly note?: string | undefined }): string {
  return result.note ?? `no reason given (${result.state})`;
}
