import { KINDS } from '../../src/kinds/index.js';
import {
  addressParts,
  compareAddresses,
  compareText,
  digest,
  fieldParts,
  fieldPath,
  sameValue,
  type Address,
  type Attribution,
  type FactValue,
  type FieldChange,
  type FieldPath,
  type Hazard,
  type HazardName,
  type Mark,
  type MarkChange,
  type Mention,
  type ObjectChange,
  type Operation,
  type Origin,
  type Place,
  type Plan,
  type PlanCounts,
  type RemovalWord,
  type Step,
  type StepId,
  type TargetIdentity,
  type Verdict,
} from '../../src/model/index.js';

export const TARGET: TargetIdentity = {
  name: 'prod',
  server: 'https://sso.acme.example',
  realm: 'agents',
  owner: 'github.com/acme/identities',
};

/** A place from `file:line` or `file:line:column`. */
export function at(text: string): Place {
  const match = /^(.+?):(\d+)(?::(\d+))?$/.exec(text);
  if (match === null) throw new Error(`a place is written file:line, not "${text}"`);
  const [, file = '', line = '', column = '3'] = match;
  return { file, line: Number(line), column: Number(column) };
}

/** An address as plans spell it, percent-encoded part by part. */
export function addressOf(text: string): Address {
  const { kind, names } = addressParts(text as Address);
  if (!Object.hasOwn(KINDS, kind) || names.length === 0)
    throw new Error(`"${text}" is no address; one is client/my-client`);
  if (kind === 'client-role' && names.length !== 2) throw new Error(`"${text}": a client role has two names`);
  return text as Address;
}

/** A field path, percent-encoded part by part. */
export function pathOf(text: string): FieldPath {
  const encoded = fieldPath(...fieldParts(text as FieldPath));
  if (encoded !== text) throw new Error(`the path "${text}" is written ${encoded}`);
  return encoded;
}

/** A mark of this owner. */
export function markOf(changes: Partial<Mark> = {}): Mark {
  return {
    owner: TARGET.owner,
    commit: '1a2b3c4d5e6f7a8b9c0d',
    format: 1,
    digest: digest('applied before'),
    ownsRoles: false,
    ...changes,
  };
}

interface ChangeOptions {
  /** `file:line` of the entry. */
  readonly at: string;
  readonly origin?: Origin;
  readonly adopts?: boolean;
  readonly mark?: MarkChange;
  readonly unread?: readonly string[];
  /** Origins of fields that are not the object's, by path. */
  readonly origins?: Readonly<Record<string, Origin>>;
  readonly changedBy?: readonly Attribution[];
}

/** A created object with its facts by path. */
export function created(
  address: string,
  options: ChangeOptions & {
    readonly facts: Readonly<Record<string, FactValue>>;
    readonly serverAdds?: readonly string[];
  },
): ObjectChange {
  const fields = Object.entries(options.facts).map(
    ([path, after]): FieldChange => ({ path: pathOf(path), before: undefined, after }),
  );
  return changeOf(
    address,
    'create',
    { ...options, mark: options.mark ?? { after: markOf() } },
    { fields, serverAdds: options.serverAdds ?? [] },
  );
}

/** An object that stays and changes; each field with its two sides, undefined for absent. */
export function updated(
  address: string,
  options: ChangeOptions & {
    readonly fields: Readonly<Record<string, readonly [before: FactValue | undefined, after: FactValue | undefined]>>;
  },
): ObjectChange {
  const fields = Object.entries(options.fields).map(([path, [before, after]]): FieldChange => {
    if (sameValue(before, after))
      throw new Error(`${address}: ${path} is the same before and after, which is no change`);
    return { path: pathOf(path), before, after };
  });
  if (fields.length === 0) throw new Error(`${address}: an update has at least one field; use marked()`);
  return changeOf(address, 'update', options, { fields, serverAdds: [] });
}

/** A client that gets another id, with the fields that differ besides. */
export function renamed(
  from: string,
  to: string,
  options: ChangeOptions & {
    readonly fields?: Readonly<Record<string, readonly [before: FactValue | undefined, after: FactValue | undefined]>>;
    readonly stillNamed?: readonly Mention[];
  },
): ObjectChange {
  const { fields = {}, stillNamed } = options;
  const change =
    Object.keys(fields).length === 0
      ? changeOf(to, 'update', options, { fields: [], serverAdds: [] })
      : updated(to, { ...options, fields });
  return { ...change, renamedFrom: addressOf(from), ...(stillNamed === undefined ? {} : { stillNamed }) };
}

/** An object that goes, is switched off, or keeps everything but our mark. */
export function removed(
  address: string,
  action: 'delete' | 'disable' | 'forget',
  options: ChangeOptions & { readonly removal: RemovalWord; readonly loses?: readonly string[] },
): ObjectChange {
  const mark = options.mark ?? { before: markOf(), ...(action === 'disable' ? { after: markOf() } : {}) };
  const change = changeOf(address, action, { origin: 'orphan', ...options, mark }, { fields: [], serverAdds: [] });
  return { ...change, removal: options.removal, ...(options.loses === undefined ? {} : { loses: options.loses }) };
}

