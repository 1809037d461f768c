import { join, relative, resolve } from 'node:path';
import { resolveDesired } from '../desired/index.js';
import { checkReferences, compareStates, settleRenames } from '../diff/index.js';
import {
  exportRealm,
  inexpressibleText,
  withNamedObjects,
  type Exported,
  type ExportWish,
  type Proving,
} from '../export/index.js';
import { textFits } from '../kinds/index.js';
import { readLive } from '../live/index.js';
import {
  addressParts,
  Failure,
  hasErrors,
  nearest,
  WHOLE_ACCOUNT,
  type LiveState,
  type ReadNeeds,
  type Target,
} from '../model/index.js';
import { countText } from '../render/index.js';
import { parseSource } from '../source/index.js';
import type { LookingWorld } from './edges.js';
import { EXIT } from './exit.js';
import { loadSettings, type Selection } from './load.js';
import type { Output } from './output.js';
import { onlyTarget, refuseFiles, runTargets, type TargetResult } from './run-targets.js';
import { writeExport } from './write-export.js';

export interface ExportOptions extends Selection {
  /** Patterns of client ids; none means the whole realm. */
  readonly client: readonly string[];
  /** The folder for the files; the target's name when absent. */
  readonly out?: string;
  readonly stdout: boolean;
  readonly singleFile: boolean;
  readonly templates: boolean;
  readonly includeBuiltIn: boolean;
  /** Whether files that are there already are written over. */
  readonly force: boolean;
  /** Whether nothing is said of what comes next. */
  readonly quiet: boolean;
}

/** Writes realm files for what is live. Only reads the realm; the files are proved to change nothing before they are written. */
export async function exportFiles(world: LookingWorld, options: ExportOptions, output: Output): Promise<number> {
  const settings = await loadSettings(world, options);
  if (hasErrors(settings.diagnostics)) return refuseFiles(output, settings.diagnostics);
  if (options.stdout) onlyTarget(settings.targets, '--stdout');
  else if (options.out !== undefined) onlyTarget(settings.targets, '--out');
  return await runTargets(settings, output, (target, show) => {
    show([]);
    return exportTarget(world, target, { options, output });
  });
}

interface Asked {
  readonly options: ExportOptions;
  readonly output: Output;
}

async function exportTarget(world: LookingWorld, target: Target, asked: Asked): Promise<TargetResult> {
  const wish = wishOf(target, asked.options);
  const live = await readRealm(world, target, wish);
  if (live.unread.length > 0) throw unreadFailure(live);
  if (asked.options.client.length > 0) checkPatterns(live, asked.options);
  const exported = exportRealm(live, wish, provingFor(target, live, world.today()));
  const unmarked = [...exported.desired.objects.keys()].filter((of) => live.objects.get(of)?.mark === undefined);
  return await showExport(world, target, { ...asked, exported, unmarked: unmarked.length });
}

function wishOf(
  { owner }: Target,
  { client, templates, includeBuiltIn, singleFile, stdout }: ExportOptions,
): ExportWish {
  return {
    owner,
    clients: client.length === 0 ? ['*'] : client,
    others: client.length === 0,
    includeBuiltIn,
    templates,
    singleFile: singleFile || stdout,
  };
}

/** Everything that the wish covers, in one pass. The server is asked for its version, because new realms differ. */
function needsOf({ clients, others, includeBuiltIn }: ExportWish): ReadNeeds {
  const exact = clients.filter((pattern) => !pattern.includes('*'));
  return {
    objects: new Set(),
    clientRoles: new Set(),
    composites: new Set(),
    roleScopes: new Set(),
    accounts: new Map(exact.map((clientId) => [clientId, WHOLE_ACCOUNT])),
    groups: new Set(),
    flows: false,
    mapperTypes: true,
    whole: { clients, others, builtIn: includeBuiltIn },
  };
}

async function readRealm(world: LookingWorld, target: Target, wish: ExportWish): Promise<LiveState> {
  const reading = world.openReading(target);
  try {
    reading.reader.readAhead();
    const options = { owner: target.owner, onProgress: world.onProgress };
    return withNamedObjects(await readLive(reading.reader, needsOf(wish), options));
  } finally {
    await reading.close();
  }
}

