import type { RequestClass } from './proxy-requests.js';

/**
 * - status: answers without forwarding (the server did not do it)
 * - status-after: forwards, throws the answer away and gives another (the server did it)
 * - drop-before: closes the connection without forwarding (the server did not do it)
 * - drop-after: forwards, then closes without an answer (the server did it, and the client cannot know)
 * - truncate: forwards, passes on the head and half of the body, closes
 * - hang: never answers (the client's own time limit must end it)
 * - delay: waits for delayMs, then goes on; other rules still apply
 */
export type FaultAction = 'status' | 'status-after' | 'drop-before' | 'drop-after' | 'truncate' | 'hang' | 'delay';

export interface FaultRule {
  readonly action: FaultAction;
  /** Under which the counts list it; the action where absent. */
  readonly name?: string;
  /** The rule is for requests that match all of these; where absent, for every request. */
  readonly method?: string;
  readonly class?: RequestClass;
  readonly path?: RegExp;
  /** Lets the first matches pass. */
  readonly skip?: number;
  /** Fires at most this often. */
  readonly times?: number;
  /** Fires at each n-th match. */
  readonly every?: number;
  /** Fires with this probability, the same requests in each run. */
  readonly rate?: number;
  /** For status and status-after; 503 where absent. */
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly body?: unknown;
  readonly delayMs?: number;
}

export interface Fault {
  /** Summed over all delay rules that fired. */
  readonly delayMs: number;
  /** The first other rule that fired. */
  readonly rule: FaultRule | undefined;
  /** The names of all that fired. */
  readonly names: readonly string[];
}

export interface FaultPicker {
  pick(method: string, url: string, requestClass: RequestClass): Fault;
  /** The same stream of numbers in [0, 1) that the rates use. */
  random(): number;
}

/** Picks faults by the rules in their order; two pickers with one seed that see the same requests pick the same faults. */
export function createFaultPicker(rules: readonly FaultRule[], seed: number): FaultPicker {
  const random = createRandom(seed);
  const states = rules.map((rule) => ({ rule, seen: 0, fired: 0 }));
  return {
    random,
    pick(method, url, requestClass) {
      let delayMs = 0;
      const names: string[] = [];
      for (const state of states) {
        const { rule } = state;
        if (!matches(rule, method, url, requestClass)) continue;
        state.seen++;
        if (!isDue(state, random)) continue;
        state.fired++;
        names.push(rule.name ?? rule.action);
        if (rule.action !== 'delay') return { delayMs, rule, names };
        delayMs += rule.delayMs ?? 0;
      }
      return { delayMs, rule: undefined, names };
    },
  };
}

function matches(rule: FaultRule, method: string, url: string, requestClass: RequestClass): boolean {
  if (rule.method !== undefined && rule.method !== method) return false;
  if (rule.class !== undefined && rule.class !== requestClass) return false;
  return rule.path === undefined || rule.path.test(url);
}

function isDue(
  state: { readonly rule: FaultRule; readonly seen: number; readonly fired: number },
  random: () => number,
): boolean {
  const { skip = 0, times, every, rate } = state.rule;
  if (state.seen <= skip) return false;
  if (times !== undefined && state.fired >= times) return false;
  if (every !== undefined && (state.seen - skip) % every !== 0) return false;
  return rate === undefined || random() < rate;
}

// mulberry32: small, and good enough to spread faults.
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
