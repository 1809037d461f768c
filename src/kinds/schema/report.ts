import { listOf, oneWordOf, strict, text, use, type JsonSchema } from './json-schema.js';
import { PLAN_BODY, PLAN_DEFINITIONS } from './plan.js';

/** The schema of a published report: a plan with its outcomes. */
export const REPORT_SCHEMA: JsonSchema = {
  title: 'keyplan report',
  ...strict(
    'A report: a plan with what happened to each of its steps.',
    {
      format: { description: 'Version of this format.', const: 1 },
      state: oneWordOf(
        'converged: planning again found nothing. partial: a step was not done. not-converged: all were done and something still differs. stale: live moved before the first write and nothing was written.',
        ['converged', 'partial', 'not-converged', 'stale'],
      ),
      plan: use('plan'),
      outcomes: listOf("One for each step, in the plan's order.", use('outcome')),
      after: use('plan'),
      readBackError: text('Why there is no "after".'),
    },
    { required: ['format', 'state', 'plan', 'outcomes'] },
  ),
  definitions: {
    ...PLAN_DEFINITIONS,
    plan: { ...PLAN_BODY },
    outcome: strict(
      'What happened to one step.',
      {
        step: text('The id of the step.'),
        result: oneWordOf(
          'applied: written. done: it was so already. moved: the object differs from what the plan saw, nothing was written. failed: the server refused. skipped: a step that it needs was not done. interrupted: the run was asked to stop before its turn.',
          ['applied', 'done', 'moved', 'failed', 'skipped', 'interrupted'],
        ),
        message: text('Why, for everything but applied and done.'),
      },
      { required: ['step', 'result'] },
    ),
  },
};
