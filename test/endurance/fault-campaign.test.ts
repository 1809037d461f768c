import { expect, it } from 'vitest';
import type { Json } from '../../src/model/index.js';
import type { FaultRule } from '../support/proxy-faults.js';
import { expectExit, jsonOf, type ReportDocument, withWorkplace, type Workplace } from '../entry/workplace.js';

/** Runs for all rates together; `npm run faults` has fifty. */
const RUNS = Number(process.env['KEYPLAN_FAULT_RUNS'] ?? 3);
const RATES = [0.01, 0.05, 0.2];

/** Every way in which a request was seen to fail, each with its part of the rate. */
function faultsAt(rate: number): readonly FaultRule[] {
  const kinds: readonly Pick<FaultRule, 'action' | 'status' | 'name'>[] = [
    { action: 'drop-before' },
    { action: 'drop-after' },
    { action: 'status', status: 503 },
    { action: 'status', status: 500, name: 'status-500' },
    { action: 'status-after', status: 502 },
    { action: 'truncate' },
  ];
  return kinds.map((kind) => ({ ...kind, rate: rate / kinds.length }));
}

const FILES: Readonly<Record<string, Json>> = {
  'realm.yaml': {
    roles: { reader: {} },
    groups: { '/agents': { realmRoles: ['reader'] } },
    clientScopes: {
      'orders-audience': { protocolMappers: { orders: { audience: 'orders' }, more: { audience: 'more' } } },
    },
    clients: {
      orders: { type: 'resource', roles: { submit: {} } },
      ...Object.fromEntries(
        [1, 2, 3].map((number) => [
          `agent-${number}`,
          {
            type: 'service',
            optionalClientScopes: [],
            defaultClientScopes: ['basic', 'roles', 'orders-audience'],
            protocolMappers: { revision: { hardcodedClaim: { name: 'revision', value: 'r', type: 'String' } } },
            serviceAccount: { realmRoles: ['reader'], clientRoles: { orders: ['submit'] }, groups: ['/agents'] },
          },
        ]),
      ),
    },
  },
};

interface Named {
  readonly id: string;
  readonly name?: string;
  readonly clientId?: string;
  readonly protocolMappers?: readonly { readonly name: string }[];
}

/** Everything in the realm that has a name, mappers under their owner; what is there twice stands there twice. */
async function namesIn({ realm: { admin } }: Workplace): Promise<readonly string[]> {
  const lists = ['/clients?max=1000', '/client-scopes', '/roles', '/groups'] as const;
  const found = await Promise.all(lists.map((path) => admin.get<readonly Named[]>(path)));
  return found.flatMap((list, index) =>
    list.flatMap(({ name, clientId, protocolMappers = [] }) => {
      const own = `${lists[index]} ${clientId ?? name}`;
      return [own, ...protocolMappers.map((mapper) => `${own} mapper ${mapper.name}`)];
    }),
  );
}

async function deleteAll({ realm: { admin } }: Workplace): Promise<void> {
  const mine = /^(orders|agent-\d|orders-audience|reader|agents)$/;
  const lists = [
    ['/clients?max=1000', '/clients'],
    ['/client-scopes', '/client-scopes'],
    ['/groups', '/groups'],
    ['/roles', '/roles-by-id'],
  ] as const;
  for (const [list, path] of lists) {
    const found = await admin.get<readonly Named[]>(list);
    const ours = found.filter(({ name, clientId }) => mine.test(clientId ?? name ?? ''));
    await Promise.all(ours.map(({ id }) => admin.delete(`${path}/${id}`)));
  }
}

it(`${RUNS} applies with faults on 1, 5 and 20 % of all requests converge or say why not, and double nothing`, {
  timeout: RUNS * 120_000,
}, async () => {
  await withWorkplace('fault-campaign', async (place) => {
    place.write(FILES);
    expectExit(await place.run(['apply', '--yes']), 0);
    const whole = [...(await namesIn(place))].sort();
    expect(new Set(whole).size).toBe(whole.length);
    const endings = new Map<string, number>();
    let faults = 0;
    for (let nth = 0; nth < RUNS; nth += 1) {
      const rate = RATES[nth % RATES.length] ?? 0;
      await deleteAll(place);
      place.proxy.reset({ faults: faultsAt(rate), seed: nth + 1 });
      const run = await place.run(['apply', '--yes', '--json']);
      for (const count of Object.values(place.proxy.stats().faults)) faults += count;
      place.proxy.reset({ faults: [] });
      const what = `run ${nth}, ${rate * 100} %, exit ${run.exitCode}\n${run.stdout.slice(-2_000)}\n${run.stderr.slice(-2_000)}`;
      expect([0, 1, 3, 7], `${what}`).toContain(run.exitCode);
      const state = run.stdout === '' ? 'none' : jsonOf<ReportDocument>(run).state;
      expect(state === 'converged', `${what}`).toBe(run.exitCode === 0);
      // Whoever reads it learns why.
      expect(run.exitCode === 0 || /[a-z]+-[a-z]+|unreachable|partial/.test(run.stderr + run.stdout), `${what}`).toBe(
        true,
      );
      const names = [...(await namesIn(place))].sort();
      expect(new Set(names).size, `${what}`).toBe(names.length);
      expectExit(await place.run(run.exitCode === 0 ? ['plan', '--detailed-exitcode'] : ['apply', '--yes']), 0);
      expect([...(await namesIn(place))].sort(), `${what}`).toEqual(whole);
      const ending = `${rate * 100} %: exit ${run.exitCode}`;
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
    }
    process.stdout.write(
      `${faults} faults; ${[...endings].map(([ending, count]) => `${ending} × ${count}`).join(', ')}\n`,
    );
    expect(faults).toBeGreaterThan(0);
  });
});
