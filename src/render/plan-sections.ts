import { digest, placeText, type Area, type Plan, type Unread, type Verdict } from '../model/index.js';
import { countText } from './counts.js';
import { word } from './escape.js';
import type { Line } from './layout.js';
import { allowWithLines, isShown, refuses, type Judged } from './object-block.js';
import { titleOf } from './removal-lines.js';
import { objectText } from './values.js';

/** The parts of a realm in words. */
export const AREA_WORDS: Readonly<Record<Area, string>> = {
  realm: 'the realm itself',
  clients: 'clients',
  'client-scopes': 'client scopes',
  'realm-default-scopes': "the realm's default client scopes",
  roles: 'realm roles',
  'client-roles': 'roles of clients',
  composites: 'composites of roles',
  'role-scopes': 'role scopes',
  groups: 'groups',
  'service-accounts': 'service accounts',
  'shared-service-accounts': 'service accounts that several clients share',
  'realm-role-grants': 'realm roles of service accounts',
  'client-role-grants': 'client roles of service accounts',
  'group-memberships': 'groups of service accounts',
  flows: 'authentication flows',
  'server-info': 'mapper types of the server',
};

const REASON_WORDS: Readonly<Record<Unread['reason'], string>> = {
  refused: 'the server refused',
  filtered: 'the server left out what this identity may not see',
  incomplete: 'the pages did not add up',
  ambiguous: 'the server does not tell whose they are',
};

/** What could not be read, why, and which right would show it. */
export function unreadLines({ unread, readAs }: Plan): readonly Line[] {
  if (unread.length === 0) return [];
  return [
    { form: 'sentence', indent: 0, text: 'Not read, so no create, delete or grant rests on it:', tone: 'danger' },
    ...unread.flatMap(({ area, reason, evidence, missingRole }): readonly Line[] => [
      { form: 'sentence', indent: 2, sign: '?', text: `${AREA_WORDS[area]}: ${REASON_WORDS[reason]} (${evidence})` },
      ...(missingRole === undefined
        ? []
        : [
            {
              form: 'sentence',
              indent: 6,
              text: `give ${word(readAs)} the client role realm-management/${word(missingRole)}`,
            } as const,
          ]),
    ]),
  ];
}

/** Remarks that belong to no object with a block. */
export function noteLines(context: Judged): readonly Line[] {
  const shown = new Set(
    context.plan.changes.filter((change) => isShown(change, context)).map((change) => change.address),
  );
  const notes = context.plan.notes.filter(({ address }) => address === undefined || !shown.has(address));
  if (notes.length === 0) return [];
  return [
    { form: 'sentence', indent: 0, text: 'Notes:' },
    ...notes.map(({ address, place, text }): Line => {
      const about = address === undefined ? '' : `${objectText(address)}: `;
      return {
        form: 'sentence',
        indent: 2,
        text: `${about}${text}${place === undefined ? '' : ` (${placeText(place)})`}`,
      };
    }),
  ];
}

/** The clients that nobody manages, by name. */
export function unmanagedLines({ unmanaged }: Plan): readonly Line[] {
  return unmanaged.length === 0
    ? []
    : [{ form: 'list', indent: 0, lead: `Not managed (${unmanaged.length}):`, items: unmanaged.map(word) }];
}

/** What policy refuses about the plan as a whole, or about an object without a block. */
export function refusalLines({ verdict, hazards }: Judged): readonly Line[] {
  const told = [...hazards.values()].flat();
  const untold = verdict.refusals.filter((refusal) => !told.some((hazard) => refuses(refusal, hazard)));
  if (untold.length === 0) return [];
  return [
    { form: 'sentence', indent: 0, text: 'Refused by policy:', tone: 'danger' },
    ...untold.flatMap((refusal): readonly Line[] => {
      const about = refusal.address === undefined ? '' : `${objectText(refusal.address)}: `;
      const place = refusal.place === undefined ? '' : ` (${placeText(refusal.place)})`;
      return [
        {
          form: 'sentence',
          indent: 2,
          sign: '!',
          text: `${refusal.rule}: ${about}${refusal.detail}${place}`,
          tone: 'danger',
        },
        ...allowWithLines(refusal, 6),
      ];
    }),
  ];
}

/** What policy warns of. */
export function warningLines({ warnings }: Verdict): readonly Line[] {
  return warnings.map((text): Line => ({ form: 'sentence', indent: 0, text: `Warning: ${text}` }));
}

/** How many objects that are only adopted are named without being asked for. */
const FEW = 5;

/** The objects without a block: those whose mark alone is written. Unless all are asked for, a few adoptions, or none. */
export function adoptionLines(context: Judged, isNamingAll: boolean): readonly Line[] {
  const marks = context.plan.changes.filter((change) => !isShown(change, context));
  const adopted = marks.filter(({ adopts }) => adopts);
  const told = isNamingAll ? marks : adopted.length > FEW ? [] : adopted;
  if (told.length === 0) return [];
  return [
    { form: 'sentence', indent: 0, text: 'Only the mark is written:' },
    ...told.map(
      ({ address, adopts, place }): Line => ({
        form: 'row',
        indent: 2,
        sign: '=',
        text: objectText(address),
        note: adopts ? 'adopted, nothing changes' : 'mark refreshed',
        right: placeText(place),
      }),
    ),
  ];
}

/** The steps in an order in which they can be carried out, with what each waits for, counted. */
export function stepLines(plan: Plan): readonly Line[] {
  if (plan.steps.length === 0) return [];
  return [
    {
      form: 'sentence',
      indent: 0,
      text: `${countText(plan.steps.length, 'step')}, fingerprint ${planFingerprint(plan)}:`,
    },
    ...plan.steps.map((step): Line => {
      const waits = step.needs.length === 0 ? {} : { note: `after ${countText(step.needs.length, 'other')}` };
      return { form: 'row', indent: 2, text: `${step.operation.padEnd(7)} ${titleOf(step)}`, ...waits };
    }),
  ];
}

/** One word for all that a plan does: the digest of its steps' digests. Two plans with the same one do the same. */
export function planFingerprint({ steps }: Plan): string {
  return digest(steps.map((step) => step.digest).sort());
}
