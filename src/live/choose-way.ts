/** What decides between asking each account and asking each role or group who has it. */
export interface WayCosts {
  /** Requests to ask each account. */
  readonly perAccount: number;
  /** Requests to ask each holder; more where a holder has more users than fit in a page. Undefined where that way is barred. */
  readonly perHolder: number | undefined;
}

export type Way = 'per-account' | 'per-holder';

/** The cheaper way; the way by accounts where they are equal, because it reads nothing about people. */
export function chooseWay({ perAccount, perHolder }: WayCosts): Way {
  return perHolder !== undefined && perHolder < perAccount ? 'per-holder' : 'per-account';
}

/**
 * Counts requests beyond the first page of each holder. A role that every person has would make the way by holders
 * dearer than the other one: then it is given up, having cost at most as much as the other way costs.
 */
export interface Budget {
  readonly mayAsk: () => boolean;
  readonly isExceeded: () => boolean;
}

export function createBudget(requests: number): Budget {
  let left = requests;
  return {
    mayAsk: () => {
      left -= 1;
      return left >= 0;
    },
    isExceeded: () => left < 0,
  };
}

/** One line for `--verbose`. */
export function wayText(what: string, way: Way, costs: WayCosts, holder: string): string {
  const other = costs.perHolder === undefined ? 'not possible' : String(costs.perHolder);
  if (way === 'per-account') return `${what}: of each account (${costs.perAccount} requests; by ${holder}: ${other})`;
  return `${what}: users of each ${holder} (${other} requests; by account: ${costs.perAccount})`;
}
