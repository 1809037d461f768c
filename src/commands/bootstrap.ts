import { resolve } from 'node:path';
import { readLive } from '../live/index.js';
import {
  Failure,
  hasErrors,
  type Address,
  type Allowance,
  type LeastAuthentication,
  type SignIn,
  type Target,
} from '../model/index.js';
import { rightRules } from '../rights/index.js';
import { bootstrapOwner, bootstrapTargetOf, loadClients } from './bootstrap-clients.js';
import { carryOutShown, showPlanned, type Asking } from './carry-out.js';
import { compareProvider, providerLines, writeProvider, type ProviderChange } from './bootstrap-provider.js';
import { checkSecretsFile, secretVariables, writeSecretsFile } from './bootstrap-secrets.js';
import { ENDS, trustOf, type End, type Trust, type TrustOptions } from './bootstrap-trust.js';
import type { BootstrapEdges, BootstrapWorld } from './edges.js';
import { EXIT } from './exit.js';
import { ownClientIds } from './identities.js';
import { leastClients } from './least-clients.js';
import { loadSettings, loadTarget, type LoadedSettings, type LoadedTarget, type Selection } from './load.js';
import type { Output } from './output.js';
import { isResolved, type PlanEdges, type PlannedTarget, type ResolvedTarget } from './plan-edges.js';
import { planTarget } from './plan-target.js';
import {
  onlyTarget,
  refuseFiles,
  runTargets,
  wrongFiles,
  type ShowDiagnostics,
  type TargetResult,
} from './run-targets.js';

export interface BootstrapOptions extends Selection, TrustOptions {
  /** How the administrator signs in, this once. */
  readonly admin: SignIn;
  /** Where the secrets of the two clients go; without it they stay in the server. */
  readonly secretsFile?: string;
  /** Whether the identity that looks may see who changed what. */
  readonly viewEvents: boolean;
  /** Whether nobody need be asked. */
  readonly yes: boolean;
  readonly allow: readonly Allowance[];
}

/**
 * Makes the two clients by which keyplan signs in, with exactly the roles that the target's files want, and the identity
 * provider that vouches for them where one is asked for. The clients are desired state like any other: planned, shown,
 * applied, and proved by planning again.
 */
export async function bootstrap(world: BootstrapWorld, options: BootstrapOptions, output: Output): Promise<number> {
  const trust = trustOf(options);
  if (trust !== undefined && options.secretsFile !== undefined) {
    throw new Failure('usage', 'identities that somebody vouches for have no secret to store', {
      hint: 'Leave out --secrets-file',
    });
  }
  const settings = await loadSettings(world, options);
  if (hasErrors(settings.diagnostics)) return refuseFiles(output, settings.diagnostics);
  const target = onlyTarget(settings.targets, 'bootstrap');
  if (options.secretsFile !== undefined) {
    const path = resolve(world.folder, options.secretsFile);
    await checkSecretsFile(path, options.secretsFile, secretVariables(target));
  }
  return await runTargets({ targets: [target], diagnostics: settings.diagnostics }, output, async (_target, show) => {
    const edges = world.openBootstrap(bootstrapTargetOf(target, options.admin));
    try {
      return await bootstrapTarget({ world, options, output, show, settings, target, edges, trust });
    } finally {
      await edges.close();
    }
  });
}

interface Bootstrapping {
  readonly world: BootstrapWorld;
  readonly options: BootstrapOptions;
  readonly output: Output;
  readonly show: ShowDiagnostics;
  readonly settings: LoadedSettings;
  /** As the settings have it. */
  readonly target: Target;
  readonly edges: BootstrapEdges;
  readonly trust: Trust | undefined;
}

async function bootstrapTarget(bootstrapping: Bootstrapping): Promise<TargetResult> {
  const { settings, target, edges, trust, show, options, output } = bootstrapping;
  const refused = (loaded: LoadedTarget): TargetResult => {
    show(loaded.diagnostics);
    return wrongFiles(output, loaded);
  };
  const files = await loadTarget(settings.files, target);
  if (!isResolved(files)) return refused(files);
  if (files.desired.objects.size === 0) output.note(NOTHING_DECLARED);
  const clients = leastClients(files, {
    owned: target.policy.orphans.then === 'report' ? [] : await ownedBy(edges, files),
    rules: rightRules(await edges.rights.version()),
    viewEvents: options.viewEvents,
    authentication: (end) => authenticationOf(bootstrapping, end),
  });
  const loaded = loadClients(bootstrapTargetOf(target, options.admin), clients);
  if (!isResolved(loaded)) return refused(loaded);
  const [provider, planned] = await Promise.all([
    trust === undefined
      ? undefined
      : edges.identityProviders.list().then((all) => compareProvider(trust.provider, all, bootstrapOwner(target))),
    planTarget(planEdgesOf(bootstrapping), loaded),
  ]);
  return await settle(bootstrapping, { loaded, provider, planned });
}

