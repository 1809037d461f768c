import {
  compareText,
  hasErrors,
  sortDiagnostics,
  type Diagnosed,
  type Diagnostic,
  type FilePattern,
  type Place,
  type Policy,
  type Settings,
  type SourceEntry,
  type SourceFile,
  type SourceMap,
  type SourceNode,
  type Target,
} from '../model/index.js';
import { checkName } from './check-names.js';
import { placeKey, problem } from './problem.js';
import { entriesOf, itemsOf, optionalText, valueOf } from './read-nodes.js';
import { VARIABLE_NAME } from './replace-variables.js';
import { resolvePolicy } from './resolve-policy.js';
import { resolveSignIns } from './resolve-sign-ins.js';
import { resolveConnection } from './resolve-connection.js';
import { resolveIssuer } from './resolve-issuer.js';
import { normaliseUrl } from './server-url.js';
import { checkShape } from './shape/index.js';

/** `keyplan.yaml`, resolved. All problems come at once; with an error there is no value. */
export function resolveSettings(file: SourceFile): Diagnosed<Settings> {
  const found: Diagnostic[] = [];
  const shape = checkShape(file, 'settings');
  const owner = file.root.entries.get('owner');
  const policy = resolvePolicy(file.root.entries.get('policy'), found);
  const targets = new Map<string, Target>();
  for (const [name, entry] of entriesOf(file.root.entries.get('targets')?.value, found)) {
    checkName(name, entry.place, { what: 'the target' }, found);
    if (entry.value.type !== 'map') continue;
    const target = resolveTarget(name, { ...entry, value: entry.value }, { owner, policy, found });
    if (target !== undefined) targets.set(name, target);
  }
  const ours = [...found, ...duplicateTargets([...targets.values()])];
  const diagnostics = sortDiagnostics(withoutEchoes(ours, shape));
  if (hasErrors(diagnostics)) return { diagnostics };
  const sorted = [...targets].sort(([a], [b]) => compareText(a, b));
  return { value: { targets: new Map(sorted) }, diagnostics };
}

/** What was found, each place explained once: by the shape check, unless a secret stands there, which is the graver word. */
function withoutEchoes(found: readonly Diagnostic[], shape: readonly Diagnostic[]): readonly Diagnostic[] {
  const secrets = new Set(found.filter(({ code }) => code === 'literal-secret').map(({ place }) => placeKey(place)));
  const explained = new Set(shape.map(({ place }) => placeKey(place)));
  const ours = found.filter(({ code, place }) => code === 'literal-secret' || !explained.has(placeKey(place)));
  const theirs = shape.filter(({ code, place }) => code === 'literal-secret' || !secrets.has(placeKey(place)));
  const said = new Set(theirs.map(({ code, place }) => `${code} ${placeKey(place)}`));
  return [...theirs, ...ours.filter(({ code, place }) => !said.has(`${code} ${placeKey(place)}`))];
}

interface Around {
  readonly owner: SourceEntry | undefined;
  readonly policy: Policy;
  readonly found: Diagnostic[];
}

interface TargetEntry {
  readonly place: Place;
  readonly value: SourceMap;
}

/** A target, or undefined where something that it cannot do without is missing or wrong, which is a diagnostic then. */
function resolveTarget(
  name: string,
  { place, value }: TargetEntry,
  { owner, policy, found }: Around,
): Target | undefined {
  const server = urlOf(value, 'server', found);
  const realm = checkedText(value.entries.get('realm'), 'the realm', found);
  const ownOwner = value.entries.get('owner') ?? owner;
  if (ownOwner === undefined) {
    const hint = 'Write owner: github.com/acme/identities at the top, or in each target';
    found.push(problem('missing-key', place, `nobody is named as the owner of target "${name}"`, hint));
  }
  const ownerText = checkedText(ownOwner, 'the owner', found);
  const vars = resolveVariables(value.entries.get('vars'), found);
  const files = resolveFiles(value.entries.get('files'), found);
  const signIn = resolveSignIns(value.entries.get('auth'), { realm: realm ?? '', server }, found);
  const issuer = resolveIssuer(value, { server, realm }, found);
  const connection = resolveConnection(value.entries.get('connection'), found);
  if (
    server === undefined ||
    issuer === undefined ||
    realm === undefined ||
    ownerText === undefined ||
    signIn === undefined
  )
    return undefined;
  return {
    name,
    server,
    realm,
    owner: ownerText,
    place,
    files,
    vars,
    signIn,
    issuer,
    connection,
    policy,
  };
}

function urlOf(map: SourceMap, key: string, found: Diagnostic[]): string | undefined {
  const entry = map.entries.get(key);
  const text = optionalText(map, key, found);
  return entry === undefined || text === undefined ? undefined : normaliseUrl(text, entry.value.place, found);
}

function checkedText(entry: SourceEntry | undefined, what: string, found: Diagnostic[]): string | undefined {
  const text = entry === undefined ? undefined : valueOf(entry.value, 'string', found);
  if (entry !== undefined && text !== undefined) checkName(text, entry.value.place, { what }, found);
  return text;
}

function resolveVariables(entry: SourceEntry | undefined, found: Diagnostic[]): Target['vars'] {
  if (entry === undefined) return {};
  const variables = [...entriesOf(entry.value, found)].flatMap(([name, { place, value }]) => {
    if (!VARIABLE_NAME.test(name)) {
      const hint = 'Use letters, digits, _ and -, starting with a letter';
      found.push(problem('invalid-value', place, `"${name}" is no name for a variable`, hint));
    }
    return value.type === 'scalar' && value.value !== null ? [[name, value.value] as const] : [];
  });
  return Object.fromEntries(variables);
}

function resolveFiles(entry: SourceEntry | undefined, found: Diagnostic[]): readonly FilePattern[] {
  if (entry === undefined) return [];
  return itemsOf(entry.value, found).flatMap((item) => resolvePattern(item, found));
}

function resolvePattern(item: SourceNode, found: Diagnostic[]): readonly FilePattern[] {
  if (item.type !== 'map') {
    const pattern = valueOf(item, 'string', found);
    return pattern === undefined ? [] : [{ pattern, optional: false, place: item.place }];
  }
  const pattern = optionalText(item, 'pattern', found);
  const optional = item.entries.get('optional')?.value;
  const place = item.entries.get('pattern')?.value.place ?? item.place;
  const isOptional = optional !== undefined && valueOf(optional, 'boolean', found) === true;
  return pattern === undefined ? [] : [{ pattern, optional: isOptional, place }];
}

/** Two targets of one owner on one realm would each take the other's clients for orphans. */
function duplicateTargets(targets: readonly Target[]): readonly Diagnostic[] {
  const firsts = new Map<string, Target>();
  return targets.flatMap((target) => {
    const key = [target.server, target.realm, target.owner].join('\u0000');
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, target);
      return [];
    }
    const message = `the targets "${first.name}" and "${target.name}" have one server, realm and owner`;
    const hint = 'Give one of them an owner of its own, or put the files of both into one target';
    const related = [{ place: first.place, message: `target "${first.name}"` }];
    return [{ ...problem('duplicate-target', target.place, message, hint), related }];
  });
}
