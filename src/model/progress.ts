import type { Area } from './live.js';
import type { Outcome } from './report.js';
import type { Step } from './plan.js';

/** Something that happened; every listener must know every one. */
export type ProgressEvent =
  | { readonly type: 'read'; readonly area: Area; readonly requests: number; readonly items: number }
  | { readonly type: 'way-chosen'; readonly text: string }
  | { readonly type: 'step-started'; readonly step: Step }
  | {
      readonly type: 'step-ended';
      readonly step: Step;
      readonly outcome: Outcome;
      readonly ended: number;
      readonly total: number;
    }
  | { readonly type: 'waited'; readonly text: string };

/** Takes progress events; must not throw. */
export type ProgressListener = (event: ProgressEvent) => void;
