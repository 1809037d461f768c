import { adminClient } from '../kinds/index.js';
import { hasErrors, isImpaired, issuerOf, type DoctorReport, type LiveState } from '../model/index.js';
import { doctorJson, doctorText, leastClientsYaml } from '../render/index.js';
import {
  examineRealm,
  joinRights,
  rightRules,
  rightsOfSteps,
  rightsToApply,
  rightsToPlan,
  type FederatedClient,
} from '../rights/index.js';
import {
  hasStatus,
  isSentInClear,
  type ClientRepresentation,
  type RightsReader,
  type TokenFacts,
} from '../systems/keycloak/index.js';
import type { ExaminingWorld, ReadingEdges } from './edges.js';
import { examineIdentities } from './examine-identities.js';
import { EXIT } from './exit.js';
import { leastClients } from './least-clients.js';
import { loadSettings, loadTarget, type LoadedSettings, type Selection } from './load.js';
import type { Output } from './output.js';
import { isResolved, planEdges, type ResolvedTarget } from './plan-edges.js';
import { planTarget } from './plan-target.js';
import { refuseFiles, runTargets, wrongFiles, type ShowDiagnostics, type TargetResult } from './run-targets.js';

export interface DoctorOptions extends Selection {
  /** Prints the clients with the least rights instead of asking the server. */
  readonly asYaml: boolean;
}

interface Doctoring {
  readonly world: ExaminingWorld;
  readonly settings: LoadedSettings;
  readonly output: Output;
  readonly show: ShowDiagnostics;
}

/** Says what plan and apply need of a realm, and what their identities have. Only reads. */
export async function doctor(world: ExaminingWorld, options: DoctorOptions, output: Output): Promise<number> {
  const settings = await loadSettings(world, options);
  if (hasErrors(settings.diagnostics)) return refuseFiles(output, settings.diagnostics);
  return await runTargets(settings, output, async (target, show) => {
    const loaded = await loadTarget(settings.files, target);
    if (isResolved(loaded) && !options.asYaml) return await examine({ world, settings, output, show }, loaded);
    show(loaded.diagnostics);
    if (isResolved(loaded)) return showClients(loaded, output);
    return wrongFiles(output, loaded);
  });
}

function showClients(loaded: ResolvedTarget, output: Output): TargetResult {
  const yaml = leastClientsYaml(
    leastClients(loaded, { owned: [], viewEvents: false }),
    adminClient(loaded.target.realm),
  );
  if (output.format !== 'json') output.result(yaml);
  return { exit: EXIT.fine, json: () => ({ target: loaded.target.name, yaml }) };
}

async function examine({ world, settings, output, show }: Doctoring, loaded: ResolvedTarget): Promise<TargetResult> {
  const { target } = loaded;
  const reading = world.openReading(target);
  try {
    const clock = await readClock(world, reading.rights);
    const planning = planEdges({ world, settings, target, reading, given: [], scope: { due: false }, output });
    const { plan, live, diagnostics } = await planTarget(planning, loaded);
    show(diagnostics);
    if (live === undefined) throw new Error('a target was planned without reading its realm');
    const report = await reportOf(world, { loaded, reading, live, clock, steps: plan?.steps ?? [] });
    if (output.format !== 'json') output.result(doctorText(report, { style: output.resultStyle, width: output.width }));
    return { exit: isImpaired(report) ? EXIT.missingRight : EXIT.fine, json: () => doctorJson(report) };
  } finally {
    await reading.close();
  }
}

interface Clock {
  readonly token: TokenFacts;
  readonly aheadMs: number | undefined;
}

/** The first token of a run is made while we wait for it, and says when by the server's clock, in whole seconds. */
async function readClock({ now }: Pick<ExaminingWorld, 'now'>, rights: RightsReader): Promise<Clock> {
  const before = now();
  const token = await rights.token();
  const after = now();
  if (token.issuedAt === undefined) return { token, aheadMs: undefined };
  const [earliest, latest] = [token.issuedAt * 1000 - after, token.issuedAt * 1000 + 1000 - before];
  return { token, aheadMs: earliest > 0 ? earliest : Math.min(latest, 0) };
}

interface Seen {
  readonly loaded: ResolvedTarget;
  readonly reading: ReadingEdges;
  readonly live: LiveState;
  readonly clock: Clock;
  readonly steps: Parameters<typeof rightsOfSteps>[0];
}

async function reportOf(world: ExaminingWorld, seen: Seen): Promise<DoctorReport> {
  const { loaded, reading, live, clock, steps } = seen;
  const { target, desired, needs } = loaded;
  const owned = [...live.objects.values()].filter(({ mark }) => mark?.owner === target.owner);
  const toPlan = rightsToPlan(needs);
  const version = live.realm.serverVersion ?? (await reading.rights.version());
  const rules = rightRules(version);
  const scope = { orphans: target.policy.orphans, owned: owned.map(({ address }) => address), rules };
  const toApply = joinRights(toPlan, rightsToApply(desired, scope), rightsOfSteps(steps, target.realm, rules));
  const identities = await examineIdentities(world, { target, reading, live, toPlan, toApply, rules });
  const federated = await readFederated(reading);
  const [features, clientAuthenticators, issuers, mayViewEvents] = await Promise.all([
    reading.rights.features(),
    reading.rights.clientAuthenticators(),
    federated === undefined || federated.length === 0 ? undefined : reading.rights.assertionProviders(),
    reading.rights.mayViewEvents(),
  ]);
  const checks = examineRealm({
    signIns: [target.signIn.plan, target.signIn.apply],
    isSentInClear: isSentInClear(target.server),
    clockAheadMs: clock.aheadMs,
    token: clock.token,
    issuer: issuerOf(target, target.signIn.plan.realm),
    version,
    features,
    adminEvents: live.realm.adminEvents,
    mayViewEvents,
    clientAuthenticators,
    federated: federated ?? [],
    issuers,
  });
  const { name, server, realm, owner } = target;
  return { format: 1, target: { name, server, realm, owner }, identities, checks };
}

const ISSUER = 'jwt.credential.issuer';
const SUBJECT = 'jwt.credential.sub';

/** Undefined where clients are not shown. */
async function readFederated({ reader }: ReadingEdges): Promise<readonly FederatedClient[] | undefined> {
  try {
    const { items } = await reader.clients((page) => page.flatMap(federatedClient));
    return items;
  } catch (error) {
    if (hasStatus(error, 403)) return undefined;
    throw error;
  }
}

function federatedClient({ clientId = '', attributes }: ClientRepresentation): readonly FederatedClient[] {
  const [issuer, subject]: readonly unknown[] = [attributes?.[ISSUER], attributes?.[SUBJECT]];
  return typeof issuer === 'string' && typeof subject === 'string' ? [{ clientId, issuer, subject }] : [];
}
