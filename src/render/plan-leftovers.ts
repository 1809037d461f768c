import {
  addressParts,
  compareAddresses,
  fieldParts,
  groupPathOf,
  KIND_WORDS,
  type Address,
  type LeftOut,
  type Plan,
  type Release,
} from '../model/index.js';
import { countText, listed } from './counts.js';
import { word } from './escape.js';
import { memberText } from './field-lines.js';
import type { Line } from './layout.js';
import { mapperFieldLabel } from './phrases-mapper.js';
import { fieldLabel } from './phrases.js';
import { changesOf, commitText } from './plan-sentence.js';
import { objectText, valueText } from './values.js';

/** What carries our mark, is in no file any more and stays as it is, and why where the policy would remove it. */
export function orphanLines({ orphans }: Plan): readonly Line[] {
  if (orphans.length === 0) return [];
  return [
    { form: 'sentence', indent: 0, text: 'Ours, no longer declared (left as it is):' },
    ...orphans.map(({ address, mark, kept }): Line => {
      const applied = `last applied ${mark.commit === 'none' ? '' : 'from '}${commitText(mark.commit)}`;
      const disabled = mark.disabledAt === undefined ? [] : [`disabled on ${mark.disabledAt}`];
      const note = [...(kept === undefined ? [] : [`kept: ${kept}`]), ...disabled, applied].join('; ');
      return { form: 'row', indent: 2, sign: '?', text: objectText(address), note };
    }),
  ];
}

/** What falls due by date, and is done by a run that is told so. */
export function scheduledLines({ scheduled }: Plan): readonly Line[] {
  if (scheduled.length === 0) return [];
  return [
    { form: 'sentence', indent: 0, text: 'Falls due by date (done by apply --due only):' },
    ...scheduled.map(
      ({ address, what, due, isDue }): Line => ({
        form: 'row',
        indent: 2,
        text: `${what} ${objectText(address)}`,
        note: isDue ? `due since ${due}` : `due on ${due}`,
      }),
    ),
  ];
}

/** What this revision manages no longer, and how it stays. */
export function releasedLines({ released }: Plan): readonly Line[] {
  if (released.length === 0) return [];
  return [
    { form: 'sentence', indent: 0, text: 'No longer managed, the live value stays:' },
    ...[...Map.groupBy(released, ({ address }) => address)].map(
      ([address, releases]): Line => ({
        form: 'list',
        indent: 2,
        lead: `${objectText(address)}:`,
        items: releaseTexts(releases),
      }),
    ),
  ];
}

/** A mapper that is released as a whole is named once. */
function releaseTexts(releases: readonly Release[]): readonly string[] {
  const whole = new Set(
    releases.flatMap(({ path }) => {
      const [list, mapper, field] = fieldParts(path);
      return list === 'protocolMappers' && field === 'protocolMapper' ? [mapper] : [];
    }),
  );
  return releases.flatMap((release) => {
    const [list, mapper = '', field] = fieldParts(release.path);
    if (list !== 'protocolMappers' || !whole.has(mapper)) return [releaseText(release)];
    return field === 'protocolMapper' ? [`mapper ${word(mapper)}`] : [];
  });
}

function releaseText({ address, path, value }: Release): string {
  const member = memberText(addressParts(address).kind, path);
  if (member !== undefined && (value === true || value === undefined)) return value === true ? member : `no ${member}`;
  const parts = fieldParts(path);
  const [list, mapper = ''] = parts;
  const label = list === 'protocolMappers' ? `mapper ${word(mapper)}: ${mapperFieldLabel(parts)}` : fieldLabel(path);
  return `${label} ${valueText(path, value)}`;
}

/** What a narrowed plan leaves out, by origin. */
export function leftOutLines({ leftOut = [] }: Plan, isNamingAll: boolean): readonly Line[] {
  return leftOut
    .filter(({ addresses }) => addresses.length > 0)
    .map(
      ({ origin, addresses }: LeftOut): Line => ({
        form: 'sentence',
        indent: 0,
        text: `Not counted here: ${changesOf(origin, addresses.length)}, in ${objectsText(addresses, isNamingAll)}.`,
      }),
    );
}

/** How many objects are named where not all of them need be. */
const NAMED = 10;

/** Objects in a sentence, each kind's word once. @example 'role r and client a, b and c' */
function objectsText(addresses: readonly Address[], isNamingAll: boolean): string {
  const sorted = [...addresses].sort(compareAddresses);
  const told = isNamingAll ? sorted : sorted.slice(0, NAMED);
  const kinds = [...Map.groupBy(told, (of) => addressParts(of).kind)].map(
    ([kind, of]) => `${KIND_WORDS[kind]} ${listed(of.map(bareName))}`,
  );
  const rest = sorted.length - told.length;
  return [...kinds, ...(rest === 0 ? [] : [countText(rest, 'other')])].join('; ');
}

function bareName(of: Address): string {
  const { kind, names } = addressParts(of);
  return kind === 'group' ? word(groupPathOf(of)) : names.map(word).join('/');
}
