import type { Ending } from '../codes.js';
import { lines, type PageText } from './page.js';

/** Pages about how a run ends that did not do all that it was asked. */
export const ENDING_PAGES: Readonly<Record<Ending, PageText>> = {
  refused: {
    title: 'policy refuses the plan',
    meaning:
      'The plan carries a danger that nobody agreed to, is larger than a guard allows, removes what is protected or used by another owner, rests on an allowance that is over, or holds changes of an origin that the run did not expect. Nothing was written. Exit code 5.',
    example: lines(
      'allow: [{ hazard: admin-role, reason: runs the backups, until: 2027-03-31 }]',
      'keyplan apply --allow mass-change',
    ),
    fix: 'Change the files, or agree with the exact words that the refusal names where something can allow it. There is no switch for everything.',
  },
  stale: {
    title: 'the realm moved since the plan',
    meaning:
      'What was approved is no longer what would be done: an object that the plan changes has changed meanwhile, or the files have. Nothing was written. Exit code 6.',
    fix: 'Plan again, look at it, and apply that.',
  },
  partial: {
    title: 'a part was not applied',
    meaning:
      'At least one step failed, was skipped because another one failed, or met an object that moved. The others are done. Exit code 7.',
    fix: 'The report names each step and why. Correct that and run again; what is done is not done twice.',
  },
  interrupted: {
    title: 'the run was asked to stop',
    meaning:
      'After SIGINT or SIGTERM the objects in hand were finished and nothing more was begun. The report says what is done. Where nothing was written yet, and at a second signal, the run ended at once. Exit code 7.',
    fix: 'Run again to do the rest.',
  },
};
