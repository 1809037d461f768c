import { describe, expect, it } from 'vitest';
import { standingOf } from '../../../src/apply/standing.js';
import { planTarget } from '../../../src/commands/plan-target.js';
import { readNeeds, resolveDesired } from '../../../src/desired/index.js';
import { checkReferences, compareStates } from '../../../src/diff/index.js';
import { exportRealm, inexpressibleText } from '../../../src/export/index.js';
import { readLive } from '../../../src/live/index.js';
import {
  address,
  DEFAULT_POLICY,
  WHOLE_ACCOUNT,
  type LiveState,
  type Plan,
  type Report,
  type Step,
  type Verdict,
} from '../../../src/model/index.js';
import { planJson, planMarkdown, planText, reportJson, reportText } from '../../../src/render/index.js';
import { parseSource } from '../../../src/source/index.js';
import { fakeReader } from '../../support/fake-reader.js';
import { followed } from '../../support/following.js';
import { resolveText, testTarget } from '../../support/realm-files.js';
import { comparing } from '../../support/states.js';
import { valueOf } from '../../support/resolved.js';

const APP = address('client', 'app');
const TYPE = 'oidc-hardcoded-claim-mapper';

const mapper = (name: string, config: Readonly<Record<string, string>>): object => ({
  id: `id-of-${name}`,
  name,
  protocol: 'openid-connect',
  protocolMapper: TYPE,
  config,
});

/** A realm with a client and a scope that each have a mapper with a password, one with a key, and one with neither. */
function readerWith(password: string, owner = 'somebody else'): ReturnType<typeof fakeReader>['reader'] {
  const protocolMappers = [
    mapper('remote', { 'claim.name': 'old', 'remote.password': password }),
    mapper('signed', { 'claim.name': 'signed', 'vendor.privateKey': `${password}-key` }),
    mapper('tenant', { 'claim.name': 'tenant', 'claim.value': 'acme' }),
  ];
  const both = { protocol: 'openid-connect', protocolMappers };
  const attributes = { 'keyplan.owner': owner, 'keyplan.applied': 'none:1:abcdef' };
  return fakeReader({
    clients: [
      { id: 'uuid-management', clientId: 'realm-management' },
      { id: 'uuid-app', clientId: 'app', ...both, ...(owner === 'somebody else' ? {} : { attributes }) },
    ],
    scopes: [{ id: 'uuid-scope', name: 'shared', ...both }],
  }).reader;
}

const FILES = `clients:
  app: { protocolMappers: { remote: { protocolMapper: ${TYPE}, config: { claim.name: new } } } }
clientScopes:
  shared: { protocolMappers: { remote: { protocolMapper: ${TYPE}, config: { claim.name: new } } } }
`;

const target = testTarget({ policy: DEFAULT_POLICY });

async function planned(
  password: string,
): Promise<{ readonly plan: Plan; readonly verdict: Verdict; readonly live: LiveState }> {
  const desired = valueOf(resolveText(FILES, target));
  const edges = {
    reading: { reader: readerWith(password, target.owner), readAs: 'keyplan-plan' },
    today: '2026-11-27',
    given: [],
    onProgress: () => undefined,
    readHistory: () => Promise.resolve({ applied: new Map() }),
    due: false,
  };
  const found = { target, commit: 'none', desired, needs: readNeeds(desired), diagnostics: [] };
  const { plan, verdict, live } = await planTarget(edges, found);
  if (plan === undefined || verdict === undefined || live === undefined) throw new Error('no plan');
  return { plan, verdict, live };
}

function stepOf({ steps }: Plan): Step {
  const step = steps.find((one) => one.address === APP && one.operation === 'update');
  if (step === undefined) throw new Error('no step');
  return step;
}

const TEXT = { style: 'plain', width: 120, verbose: true, showUnmanaged: true } as const;

