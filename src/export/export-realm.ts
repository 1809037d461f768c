import { addressParts, type DesiredState, type LiveState, type SourceFile } from '../model/index.js';
import { textFits, type TreeMap } from '../kinds/index.js';
import { describeClient } from './client-entry.js';
import { describeRealm } from './describe-realm.js';
import type { ExportWish } from './export-wish.js';
import { sortInexpressible, type Inexpressible } from './inexpressible.js';
import { layOut, type ExportedFile } from './lay-out.js';
import type { Proving } from './proving.js';
import { differingFacts } from './same-meaning.js';
import { settleEntries } from './settle-entries.js';
import { shareTemplates } from './share-templates.js';
import { shortenEntries } from './shorten-entries.js';

/** An export, proved: its files resolve to what is live, and applying them would change nothing but marks. */
export interface Exported {
  readonly files: readonly ExportedFile[];
  /** What the files do not say, in reading order. */
  readonly missing: readonly Inexpressible[];
  /** What the files resolve to. */
  readonly desired: DesiredState;
}

/**
 * Files for a live realm, or for some of its clients. Everything is written out first and what cannot be is taken away and
 * named; only then words become shorter, each proved to say the same. At last the texts themselves are read back.
 *
 * Throws where a text says something else than it should, which is a fault of ours: nothing may be written then.
 */
export function exportRealm(live: LiveState, wish: ExportWish, proving: Proving): Exported {
  const { entries, missing } = describeRealm(live, wish);
  const settled = settleEntries(entries, proving);
  const short = shortenEntries(entries, settled.desired, proving);
  const shared = wish.templates ? shareTemplates(short, settled.desired, proving) : short;
  const all = sortInexpressible([...missing, ...settled.missing]);
  const builtIn = wish.includeBuiltIn ? builtInClients(live, wish) : new Map();
  const files = layOut({ entries: shared, missing: all, builtIn, singleFile: wish.singleFile });
  return { files, missing: all, desired: proveTexts(files, settled.desired, proving) };
}

function builtInClients({ objects }: LiveState, { clients }: ExportWish): TreeMap {
  const own = [...objects.values()].filter(
    ({ kind, builtIn, detail }) => kind === 'client' && builtIn && detail === 'facts',
  );
  const fitting = own.filter(({ address }) =>
    clients.some((pattern) => textFits(pattern, addressParts(address).names[0] ?? '')),
  );
  return new Map(fitting.map((client) => [addressParts(client.address).names[0] ?? '', describeClient(client).entry]));
}

/** Reads the texts as any later run will, and throws unless they say what was proved and change nothing. */
function proveTexts(files: readonly ExportedFile[], settled: DesiredState, proving: Proving): DesiredState {
  const parsed = files.map(({ path, text }): SourceFile => {
    const { value, diagnostics } = proving.parse(path, text);
    const [first] = diagnostics;
    if (value === undefined || first !== undefined)
      throw new Error(`${path} is not read as it was written: ${first?.code}`);
    return value;
  });
  const { value: desired, diagnostics } = proving.resolve(parsed);
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (desired === undefined) throw new Error(`the files do not resolve: ${error?.code} at ${error?.place.file}`);
  for (const [address, object] of settled.objects) {
    const written = desired.objects.get(address);
    if (written === undefined) throw new Error(`the files lack ${address}`);
    const [path] = differingFacts(object, written);
    if (path !== undefined) throw new Error(`the files say something else about ${address} ${path}`);
  }
  if (desired.objects.size !== settled.objects.size) throw new Error('the files declare more than they should');
  const [change] = proving.compare(desired);
  if (change !== undefined)
    throw new Error(`the files would ${change.action} ${change.address} ${change.fields[0]?.path}`);
  const [unknown] = proving.checkReferences(desired);
  if (unknown !== undefined) throw new Error(`the files name what is not there: ${unknown.code}`);
  return desired;
}
