import { performance } from 'node:perf_hooks';
import { type RequestClass, routeOf } from './proxy-requests.js';

export interface RouteCount {
  readonly method: string;
  readonly route: string;
  readonly requests: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly meanMs: number;
  readonly maxMs: number;
  readonly bytesDown: number;
}

export interface ProxyStats {
  /** Requests that were answered or given up. */
  readonly requests: number;
  readonly byMethod: Readonly<Record<string, number>>;
  readonly byClass: Readonly<Record<RequestClass, number>>;
  /** By status code; `none` for those that got no answer. */
  readonly byStatus: Readonly<Record<string, number>>;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Client connections that carried at least one request. */
  readonly connections: number;
  readonly inFlightMax: number;
  /** Requests that the server could not be reached for. */
  readonly proxyErrors: number;
  /** Requests that the client gave up. */
  readonly clientAborts: number;
  readonly faults: Readonly<Record<string, number>>;
  /** From the first request to the last answer. */
  readonly wallMs: number;
  /** Most requests first. */
  readonly routes: readonly RouteCount[];
}

/** One request under way, filled in as it goes on. */
export interface RequestRecord {
  readonly method: string;
  readonly url: string;
  readonly class: RequestClass;
  /** Its number among the requests of its class since the last reset, from 1. */
  readonly ordinal: number;
  status: number | undefined;
  bytesUp: number;
  bytesDown: number;
}

export interface ProxyCounts {
  begin(method: string, url: string, requestClass: RequestClass): RequestRecord;
  end(record: RequestRecord): void;
  add(what: 'connections' | 'proxyErrors' | 'clientAborts'): void;
  addFault(name: string): void;
  /** The counters at this moment, and every request that ended, in that order. */
  stats(): ProxyStats;
  log(): readonly RequestRecord[];
}

/** Counts from nothing. A reset makes a new one, so that requests still under way do not mix two measurements. */
export function createCounts(): ProxyCounts {
  const ended: { readonly record: RequestRecord; readonly ms: number }[] = [];
  const started = new Map<RequestRecord, number>();
  const ordinals: Record<RequestClass, number> = { token: 0, read: 0, write: 0, other: 0 };
  const totals = { connections: 0, proxyErrors: 0, clientAborts: 0 };
  const faults: Record<string, number> = {};
  let inFlightMax = 0;
  let first: number | undefined;
  let last = 0;
  return {
    begin(method, url, requestClass) {
      const now = performance.now();
      first ??= now;
      const ordinal = ++ordinals[requestClass];
      const record = { method, url, class: requestClass, ordinal, status: undefined, bytesUp: 0, bytesDown: 0 };
      started.set(record, now);
      inFlightMax = Math.max(inFlightMax, started.size);
      return record;
    },
    end(record) {
      const startedAt = started.get(record);
      if (startedAt === undefined) return;
      started.delete(record);
      last = performance.now();
      ended.push({ record, ms: last - startedAt });
    },
    add(what) {
      totals[what]++;
    },
    addFault(name) {
      faults[name] = (faults[name] ?? 0) + 1;
    },
    stats() {
      const records = ended.map((entry) => entry.record);
      return {
        requests: records.length,
        byMethod: tally(records, (record) => record.method),
        byClass: { token: 0, read: 0, write: 0, other: 0, ...tally(records, (record) => record.class) },
        byStatus: tally(records, statusOf),
        bytesUp: sum(records, (record) => record.bytesUp),
        bytesDown: sum(records, (record) => record.bytesDown),
        ...totals,
        inFlightMax,
        faults: { ...faults },
        wallMs: first === undefined ? 0 : Math.max(0, last - first),
        routes: countRoutes(ended),
      };
    },
    log: () => ended.map((entry) => entry.record),
  };
}

function countRoutes(ended: readonly { readonly record: RequestRecord; readonly ms: number }[]): RouteCount[] {
  const groups = Map.groupBy(ended, ({ record }) => `${record.method} ${routeOf(record.url)}`);
  const routes = [...groups].map(([key, entries]) => {
    const at = key.indexOf(' ');
    const records = entries.map((entry) => entry.record);
    return {
      method: key.slice(0, at),
      route: key.slice(at + 1),
      requests: entries.length,
      statuses: tally(records, statusOf),
      meanMs: sum(entries, (entry) => entry.ms) / entries.length,
      maxMs: entries.reduce((max, entry) => Math.max(max, entry.ms), 0),
      bytesDown: sum(records, (record) => record.bytesDown),
    };
  });
  return routes.sort((a, b) => b.requests - a.requests || (a.route < b.route ? -1 : 1));
}

function statusOf(record: RequestRecord): string {
  return record.status === undefined ? 'none' : String(record.status);
}

function tally<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