/** An object whose mark alone is written. */
export function marked(address: string, options: ChangeOptions): ObjectChange {
  return changeOf(
    address,
    'mark',
    { ...options, mark: options.mark ?? { after: markOf() } },
    { fields: [], serverAdds: [] },
  );
}

function changeOf(
  address: string,
  action: ObjectChange['action'],
  options: ChangeOptions,
  { fields, serverAdds }: Pick<ObjectChange, 'fields' | 'serverAdds'>,
): ObjectChange {
  return {
    address: addressOf(address),
    action,
    origin: options.origin ?? (options.adopts === true ? 'adopt' : 'pending'),
    adopts: options.adopts ?? false,
    fields: [...fields]
      .sort((a, b) => compareText(a.path, b.path))
      .map((field) => {
        const origin = options.origins?.[field.path];
        return origin === undefined ? field : { ...field, origin };
      }),
    serverAdds,
    ...(options.changedBy === undefined ? {} : { changedBy: options.changedBy }),
    ...(options.mark === undefined ? {} : { mark: options.mark }),
    place: at(options.at),
    unread: (options.unread ?? []).map(pathOf),
  };
}

/** A danger of one object. */
export function hazardOf(hazard: HazardName, address: string, detail: string, path?: string): Hazard {
  return { hazard, address: addressOf(address), detail, ...(path === undefined ? {} : { path: pathOf(path) }) };
}

interface PlanOptions extends Partial<Omit<Plan, 'changes' | 'steps' | 'counts' | 'format'>> {
  readonly counts?: Partial<PlanCounts>;
  readonly hazards?: readonly Hazard[];
}

/** A plan of these changes, with the steps and counts that follow from them; a hazard lies on its object's first step. */
export function planOf(changes: readonly ObjectChange[], { counts, hazards = [], ...options }: PlanOptions = {}): Plan {
  const addresses = new Set(changes.map(({ address }) => address));
  if (addresses.size !== changes.length) throw new Error('a plan has one change for each object');
  const lost = hazards.find(({ address }) => !addresses.has(address));
  if (lost !== undefined) throw new Error(`the hazard ${lost.hazard} is on ${lost.address}, which does not change`);
  const sorted = [...changes].sort((a, b) => compareAddresses(a.address, b.address));
  const count = (action: ObjectChange['action']): number => changes.filter((change) => change.action === action).length;
  const adopt = changes.filter(({ action, adopts }) => action === 'mark' && adopts).length;
  return {
    format: 1,
    target: TARGET,
    commit: '3f9c2e1d4b5a69788796a5b4c3d2e1f001122334',
    readAs: 'keyplan-plan',
    changes: sorted,
    steps: sorted.flatMap((change) => stepsOf(change, hazards)),
    orphans: [],
    scheduled: [],
    released: [],
    unmanaged: [],
    unread: [],
    notes: [],
    ...options,
    counts: {
      create: count('create'),
      update: count('update'),
      delete: count('delete'),
      disable: count('disable'),
      forget: count('forget'),
      rename: changes.filter(({ renamedFrom }) => renamedFrom !== undefined).length,
      adopt,
      mark: count('mark') - adopt,
      unchangedClients: 0,
      unchanged: counts?.unchangedClients ?? 0,
      owned: 0,
      unmanagedClients: options.unmanaged?.length ?? 0,
      ...counts,
    },
  };
}

/** The steps that carry out one change, in the order in which they need each other. */
export function stepsOf(change: ObjectChange, hazards: readonly Hazard[] = []): readonly Step[] {
  const kind = KINDS[addressParts(change.address).kind];
  const isNew = change.action === 'create';
  const partOf = (path: FieldPath): Operation => {
    const part = kind.part(path);
    return part === 'object' || (isNew && kind.bornWith(path)) ? change.action : part;
  };
  const operations = new Set<Operation>(change.renamedFrom === undefined ? [] : ['rename']);
  if (isNew || change.mark !== undefined) operations.add(change.action);
  for (const { path } of change.fields) operations.add(partOf(path));
  const ids = [...operations].map((operation) => `${change.address}#${operation}` as StepId);
  return [...operations].map((operation, order): Step => {
    const fields = change.fields.filter(({ path }) => partOf(path) === operation);
    return {
      id: `${change.address}#${operation}` as StepId,
      address: change.address,
      operation,
      fields,
      ...(operation === 'rename' && change.renamedFrom !== undefined ? { renamedFrom: change.renamedFrom } : {}),
      ...(order === 0 && change.mark !== undefined ? { mark: change.mark } : {}),
      needs: ids.slice(0, order),
      hazards: order === 0 ? hazards.filter(({ address }) => address === change.address) : [],
      digest: digest([change.address, operation, fields]),
      place: change.place,
    };
  });
}

/** A verdict that lets everything pass, but for what is given. */
export function verdictOf(changes: Partial<Verdict> = {}): Verdict {
  return { refusals: [], allowed: [], warnings: [], ...changes };
}
