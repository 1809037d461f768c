import type { Outcome, ProgressEvent, Step } from '../model/index.js';
import { countText } from './counts.js';
import { visible, withoutCommands } from './escape.js';
import { AREA_WORDS } from './plan-sections.js';
import { titleOf } from './removal-lines.js';

/** One event of a run as one line for stderr, without colours or a line break. */
export function progressLine(event: ProgressEvent): string {
  return withoutCommands(visible(eventText(event)));
}

function eventText(event: ProgressEvent): string {
  switch (event.type) {
    case 'read':
      return `read ${AREA_WORDS[event.area]}: ${event.items} in ${countText(event.requests, 'request')}`;
    case 'way-chosen':
    case 'waited':
      return event.text;
    case 'step-started':
      return `${STARTED[event.step.operation]} ${titleOf(event.step)}`;
    case 'step-ended':
      return `[${event.ended}/${event.total}] ${endedText(event.step, event.outcome)}`;
  }
}

const STARTED: Readonly<Record<Step['operation'], string>> = {
  create: 'creating',
  update: 'changing',
  mark: 'marking',
  link: 'linking',
  grant: 'granting to',
  rename: 'renaming',
  disable: 'disabling',
  delete: 'deleting',
  forget: 'forgetting',
};

const ENDED: Readonly<Record<Step['operation'], string>> = {
  create: 'created',
  update: 'changed',
  mark: 'marked',
  link: 'linked',
  grant: 'granted to',
  rename: 'renamed',
  disable: 'disabled',
  delete: 'deleted',
  forget: 'forgot',
};

function endedText(step: Step, { result, message }: Outcome): string {
  const object = titleOf(step);
  if (result === 'applied') return `${ENDED[step.operation]} ${object}`;
  if (result === 'done') return `${object}: was so already`;
  return `${object}: ${step.operation} ${result}${message === undefined ? '' : `: ${message}`}`;
}

/** One request that ended, as a session tells of it. */
export interface RequestTold {
  /** Method and path template, without values. */
  readonly asked: string;
  readonly tookMs: number;
  /** Absent when it succeeded. */
  readonly refusal?: { readonly type: string; readonly status?: number; readonly words: string };
}

/** One request as one line for `--verbose`. @example 'GET /clients: 12 ms' */
export function requestLine({ asked, tookMs, refusal }: RequestTold): string {
  const result =
    refusal === undefined
      ? ''
      : `, ${refusal.status ?? refusal.type}${refusal.words === '' ? '' : ` (${refusal.words})`}`;
  return withoutCommands(visible(`${asked}: ${Math.round(tookMs)} ms${result}`));
}
