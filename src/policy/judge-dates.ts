import { addressText, dayAfter, type Allowance, type IgnoreRule, type Place, type Refusal } from '../model/index.js';
import { everyAllowance, type Rules } from './rules.js';

/** How many days before its end a word is warned of. */
const WARN_DAYS = 14;

/** Something that somebody said until a day. */
interface Dated {
  readonly until: string;
  /** @example 'the word for adopt' */
  readonly what: string;
  readonly about: Pick<Refusal, 'address' | 'place'>;
}

/** A word or an ignore rule whose last day is over refuses the target's plan, so that nobody forgets it. */
export function expired(rules: Rules): readonly Refusal[] {
  return datedOf(rules)
    .filter(({ until }) => until < rules.today)
    .map(({ until, what, about }) => ({
      rule: 'expired',
      detail: `${what} ended on ${until}`,
      allowWith: 'remove it, or give it a later date',
      ...about,
    }));
}

/** What ends within two weeks, in sentences. */
export function endings(rules: Rules): readonly string[] {
  const limit = dayAfter(rules.today, WARN_DAYS);
  return datedOf(rules)
    .filter(({ until }) => until >= rules.today && until <= limit)
    .map(({ until, what, about: { place } }) => {
      const where = place === undefined ? '' : ` in ${place.file}:${place.line}`;
      return `${what}${where} ends on ${until}; after that day the plan is refused`;
    });
}

function datedOf(rules: Rules): readonly Dated[] {
  return [...everyAllowance(rules).flatMap(datedAllowance), ...rules.ignores.flatMap(datedIgnore)];
}

function datedAllowance({ until, rule, address, place }: Allowance): readonly Dated[] {
  if (until === undefined) return [];
  const what = `the word for ${rule}${address === undefined ? '' : ` on ${addressText(address)}`}`;
  return [{ until, what, about: { ...(address === undefined ? {} : { address }), ...placed(place) } }];
}

function datedIgnore({ until, field, names, place }: IgnoreRule): readonly Dated[] {
  if (until === undefined) return [];
  return [{ until, what: `the ignore rule for ${field.join('/')} of ${names.join('/')}`, about: placed(place) }];
}

function placed(place: Place | undefined): { readonly place?: Place } {
  return place === undefined ? {} : { place };
}
