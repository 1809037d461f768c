// The results as Markdown tables.
import type { ActionCost } from './action.js';
import { type Bound, isBroken } from './bounds.js';
import type { Cost, CreateCost, PlanCost, Results } from './results.js';

/** All figures and what was promised of them. */
export function resultsMarkdown(results: Results, bounds: readonly Bound[]): string {
  return [
    setting(results),
    '### Plan with nothing to do',
    table(
      ['N', 'latency', 'caller', ...COST_COLUMNS, 'memory'],
      results.plans.map((plan) => planRow(plan)),
    ),
    ...manyRoles(results.manyRoles),
    '### Create from nothing',
    table(
      [
        'N',
        'latency',
        'requests',
        'floor + read-back',
        'seconds',
        'floor + read-back',
        'times',
        'memory',
        'applied again',
      ],
      results.creates.map((create) => createRow(create)),
    ),
    '### 1 % of the identities changed, applied',
    table(
      ['N', 'latency', ...COST_COLUMNS, 'memory'],
      results.changes.map((change) => [...caseCells(change), ...costCells(change), megabytes(change)]),
    ),
    '### What is promised',
    table(
      ['promise', 'at most', 'measured', ''],
      bounds.map((bound) => [
        bound.name,
        `${number(bound.limit)} ${bound.unit}`,
        number(bound.measured),
        isBroken(bound) ? '**broken**' : 'kept',
      ]),
    ),
  ].join('\n\n');
}

/** What the Action's step took until its comment was there. */
export function actionMarkdown(costs: readonly ActionCost[], load: number): string {
  const rows = costs.map(({ what, toComment, keycloak, github, git, withoutServer }) => [
    what,
    ...[toComment, keycloak, github, git, withoutServer].map((seconds) => seconds.toFixed(2)),
  ]);
  const columns = ['step to comment', 'Keycloak', "the tests' GitHub", 'git over HTTP', 'without Keycloak'];
  return [
    `Seconds, medians of five rounds; load ${number(load)} before.`,
    table(['pull request', ...columns], rows),
  ].join('\n\n');
}

const COST_COLUMNS = ['requests', 'floor', 'writes', 'seconds', 'floor', 'times', 'most at a time'];

function setting(results: Results): string {
  const { server, node, cores, placement, floorPages, startSeconds, loadBefore, loadAfter } = results;
  const place =
    placement === 'apart'
      ? `${cores} processors, one half for server and proxy and the other for the program`
      : `${cores} processors shared by server, proxy and program`;
  return (
    `Keycloak ${server}, Node.js ${node}, ${place}; load ${number(loadBefore)} ` +
    `before and ${number(loadAfter)} after. Start of the process: ${number(startSeconds)} s, not part of the seconds below. ` +
    `The floor asks for ${floorPages === 1 ? 'one page' : `${floorPages} pages`} of a list at a time.`
  );
}

function manyRoles(plans: readonly PlanCost[]): readonly string[] {
  if (plans.length === 0) return [];
  const rows = plans.map((plan) => planRow(plan));
  return [
    '### The same with 2,000 client roles more',
    table(['N', 'latency', 'caller', ...COST_COLUMNS, 'memory'], rows),
  ];
}

function planRow(plan: PlanCost): readonly string[] {
  const caller = plan.caller === 'users' ? 'with manage-users' : 'view rights only';
  const [n = '', latency = ''] = caseCells(plan);
  return [n, latency, caller, ...costCells(plan), megabytes(plan)];
}

function createRow(create: CreateCost): readonly string[] {
  return [
    ...caseCells(create),
    number(create.requests),
    `${number(create.floorRequests)} + ${number(create.readBackRequests)}`,
    number(create.seconds),
    `${number(create.floorSeconds)} + ${number(create.readBackSeconds)}`,
    timesText(create),
    megabytes(create),
    `${number(create.againRequests)}, ${number(create.againWrites)} of them writes`,
  ];
}

function caseCells({ n, latencyMs }: Cost): readonly string[] {
  return [number(n), `${latencyMs} ms`];
}

function costCells(cost: Cost): readonly string[] {
  const { requests, floorRequests, writes, seconds, floorSeconds, inFlightMax } = cost;
  const first = [requests, floorRequests, writes, seconds, floorSeconds].map(number);
  return [...first, timesText(cost), number(inFlightMax)];
}

/** The median of the rounds, and between what half of them lie. */
function timesText({ ratio, ratioQuartiles: [lower, upper] }: Cost): string {
  return `${number(ratio)} (${lower.toFixed(2)} to ${upper.toFixed(2)})`;
}

function megabytes({ memoryMb }: Cost): string {
  return `${Math.round(memoryMb)} MB`;
}

/** Whole numbers with a comma for thousands; others with two decimals. */
function number(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en-US') : value.toFixed(2);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
