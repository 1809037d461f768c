import { ACCOUNT_PRESENT } from '../../../kinds/index.js';
import {
  addressParts,
  Failure,
  fieldPath,
  groupAddress,
  type FactValue,
  type FieldChange,
  type FieldPath,
  type Step,
} from '../../../model/index.js';
import { changedLists, changesBelow, plainValue, type ChangeBelow } from './field-changes.js';
import { hasStatus } from '../session/errors.js';
import { listOf, unlessMissing } from '../reading/find-object.js';
import type { Identifiers } from '../reading/identifiers.js';
import { factsOfAccountUser } from './current-object.js';
import type { OpenedStep } from './opened-step.js';
import type { ReadSession, Session } from '../session/session.js';
import { accountRoles, readRoleFacts, writeRoles } from './write-role-lists.js';
import type { GroupRepresentation, UserRepresentation } from '../representation/representations.js';

/** What a client's service account holds now of what a step is about, and how the step writes it. */
export async function openGrants(session: Session, ids: Identifiers, step: Step): Promise<OpenedStep> {
  const clientId = addressParts(step.address).names[0] ?? '';
  const userId = await ids.accounts.find(clientId);
  const facts = userId === undefined ? undefined : await readAccount(session, ids, userId, step.fields);
  // A user that is gone since its id was read is a missing account.
  if (userId !== undefined && facts === undefined) ids.accounts.forget(clientId);
  return { facts: facts ?? new Map(), write: (fields) => writeGrants(session, ids, { ...step, fields }) };
}

/** The same for a client that this run made: nothing is there that anybody could have changed. */
export function openNewGrants(session: Session, ids: Identifiers, step: Step): OpenedStep {
  return {
    facts: new Map([[ACCOUNT_PRESENT, true]]),
    write: (fields) => writeGrants(session, ids, { ...step, fields }),
  };
}

async function writeGrants(session: Session, ids: Identifiers, step: Step): Promise<void> {
  const userId = await accountOf(session, ids, step);
  await writeRoles(session, ids, accountRoles(userId), step.fields);
  await writeMemberships(session, ids, userId, accountChanges(step.fields, 'groups'));
  await writeUser(session, userId, step.fields);
}

/**
 * The account's id. Where the account is missing and the step says that it must be there, it is made: this GET writes
 * (24.0.5 to 26.7.4, contract "asking for a service account recreates it").
 */
async function accountOf(session: Session, ids: Identifiers, { address: of, fields }: Step): Promise<string> {
  const clientId = addressParts(of).names[0] ?? '';
  const known = await ids.accounts.find(clientId);
  if (known !== undefined) return known;
  if (fields.some(({ path, after }) => path === ACCOUNT_PRESENT && after === true)) {
    const client = await ids.require(of);
    const made = (await session.send({
      asked: 'GET /clients/{id}/service-account-user',
      path: ['clients', client, 'service-account-user'],
    })) as UserRepresentation;
    if (made.id !== undefined) {
      ids.accounts.record(clientId, made.id);
      return made.id;
    }
  }
  throw new Failure('server-refused', `client ${clientId} has no service account`, {
    hint: 'Somebody removed it since; run it again.',
  });
}

async function readAccount(
  session: ReadSession,
  ids: Identifiers,
  userId: string,
  fields: readonly FieldChange[],
): Promise<ReadonlyMap<FieldPath, FactValue> | undefined> {
  try {
    return new Map([
      [ACCOUNT_PRESENT, true],
      ...(await readRoleFacts(session, ids, accountRoles(userId), fields)),
      ...(await readMemberships(session, ids, userId, accountChanges(fields, 'groups'))),
      ...(touchesUser(fields) ? factsOfAccountUser(await readUser(session, userId)) : []),
    ]);
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

async function readMemberships(
  session: ReadSession,
  ids: Identifiers,
  userId: string,
  groups: readonly ChangeBelow[],
): Promise<readonly [FieldPath, FactValue][]> {
  if (groups.length === 0) return [];
  const answer = await session.get({
    asked: 'GET /users/{id}/groups',
    path: ['users', userId, 'groups'],
    query: { first: 0, max: GROUPS_MAX, briefRepresentation: true },
  });
  const joined = new Set(listOf<GroupRepresentation>(answer).map(({ id }) => id));
  const facts: [FieldPath, FactValue][] = [];
  for (const {
    rest: [path = ''],
  } of groups) {
    const id = await ids.find(groupAddress(path));
    if (id !== undefined && joined.has(id)) facts.push([fieldPath('serviceAccount', 'groups', path), true]);
  }
  return facts;
}

async function writeMemberships(
  session: Session,
  ids: Identifiers,
  userId: string,
  groups: readonly ChangeBelow[],
): Promise<void> {
  const leaving = groups.filter(({ after }) => after === undefined);
  for (const {
    rest: [path = ''],
  } of leaving) {
    const id = await ids.find(groupAddress(path));
    if (id === undefined) continue;
    await unlessMissing(
      session.send({ asked: 'DELETE /users/{id}/groups/{groupId}', path: ['users', userId, 'groups', id] }),
    );
  }
  for (const {
    rest: [path = ''],
    after,
  } of groups) {
    if (after === undefined) continue;
    const id = await ids.require(groupAddress(path));
    await session.send({ asked: 'PUT /users/{id}/groups/{groupId}', path: ['users', userId, 'groups', id] });
  }
}

function touchesUser(fields: readonly FieldChange[]): boolean {
  return accountChanges(fields, 'enabled').length > 0 || accountChanges(fields, 'attributes').length > 0;
}

async function readUser(session: ReadSession, userId: string): Promise<UserRepresentation> {
  return (await session.get({ asked: 'GET /users/{id}', path: ['users', userId] })) as UserRepresentation;
}

/** The user goes back as it came, with the changes merged in: its attributes are replaced as a whole. */
async function writeUser(session: Session, userId: string, fields: readonly FieldChange[]): Promise<void> {
  if (!touchesUser(fields)) return;
  const { access: _access, userProfileMetadata: _metadata, ...user } = await readUser(session, userId);
  const [enabled] = accountChanges(fields, 'enabled');
  const own = fields.map((field) => ({ ...field, path: withoutFirst(field.path) }));
  const body = {
    ...user,
    ...(enabled === undefined ? {} : { enabled: enabled.after === undefined ? true : plainValue(enabled.after) }),
    attributes: changedLists(user.attributes ?? {}, own, undefined),
  };
  await session.send({ asked: 'PUT /users/{id}', path: ['users', userId], body });
}

function accountChanges(fields: readonly FieldChange[], list: string): readonly ChangeBelow[] {
  return changesBelow(fields, 'serviceAccount')
    .filter(({ rest }) => rest[0] === list)
    .map(({ rest, after }) => ({ rest: rest.slice(1), after }));
}

function withoutFirst(path: FieldPath): FieldPath {
  return path.slice(path.indexOf('/') + 1) as FieldPath;
}

/** More groups than any account is in; the server's own limit of a page is far lower. */
const GROUPS_MAX = 100_000;