/** Files of half a realm would look like files of a whole one. */
function unreadFailure({ unread }: LiveState): Failure {
  const rights = [...new Set(unread.flatMap(({ missingRole }) => missingRole ?? []))].sort();
  const [first] = unread;
  const hint =
    rights.length > 0
      ? `Give the identity that plans ${rights.join(', ')} of realm-management`
      : 'Try again when nobody changes the realm';
  const code = rights.length > 0 ? 'missing-right' : 'incomplete-read';
  return new Failure(code, `the realm was not read whole: ${first?.evidence ?? ''}`, { hint });
}

function checkPatterns({ objects }: LiveState, { client }: ExportOptions): void {
  const ids = [...objects.values()]
    .filter(({ kind }) => kind === 'client')
    .map(({ address }) => addressParts(address).names[0] ?? '');
  const lost = client.find((pattern) => !ids.some((id) => textFits(pattern, id)));
  if (lost === undefined) return;
  const near = nearest(lost, ids).map((id) => `"${id}"`);
  const hint =
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Write * for any text, such as --client "team-*"';
  throw new Failure('usage', `no client of the realm fits "${lost}"`, { hint });
}

/** How the files are proved: by the very stages that any later plan of them goes through. */
function provingFor(target: Target, live: LiveState, today: string): Proving {
  const history = { applied: new Map<never, never>() };
  return {
    parse: parseSource,
    resolve: (files) => resolveDesired({ layers: [files], commit: 'none' }, target),
    compare(desired) {
      const { live: settled, renames } = settleRenames(desired, live);
      const context = {
        commit: 'none',
        today,
        due: false,
        orphans: { then: 'report' },
        history,
        renames,
        settings: target.place,
        ownClients: new Set<never>(),
      } as const;
      return compareStates(desired, settled, context).changes.filter(({ action }) => action !== 'mark');
    },
    checkReferences: (desired) => checkReferences(desired, live).filter(({ severity }) => severity === 'error'),
  };
}

interface Shown extends Asked {
  readonly exported: Exported;
  /** How many of its objects nobody has marked yet. */
  readonly unmarked: number;
}

async function showExport(
  world: LookingWorld,
  target: Target,
  { options, output, exported, unmarked }: Shown,
): Promise<TargetResult> {
  const { files, missing, desired } = exported;
  const isText = output.format === 'text';
  const left = missing.map(inexpressibleText);
  const document = { target: target.name, objects: desired.objects.size, inexpressible: left };
  if (options.stdout) {
    if (isText) output.result(files.map(({ text }) => text.trimEnd()).join('\n'));
    return { exit: EXIT.fine, json: () => ({ ...document, files }) };
  }
  const folder = resolve(world.folder, options.out ?? target.name);
  const name = relative(world.folder, folder) || '.';
  const stale = await writeExport({ folder, name, force: options.force }, files);
  if (isText) {
    const what = `${countText(desired.objects.size, 'object')} in ${countText(files.length, 'file')}`;
    output.result(`${target.name}: wrote ${what} to ${name}; planning them changes nothing`);
    if (left.length > 0)
      output.result(`Not said by the files, and left as it is:\n${left.map((line) => `  ${line}`).join('\n')}`);
  }
  if (stale.length > 0)
    output.note(`There already, and not written by this export: ${stale.map((path) => join(name, path)).join(', ')}`);
  if (isText && !options.quiet && desired.objects.size > 0) output.note(nextWords(target, unmarked));
  return { exit: EXIT.fine, json: () => ({ ...document, folder: name, files: files.map(({ path }) => path), stale }) };
}

/** How to go on from files to a realm that is managed by them. */
function nextWords({ name }: Target, unmarked: number): string {
  const adopting =
    unmarked === 0 ? '.' : `, only ${unmarked} to adopt: keyplan apply --mark-only does that and touches no field.`;
  return [
    `Next: look through the files, list them under "files" of target ${name} unless they are, and commit them.`,
    `keyplan plan then shows no change${adopting}`,
  ].join('\n');
}
