import { placeText, type ObjectChange, type Place, type Refusal, type Verdict } from '../model/index.js';
import { countText } from './counts.js';
import { codeSpan } from './markdown.js';
import { allowanceText, refuses, signOf, type Judged } from './object-block.js';
import { originText } from './origin-text.js';
import { NO_VERDICT } from './plan-text.js';
import { titleOf } from './removal-lines.js';
import { objectText } from './values.js';

/** How a place stands in a cell: as text, or as a link where the reader can follow it. */
export type PlaceCell = (place: Place) => string;

/** A place as text. */
export const plainPlace: PlaceCell = (place) => codeSpan(placeText(place));

export const REFUSAL_HEADINGS = ['Rule', 'Object', 'What', 'To allow it'];

/** One thing that policy refuses, as a row. */
export function refusalRow({ rule, address, detail, allowWith }: Refusal): readonly string[] {
  return [
    codeSpan(rule),
    address === undefined ? 'the whole plan' : codeSpan(objectText(address)),
    codeSpan(detail),
    allowWith === undefined ? 'nothing' : codeSpan(allowWith),
  ];
}

export const ALLOWED_TITLE = '**Dangers that somebody allowed:**';

export const ALLOWED_HEADINGS = ['Danger', 'Object', 'What', 'Allowed'];

/** One danger that somebody allowed, as a row. */
export function allowedRow({ hazard, allowance }: Verdict['allowed'][number]): readonly string[] {
  const { hazard: name, address, detail } = hazard;
  return [codeSpan(name), codeSpan(objectText(address)), codeSpan(detail), codeSpan(allowanceText(allowance))];
}

export const CHANGE_HEADINGS = ['', 'Object', 'Change', 'Dangers', 'File'];

/** One object of a plan, as a row. */
export function changeRow(change: ObjectChange, context: Judged, place: PlaceCell): readonly string[] {
  return [
    codeSpan(signOf(change)),
    codeSpan(titleOf(change)),
    changeCell(change, context),
    dangerCell(change, context),
    place(change.place),
  ];
}

function changeCell(change: ObjectChange, context: Judged): string {
  const origin = originText(change, context.plan);
  const what = changeWord(change);
  if (what === undefined) return origin === undefined ? '' : codeSpan(origin);
  return origin === undefined ? what : `${what}, ${codeSpan(origin)}`;
}

/** What happens to an object; undefined where the words on its removal say it. */
function changeWord({ action, fields, renamedFrom }: ObjectChange): string | undefined {
  switch (action) {
    case 'create':
      return 'new';
    case 'mark':
      return 'mark only';
    case 'update': {
      const count = countText(fields.length, 'field');
      return renamedFrom === undefined ? count : fields.length === 0 ? 'renamed' : `renamed, ${count}`;
    }
    case 'delete':
    case 'disable':
    case 'forget':
      return undefined;
  }
}

function dangerCell({ address }: ObjectChange, { hazards, verdict }: Judged): string {
  return (hazards.get(address) ?? [])
    .map((hazard) => {
      if (verdict === NO_VERDICT) return codeSpan(hazard.hazard);
      const isRefused = verdict.refusals.some((refusal) => refuses(refusal, hazard));
      return `${codeSpan(hazard.hazard)} ${isRefused ? '**refused**' : 'allowed'}`;
    })
    .join(', ');
}

/** A sort of changes that a count can be given of. @example 'created' */
export function changeSort({ action, renamedFrom }: ObjectChange): string {
  return renamedFrom === undefined ? SORTS[action] : 'renamed';
}

const SORTS: Readonly<Record<ObjectChange['action'], string>> = {
  create: 'created',
  update: 'changed',
  mark: 'marked',
  delete: 'deleted',
  disable: 'disabled',
  forget: 'forgotten',
};