/** How a client signs in, where that was asked for or is a secret; undefined where the settings say another way, which stays. */
function authenticationOf({ trust, options, target }: Bootstrapping, end: End): LeastAuthentication | undefined {
  if (trust !== undefined) return { method: 'federated', alias: trust.provider.alias, subject: trust.subjects[end] };
  const { method } = target.signIn[end];
  const isSecret = method === 'client-secret' || method === 'password' || options.secretsFile !== undefined;
  return isSecret ? { method: 'secret' } : undefined;
}

const NOTHING_DECLARED =
  'The files declare nothing yet, so the identity that applies gets no right to write: run this again once they do';

/** What is marked as the target's own: by policy it may have to go, which is a right of its own. */
async function ownedBy({ reader }: BootstrapEdges, { needs, target }: ResolvedTarget): Promise<readonly Address[]> {
  const live = await readLive(reader, needs, { owner: target.owner, onProgress: () => undefined });
  return [...live.objects.values()].filter(({ mark }) => mark?.owner === target.owner).map(({ address }) => address);
}

/** The clients' own entries allow them their roles; every other danger wants its own word. */
function planEdgesOf({ world, edges, options }: Bootstrapping): PlanEdges {
  return {
    reading: edges,
    given: options.allow,
    wordsBy: 'option-only',
    today: world.today(),
    onProgress: world.onProgress,
    readHistory: async () => await Promise.resolve({ applied: new Map() }),
    due: false,
  };
}

interface Shown {
  readonly loaded: ResolvedTarget;
  readonly provider: ProviderChange | undefined;
  readonly planned: PlannedTarget;
}

async function settle(bootstrapping: Bootstrapping, { loaded, provider, planned }: Shown): Promise<TargetResult> {
  const { world, edges, options, output, show } = bootstrapping;
  show(planned.diagnostics);
  const lines = provider === undefined ? [] : providerLines(provider);
  if (output.format !== 'json' && lines.length > 0) output.result(`${lines.join('\n')}\n`);
  const { shown, settled } = showPlanned(planned, edges, output);
  const withProvider = ({ exit, json }: TargetResult): TargetResult =>
    provider === undefined
      ? { exit, json }
      : { exit, json: () => ({ ...Object(json()), identityProvider: providerJson(provider) }) };
  if (settled === undefined) return withProvider(shown);
  const asking: Asking = {
    world,
    edges,
    loaded,
    planning: planEdgesOf(bootstrapping),
    output,
    yes: options.yes,
    hint: 'Give --yes',
    ...(provider === undefined || provider.action === 'none'
      ? {}
      : { besides: { name: 'the identity provider', write: () => writeProvider(edges.identityProviders, provider) } }),
  };
  const result = await carryOutShown(asking, settled, shown);
  if (result.exit !== EXIT.fine) return withProvider(result);
  await handOver(bootstrapping);
  const words = settled.plan.steps.length === 0 ? undefined : settingsWords(bootstrapping);
  if (words !== undefined) output.note(words);
  return withProvider(result);
}

function providerJson({ action, wanted }: ProviderChange): unknown {
  return { alias: wanted.alias, action, config: wanted.config };
}

/** Puts the secrets where they were asked for; they are shown nowhere. */
async function handOver({ world, edges, options, target, output }: Bootstrapping): Promise<void> {
  if (options.secretsFile === undefined) return;
  const [variables, clientIds] = [secretVariables(target), ownClientIds(target)];
  const secrets = await Promise.all(
    ENDS.map(async (end) => [variables[end], await edges.readSecret(clientIds[end])] as const),
  );
  await writeSecretsFile(resolve(world.folder, options.secretsFile), options.secretsFile, secrets);
  const file = options.secretsFile.includes('/') ? options.secretsFile : `./${options.secretsFile}`;
  output.note(
    `Wrote the secrets to ${options.secretsFile} as ${variables.plan} and ${variables.apply}. Keep it out of git. To sign in by them: set -a; . ${file}; set +a`,
  );
}

/** How the settings name what was made, or what is left to do for how they sign in; undefined where they say it already. */
function settingsWords(bootstrapping: Bootstrapping): string | undefined {
  const { target, trust } = bootstrapping;
  const [variables, clientIds] = [secretVariables(target), ownClientIds(target)];
  if (ENDS.some((end) => authenticationOf(bootstrapping, end) === undefined)) {
    return 'How these clients sign in is left to you, since keyplan.yaml names no secret: give each its key or certificate, as docs/signing-in.md says, or run this again with --github, --kubernetes or --spiffe';
  }
  const isSaid = ENDS.every((end) => {
    const one = target.signIn[end];
    const reads = one.method === 'client-secret' && 'env' in one.clientSecret ? one.clientSecret.env : undefined;
    return trust === undefined && one.clientId === clientIds[end] && reads === variables[end];
  });
  if (isSaid) return undefined;
  const lines = ENDS.map((end) => {
    const how = trust?.setting ?? `clientSecret: { env: ${variables[end]} }`;
    return `      ${end}: { clientId: ${clientIds[end]}, ${how} }`;
  });
  return ['keyplan signs in as these clients by this in keyplan.yaml:', '    auth:', ...lines].join('\n');
}
