import { EXIT_OF_FAILURE, type Failure, type FailureCode } from '../model/index.js';
import { layout, type Line } from './layout.js';
import type { Style } from './style.js';

export interface FailureTextOptions {
  readonly style: Style;
  /** Also the causes below it, outermost first. */
  readonly verbose: boolean;
  readonly width?: number;
}

/** What went wrong in the world, where, and how to go on. */
export function failureText(failure: Failure, { style, verbose, width = 100 }: FailureTextOptions): string {
  const lines: Line[] = [
    { form: 'sentence', indent: 0, text: `${failure.code}: ${failure.message}`, tone: 'danger' },
    { form: 'sentence', indent: 2, text: `hint: ${failure.hint}` },
    ...(verbose
      ? causes(failure).map((text): Line => ({ form: 'sentence', indent: 2, text: `cause: ${text}`, tone: 'quiet' }))
      : []),
  ];
  return layout(lines, { style, width });
}

/** The same for programs. Causes are left out: they may hold what a server said. */
export function failureJson({ code, message, hint }: Failure): {
  readonly code: FailureCode;
  readonly message: string;
  readonly hint: string;
  readonly exit: number;
} {
  return { code, message, hint, exit: EXIT_OF_FAILURE[code] };
}

/** A chain that is longer than this is a circle, or tells nothing more. */
const CAUSES_MAX = 5;

function causes(failure: Failure): readonly string[] {
  const found: string[] = [];
  let cause: unknown = failure.cause;
  while (cause instanceof Error && found.length < CAUSES_MAX) {
    found.push(`${cause.name}: ${cause.message}`);
    cause = cause.cause;
  }
  return found;
}