describe('a secret in the config of a mapper', () => {
  it('differs in a plan, and is in none of its forms', async () => {
    const { plan, verdict } = await planned('canary-one');
    for (const of of ['client/app', 'client-scope/shared']) {
      const paths = plan.steps
        .filter(({ address: at }) => at === of)
        .flatMap(({ fields }) => fields.map(({ path }) => path));
      expect(paths).toContain('protocolMappers/remote/config/remote.password');
      expect(paths).toContain('protocolMappers/signed/config/vendor.privateKey');
    }
    const texts = [
      planText(plan, verdict, TEXT),
      planMarkdown(plan, verdict, TEXT),
      JSON.stringify(planJson(plan, verdict)),
    ];
    expect(texts.filter((text) => text.includes('canary'))).toEqual([]);
    expect(texts.filter((text) => !text.includes('remote.password') || !text.includes('(secret)'))).toEqual([]);
  });

  it('is in no digest of a step', async () => {
    const [one, other] = [await planned('canary-one'), await planned('canary-two')];
    expect(one.plan.steps.map(({ digest }) => digest)).toEqual(other.plan.steps.map(({ digest }) => digest));
  });

  it('that moved since stops an apply, which does not say what it is and was', async () => {
    const { plan } = await planned('canary-one');
    const moved = (await planned('canary-two')).live.objects.get(APP);
    const step = stepOf(plan);
    const standing = standingOf(step, moved, target.owner);
    expect(standing).toEqual({
      type: 'moved',
      why: 'protocolMappers remote config remote.password is another secret than when the plan was made',
    });
    const outcome = { step: step.id, result: 'moved', message: 'why' in standing ? standing.why : '' } as const;
    const report: Report = { plan, outcomes: [outcome], state: 'stale' };
    expect(reportText(report, TEXT) + JSON.stringify(reportJson(report))).not.toContain('canary');
  });

  it('is not exported: its mapper is left out and named, and the others are written', async () => {
    const live = await readLive(
      readerWith('canary-one'),
      {
        objects: new Set(),
        clientRoles: new Set(),
        composites: new Set(),
        roleScopes: new Set(),
        accounts: new Map([['app', WHOLE_ACCOUNT]]),
        groups: new Set(),
        flows: false,
        mapperTypes: true,
        whole: { clients: ['*'], others: true, builtIn: false },
      },
      { owner: target.owner, onProgress: () => undefined },
    );
    const wish = { clients: ['*'], others: true, includeBuiltIn: false, templates: false, singleFile: true };
    const { files, missing } = exportRealm(
      live,
      { ...wish, owner: target.owner },
      {
        parse: parseSource,
        resolve: (sources) => resolveDesired({ layers: [sources], commit: 'none' }, target),
        compare: (desired) =>
          compareStates(desired, live, comparing()).changes.filter(({ action }) => action !== 'mark'),
        checkReferences: (desired) => checkReferences(desired, live).filter(({ severity }) => severity === 'error'),
      },
    );
    const text = files.map((file) => file.text).join('\n');
    expect(text).not.toContain('canary');
    expect(text).toContain('config: { claim.name: tenant, claim.value: acme }');
    expect(text).toContain('{ client: app, field: protocolMappers/remote, reason: it could not be exported }');
    expect(missing.map(inexpressibleText)).toEqual(
      expect.arrayContaining([
        'client app: protocolMappers.remote: it holds a secret',
        'client app: protocolMappers.signed: it holds a secret',
        'client scope shared: protocolMappers.remote: it holds a secret',
      ]),
    );
  });

  it('is left out of the files that follow drift', async () => {
    const { live } = await planned('canary-one');
    const facts = [...(live.objects.get(APP)?.facts ?? [])].filter(([path]) =>
      path.startsWith('protocolMappers/remote/'),
    );
    const files = { 'realm.yaml': FILES };
    const result = followed([files], { 'client/app': Object.fromEntries(facts) });
    expect(result.texts).toEqual(files);
    expect(result.left).toEqual(['client/app protocolMappers/remote/config/claim.name: it holds a secret']);
  });
});
