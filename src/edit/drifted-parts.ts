import { ACCOUNT, ACCOUNT_PRESENT, ACCOUNT_SWITCH, isManaged } from '../kinds/index.js';
import {
  addressParts,
  fieldParts,
  isOriginAmong,
  isUnder,
  Secret,
  type Address,
  type DesiredState,
  type FactValue,
  type FieldChange,
  type FieldPath,
  type LiveState,
  type ObjectChange,
} from '../model/index.js';

/** What of one object was changed outside git and stands in one place of the files. Keys are those inside the entry. */
export type Part =
  | { readonly form: 'scalar'; readonly keys: readonly string[]; readonly value: string | number | boolean }
  | { /** An attribute with one text. */ readonly form: 'attribute'; readonly name: string; readonly text: string }
  | {
      readonly form: 'list';
      readonly keys: readonly string[];
      readonly add: readonly string[];
      readonly drop: readonly string[];
    }
  | { readonly form: 'mapper'; readonly name: string }
  | { /** The service account was switched off, with all that it held. */ readonly form: 'account-off' }
  | { /** The object is no longer there. */ readonly form: 'gone' }
  | { /** No file can say it. */ readonly form: 'unsayable'; readonly why: string };

/** A part that drifted, with the fields that say so. `before` of a field is what the files must come to say. */
export interface Drifted {
  readonly address: Address;
  readonly part: Part;
  readonly fields: readonly FieldChange[];
}

/** The states that the changes came from. */
export interface Compared {
  readonly desired: DesiredState;
  readonly live: LiveState;
}

/** What was changed outside git, put together by the places of the files that say it; what cannot be told from drift counts. */
export function driftedParts(changes: readonly ObjectChange[], compared: Compared): readonly Drifted[] {
  const parts = changes.flatMap((change): readonly Drifted[] => {
    if (change.action === 'create') return isDrift(change) ? [gone(change)] : [];
    // What carries no mark may never have been ours, so that the files do not follow it.
    if (change.action !== 'update' || change.adopts) return [];
    const fields = change.fields.filter((field) => isDrift({ origin: field.origin ?? change.origin }));
    return partsOf(change.address, fields, compared);
  });
  // What names an object goes before the object itself.
  return [...parts.filter(({ part }) => part.form !== 'gone'), ...parts.filter(({ part }) => part.form === 'gone')];
}

function isDrift({ origin }: Pick<ObjectChange, 'origin'>): boolean {
  return isOriginAmong(origin, ['drift']);
}

function gone({ address, fields }: ObjectChange): Drifted {
  return { address, part: { form: 'gone' }, fields };
}

function partsOf(address: Address, fields: readonly FieldChange[], compared: Compared): readonly Drifted[] {
  const object = compared.desired.objects.get(address);
  const groups = new Map<string, FieldChange[]>();
  // With the account goes what it held; nobody took that away by itself.
  const accountIsLost = fields.some(({ path, before }) => path === ACCOUNT_PRESENT && before === undefined);
  for (const field of fields) {
    // A scope that moved to the other list leaves this one, of which the files say nothing.
    const isSaid = object !== undefined && isManaged(object, field.path);
    if (!isSaid && field.path !== 'clientId' && field.path !== 'enabled') continue;
    const isOfAccount = isUnder(field.path, ACCOUNT) || field.path === ACCOUNT_SWITCH;
    const key = accountIsLost && isOfAccount ? ACCOUNT : groupKey(field.path);
    groups.set(key, [...(groups.get(key) ?? []), field]);
  }
  return [...groups.values()].map((together) => ({
    address,
    fields: together,
    part: partOf(address, together, compared),
  }));
}

/** Lists whose members are facts of their own, by the keys before the member. */
const LISTS: readonly RegExp[] = [
  /^(?:redirectUris|webOrigins|defaultClientScopes|optionalClientScopes)$/,
  /^(?:roleScope\/|serviceAccount\/)?realmRoles$/,
  /^(?:roleScope\/|serviceAccount\/)?clientRoles\/[^/]*$/,
  /^serviceAccount\/groups$/,
  /^composites\/realm$/,
  /^composites\/client\/[^/]*$/,
  /^attachTo\/(?:default|optional)$/,
];

function isMember(path: FieldPath): boolean {
  const prefix = path.slice(0, path.lastIndexOf('/'));
  return LISTS.some((list) => list.test(prefix));
}

function groupKey(path: FieldPath): string {
  const [head = '', name = ''] = path.split('/');
  if (head === 'protocolMappers') return `${head}/${name}`;
  return isMember(path) ? path.slice(0, path.lastIndexOf('/')) : path;
}

function partOf(address: Address, fields: readonly FieldChange[], { desired, live }: Compared): Part {
  const [field] = fields;
  if (field === undefined) return { form: 'unsayable', why: 'it has no field' };
  const { path } = field;
  const parts = fieldParts(path);
  const [head = '', second = ''] = parts;
  if (fields.some(({ before, after }) => before instanceof Secret || after instanceof Secret)) return SECRET;
  if (path === 'clientId')
    return { form: 'unsayable', why: 'the files say the rename, and only people can take it back' };
  if (fields.some((one) => one.path === ACCOUNT_PRESENT && one.before === undefined)) {
    const isOff = fields.some((one) => one.path === ACCOUNT_SWITCH && one.before === false);
    return isOff ? { form: 'account-off' } : { form: 'unsayable', why: ACCOUNT_IS_MISSING };
  }
  if (head === 'protocolMappers') return { form: 'mapper', name: second };
  if (isMember(path)) return listOf(parts.slice(0, -1), fields);
  const found = live.objects.get(address)?.facts.get(path) ?? field.before;
  if (parts.at(-2) === 'attributes') {
    const { kind } = addressParts(address);
    const isSingle = parts.length === 2 && (kind === 'client' || kind === 'client-scope');
    const written = desired.objects.get(address)?.facts.get(path);
    return isSingle ? { form: 'attribute', name: second, text: textOf(found) } : textsOf(parts, found, written);
  }
  return scalarOf(parts, found, field.after);
}

const ACCOUNT_IS_MISSING = 'no file can say that the service account is missing; keyplan apply makes a new one';
const SECRET: Part = { form: 'unsayable', why: 'it holds a secret' };

function listOf(keys: readonly string[], fields: readonly FieldChange[]): Part {
  const names = (wanted: boolean): readonly string[] =>
    fields.filter(({ before }) => (before === true) === wanted).map(({ path }) => fieldParts(path).at(-1) ?? '');
  return { form: 'list', keys, add: names(true), drop: names(false) };
}

/** An attribute that is a list of texts. */
function textsOf(keys: readonly string[], found: FactValue | undefined, written: FactValue | undefined): Part {
  const [now, then] = [found, written].map((value) => (Array.isArray(value) ? value.map(String) : []));
  return {
    form: 'list',
    keys,
    add: (now ?? []).filter((text) => then?.includes(text) !== true),
    drop: (then ?? []).filter((text) => now?.includes(text) !== true),
  };
}

function scalarOf(keys: readonly string[], found: FactValue | undefined, after: FactValue | undefined): Part {
  if (typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean')
    return { form: 'scalar', keys, value: found };
  if (typeof after === 'boolean') return { form: 'scalar', keys, value: false };
  return typeof after === 'string'
    ? { form: 'scalar', keys, value: '' }
    : { form: 'unsayable', why: 'it has no value there that a file could say' };
}

function textOf(value: FactValue | undefined): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
