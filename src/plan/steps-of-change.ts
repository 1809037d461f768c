import { isRemoval, KINDS, type Part } from '../kinds/index.js';
import {
  addressParts,
  compareText,
  digest,
  isUnder,
  type Address,
  type FieldChange,
  type Hazard,
  type Mark,
  type ObjectChange,
  type Operation,
  type Step,
  type StepId,
  type StepParts,
  type TargetIdentity,
} from '../model/index.js';

/** A step before its place in the order is known. */
export type LooseStep = Omit<Step, 'needs'>;

/** The name of a step. @example stepId(address('role', 'reader'), 'create') is 'role/reader#create' */
export function stepId(of: Address, operation: Operation): StepId {
  return `${of}#${operation}` as StepId;
}

/** An operation with the fields that it carries. */
type OperationFields = readonly [operation: Operation, fields: readonly FieldChange[]];

/**
 * The steps that carry out one change: a new id first, the object itself, then its links, then its grants. A create takes
 * along what a new object can be born with; a mark that must be written without any field of the object is a `mark` step.
 * What removes an object is one step.
 */
export function stepsOfChange(
  change: ObjectChange,
  hazards: readonly Hazard[],
  target: TargetIdentity,
): readonly LooseStep[] {
  const operations = operationsOf(change);
  // The first step that writes the object writes the mark too.
  const marking = operations.findIndex(([operation]) => MARKING.has(operation));
  return operations.map(([operation, fields], index) => {
    const own = hazards.filter((hazard) => carrier(operations, hazard) === index);
    return looseStep(change, operation, { fields, hazards: own, target, writesMark: index === marking });
  });
}

const MARKING: ReadonlySet<Operation> = new Set(['create', 'rename', 'update', 'mark', 'disable', 'delete', 'forget']);

function operationsOf(change: ObjectChange): readonly OperationFields[] {
  const { action, fields } = change;
  if (isRemoval(action)) return [[action, fields]];
  const isRenaming = ({ path }: FieldChange): boolean => change.renamedFrom !== undefined && path === 'clientId';
  const parts: Record<Part, FieldChange[]> = { object: [], link: [], grant: [] };
  const kind = KINDS[addressParts(change.address).kind];
  const partOf = ({ path }: FieldChange): Part =>
    action === 'create' && kind.bornWith(path) ? 'object' : kind.part(path);
  for (const field of fields) if (!isRenaming(field)) parts[partOf(field)].push(field);
  const operations: OperationFields[] = [];
  if (change.renamedFrom !== undefined) operations.push(['rename', fields.filter(isRenaming)]);
  if (action === 'create') operations.push(['create', parts.object]);
  else if (parts.object.length > 0) operations.push(['update', parts.object]);
  else if (change.mark !== undefined && operations.length === 0) operations.push(['mark', []]);
  if (parts.link.length > 0) operations.push(['link', parts.link]);
  if (parts.grant.length > 0) operations.push(['grant', parts.grant]);
  return operations;
}

/**
 * Which of an object's steps carries a hazard: the one that writes its fact, or a fact below it when it names a mapper.
 * A hazard of no changed fact, such as a full scope that a newly switched flow makes dangerous, is the first step's: no
 * hazard may get lost.
 */
function carrier(operations: readonly OperationFields[], { path }: Hazard): number {
  if (path === undefined) return 0;
  return Math.max(
    0,
    operations.findIndex(([, fields]) => fields.some((field) => isUnder(field.path, path))),
  );
}

interface StepContents {
  readonly fields: readonly FieldChange[];
  readonly hazards: readonly Hazard[];
  readonly target: TargetIdentity;
  readonly writesMark: boolean;
}

