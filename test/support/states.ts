import {
  address,
  addressParts,
  digest,
  fieldPath,
  sortedBy,
  type Address,
  type Allowance,
  type DesiredObject,
  type DesiredState,
  type FactValue,
  type FieldPath,
  type IgnoreRule,
  type LiveObject,
  type LiveRealm,
  type LiveState,
  type Mark,
  type Place,
  type Reference,
  type Removal,
  type Unread,
} from '../../src/model/index.js';
import type { CompareContext } from '../../src/diff/index.js';
import { isBuiltIn } from '../../src/kinds/index.js';

/** Facts as a test writes them: plain paths with `/` between plain parts, or lists of parts for names that hold a slash. */
export type WrittenFacts = readonly (readonly [path: string | readonly string[], value: FactValue])[];

export const OWNER = 'github.com/acme/identities';
export const TARGET: DesiredState['target'] = {
  name: 'test',
  server: 'https://sso.example',
  realm: 'agents',
  owner: OWNER,
};

/** A place in the test's imaginary realm file. */
export function at(line: number, file = 'realm.yaml'): Place {
  return { file, line, column: 3 };
}

/** Facts of an object. @example facts([['enabled', true], [['redirectUris', 'https://a/b'], true]]) */
export function facts(written: WrittenFacts): ReadonlyMap<FieldPath, FactValue> {
  const map = new Map(written.map(([path, value]) => [pathOf(path), value]));
  if (map.size !== written.length) throw new Error('a fact is written twice');
  return map;
}

function pathOf(path: string | readonly string[]): FieldPath {
  return fieldPath(...(typeof path === 'string' ? path.split('/') : path));
}

interface DesiredOptions {
  readonly exact?: readonly string[];
  readonly allow?: readonly Allowance[];
  readonly line?: number;
  readonly protect?: boolean;
  /** The client id until now. */
  readonly renamedFrom?: string;
}

/** An object as the files want it. */
export function wants(
  of: Address,
  written: WrittenFacts = [],
  { exact = [], allow = [], line = 1, protect, renamedFrom }: DesiredOptions = {},
): DesiredObject {
  const own = facts(written);
  const prefixes = exact as readonly FieldPath[];
  return {
    address: of,
    kind: addressParts(of).kind,
    place: at(line),
    facts: own,
    exact: prefixes,
    places: new Map([...own.keys()].map((path, index) => [path, at(line + 1 + index)])),
    allow,
    ...(protect === undefined ? {} : { protect }),
    ...(renamedFrom === undefined ? {} : { renamedFrom: { clientId: renamedFrom, place: at(line, 'renames.yaml') } }),
    digest: digest([sortedBy(own, ([path]) => path), sortedBy(prefixes, (prefix) => prefix)]),
  };
}

/** Everything that the files want. */
export function desired(
  objects: readonly DesiredObject[],
  openReferences: readonly Reference[] = [],
  { removals = [], ignores = [] }: Partial<Pick<DesiredState, 'removals' | 'ignores'>> = {},
): DesiredState {
  const sorted = [...objects].sort((a, b) => (a.address < b.address ? -1 : 1));
  const byAddress = new Map(sorted.map((object) => [object.address, object]));
  return { target: TARGET, objects: byAddress, openReferences, removals, ignores };
}

interface LiveOptions {
  /** The owner of the mark; none when absent. `applied` is the digest that it says. */
  readonly owner?: string;
  readonly applied?: string;
  /** What the mark says besides. */
  readonly mark?: Partial<Mark>;
  readonly unread?: readonly string[];
}

/** An object as the server has it. */
export function has(
  of: Address,
  written: WrittenFacts = [],
  { owner, applied = 'a', unread = [], mark: more = {} }: LiveOptions = {},
): LiveObject {
  const mark: Mark | undefined =
    owner === undefined
      ? undefined
      : { owner, commit: 'c0ffee', format: 1, digest: applied, ownsRoles: false, ...more };
  return {
    address: of,
    kind: addressParts(of).kind,
    id: `id-of-${of}`,
    facts: facts(written),
    detail: 'facts',
    unread: unread as readonly FieldPath[],
    builtIn: isBuiltIn(of, TARGET.realm),
    ...(mark === undefined ? {} : { mark }),
  };
}

interface LiveExtras {
  readonly unread?: readonly Unread[];
  readonly realm?: Partial<LiveRealm>;
  readonly composites?: LiveState['composites'];
}

/** The live realm. It has the client scope `service_account`, as 26.7.4 has. */
export function live(
  objects: readonly LiveObject[] = [],
  { unread = [], realm = {}, composites = new Map() }: LiveExtras = {},
): LiveState {
  const all = [...objects, has(address('client-scope', 'service_account'))].sort((a, b) =>
    a.address < b.address ? -1 : 1,
  );
  return {
    realm: {
      name: TARGET.realm,
      defaultGroups: [],
      defaultDefaultClientScopes: ['basic', 'profile'],
      defaultOptionalClientScopes: ['phone'],
      clientScopeProtocols: new Map(),
      flows: new Map(),
      mapperTypes: new Map(),
      ...realm,
    },
    objects: new Map(all.map((object) => [object.address, object])),
    unread,
    composites,
  };
}

/** What a comparison knows besides the two states: nothing of the past, and files outside git. */
export function comparing(changes: Partial<CompareContext> = {}): CompareContext {
  return {
    commit: 'none',
    today: '2026-11-25',
    due: false,
    orphans: { then: 'report' },
    history: { applied: new Map() },
    renames: new Map(),
    settings: { file: 'keyplan.yaml', line: 1, column: 1 },
    ownClients: new Set(),
    ...changes,
  };
}

/** A word under `removed`. */
export function removes(of: Address, then: Removal['then'], reason?: string): Removal {
  return { address: of, then, place: at(90), ...(reason === undefined ? {} : { reason }) };
}

/** A rule under `ignore`; `field` in plain parts with `/` between. */
export function ignores(of: Address, field: string): IgnoreRule {
  const { kind, names } = addressParts(of);
  return { kind, names, field: field.split('/'), place: at(95) };
}