function looseStep(change: ObjectChange, operation: Operation, contents: StepContents): LooseStep {
  const { fields, hazards, target, writesMark } = contents;
  const mark = writesMark ? change.mark : undefined;
  const renamedFrom = operation === 'rename' ? change.renamedFrom : undefined;
  return {
    id: stepId(change.address, operation),
    address: change.address,
    operation,
    fields,
    ...(mark === undefined ? {} : { mark }),
    ...(renamedFrom === undefined ? {} : { renamedFrom }),
    hazards,
    digest: digest({
      target: { server: target.server, realm: target.realm, owner: target.owner },
      address: change.address,
      operation,
      fields: fields.map(({ path, before, after }) => ({ path, before, after })),
      mark: { before: lasting(mark?.before), after: lasting(mark?.after) },
      ...(renamedFrom === undefined ? {} : { renamedFrom }),
      // The same change is another one where it has become dangerous, as a role does that somebody gives other roles.
      ...dangersOf(fields, hazards),
      // What is gone for good is approved as it was seen; the day on which it goes is not part of it.
      ...(isRemoval(change.action) ? { removal: change.removal?.by } : {}),
    }),
    ...(isDivisible(change.address, operation) ? { parts: partsOf(change, operation, contents) } : {}),
    place: change.place,
  };
}

/** A grant or a link may take a request for each list or member, and a client scope one for itself and one for each mapper. */
function isDivisible(of: Address, operation: Operation): boolean {
  if (operation === 'link' || operation === 'grant') return true;
  return (operation === 'update' || operation === 'mark') && addressParts(of).kind === 'client-scope';
}

function partsOf(
  { address: of, mark }: ObjectChange,
  operation: Operation,
  { fields, hazards, target: { server, realm, owner }, writesMark }: StepContents,
): StepParts {
  // Once only the mark is left of an update, the step is called by the mark alone.
  const part = { target: { server, realm, owner }, address: of, part: operation === 'mark' ? 'update' : operation };
  const harmless: string[] = [];
  const each = [...Map.groupBy(fields, (field) => requestOf(field, operation)).values()].map((together) => {
    const said = { ...part, fields: together.map(({ path, before, after }) => ({ path, before, after })) };
    const dangers = dangersOf(together, hazards);
    if (dangers.hazards === undefined) return digest(said);
    harmless.push(digest(said));
    return digest({ ...said, ...dangers });
  });
  const ofMark =
    writesMark && mark !== undefined
      ? [digest({ ...part, mark: { before: lasting(mark.before), after: lasting(mark.after) } })]
      : [];
  return { each: [...each, ...ofMark], harmless };
}

/** What is written at once, and so is seen at once: some keys of a mapper without the others would be another mapper. */
function requestOf({ path }: FieldChange, operation: Operation): string {
  if (operation === 'link' || operation === 'grant') return path;
  const [list, name = ''] = path.split('/');
  return list === 'protocolMappers' ? `protocolMappers/${name}` : '';
}

/** Dangers of what a step writes; others hang on which step is the first one left. */
function dangersOf(
  fields: readonly FieldChange[],
  hazards: readonly Hazard[],
): { readonly hazards?: readonly string[] } {
  const own = hazards.flatMap(({ hazard, path }) =>
    path !== undefined && fields.some((field) => isUnder(field.path, path)) ? [`${hazard} ${path}`] : [],
  );
  return own.length === 0 ? {} : { hazards: [...new Set(own)].toSorted(compareText) };
}

/**
 * What of a mark counts for a digest: not the commit and not the day of a phase, so that a plan stays the same over a
 * commit that changes nothing and over midnight.
 */
function lasting(mark: Mark | undefined): Omit<Mark, 'commit' | 'disabledAt'> | undefined {
  if (mark === undefined) return undefined;
  const { owner, format, digest: applied, ownsRoles, isProtected, renamedFrom } = mark;
  return {
    owner,
    format,
    digest: applied,
    ownsRoles,
    ...(isProtected === undefined ? {} : { isProtected }),
    ...(renamedFrom === undefined ? {} : { renamedFrom }),
  };
}
