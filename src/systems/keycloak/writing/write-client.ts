import { ACCOUNT_PRESENT } from '../../../kinds/index.js';
import { addressParts, type Step } from '../../../model/index.js';
import { currentClient } from './current-object.js';
import { changeOf, changesBelow, markToWrite } from './field-changes.js';
import { hasStatus } from '../session/errors.js';
import { unlessMissing } from '../reading/find-object.js';
import { clientCreation, clientUpdate, type FlowId } from './merge-client.js';
import { mergeMappers } from './merge-mappers.js';
import type { ObjectWriter, WriteContext } from './opened-step.js';
import type { ClientRepresentation, ProtocolMapperRepresentation } from '../representation/representations.js';
import type { Session } from '../session/session.js';

/** Clients: one POST makes one with its mappers and scope lists, one PUT changes one, its id included. */
export const CLIENT_WRITER: ObjectWriter = {
  async open(context, step) {
    const { session, ids } = context;
    const id = await findNow(context, step);
    if (id === undefined) return undefined;
    const answer = await unlessMissing(session.get({ asked: 'GET /clients/{id}', path: ['clients', id] }));
    if (answer === undefined) {
      ids.forget(step.address);
      return undefined;
    }
    const client = answer as ClientRepresentation;
    const flows = await flowsFor(context, step);
    const { facts, ...rest } = currentClient(client, { realm: context.realm, flows: aliasesById(flows) });
    return {
      ...rest,
      ...(client.clientId === undefined ? {} : { clientId: client.clientId }),
      facts: (await hasNamedAccount(context, step)) ? new Map([...facts, [ACCOUNT_PRESENT, true]]) : facts,
      async write(fields) {
        await deleteDoubles(session, id, mergeMappers(client.protocolMappers ?? [], fields)?.doubles ?? []);
        const named = step.operation === 'rename' ? { ...client, clientId: clientIdOf(step) } : client;
        const body = clientUpdate(named, fields, markToWrite(step), flowIn(flows));
        await namingPerson(context, step, () =>
          session.send({ asked: 'PUT /clients/{id}', path: ['clients', id], body }),
        );
        if (step.renamedFrom !== undefined) ids.renamed(step.renamedFrom, step.address);
        noteAccount(context, step);
      },
    };
  },
  async create(context, step) {
    const { session, ids, scopesOfNew } = context;
    const flowId = flowIn(await flowsFor(context, step));
    const around = { ...scopesOfNew(step), flowId };
    const body = clientCreation(clientIdOf(step), step.fields, markToWrite(step), around);
    const { id } = await namingPerson(context, step, () =>
      session.write('POST /clients', (admin) => admin.clients.create(body as ClientRepresentation)),
    );
    ids.record(step.address, id);
    noteAccount(context, step);
  },
};

/**
 * A client that is to be renamed is the one whose identifier a read told, else the one with the old id. Whatever else has
 * the new id is another client.
 */
async function findNow({ ids }: WriteContext, { address: of, renamedFrom }: Step): Promise<string | undefined> {
  return renamedFrom === undefined ? await ids.find(of) : (ids.known(of) ?? (await ids.find(renamedFrom)));
}

/** A create says that its account is there; whether it is, the client itself does not tell. */
async function hasNamedAccount({ ids }: WriteContext, step: Step): Promise<boolean> {
  if (!step.fields.some(({ path }) => path === ACCOUNT_PRESENT)) return false;
  return (await ids.accounts.find(clientIdOf(step))) !== undefined;
}

/**
 * The server refuses an account whose name a person has with "Client … already exists" (26.7.4, contract "a person with
 * the name of a service account"). A look at the account says who is in the way.
 */
async function namingPerson<T>({ ids }: WriteContext, step: Step, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (hasStatus(error, 409) && changeOf(step.fields, 'serviceAccountsEnabled')?.after === true)
      await ids.accounts.find(clientIdOf(step));
    throw error;
  }
}

async function deleteDoubles(
  session: Session,
  clientUuid: string,
  doubles: readonly ProtocolMapperRepresentation[],
): Promise<void> {
  for (const { id } of doubles) {
    if (id === undefined) continue;
    const path = ['clients', clientUuid, 'protocol-mappers', 'models', id];
    await unlessMissing(session.send({ asked: 'DELETE /clients/{id}/protocol-mappers/models/{id}', path }));
  }
}

/** Flows are asked for only where a step names one; nobody who only manages clients may read them. */
async function flowsFor({ ids }: WriteContext, { fields }: Step): Promise<ReadonlyMap<string, string>> {
  return changesBelow(fields, 'authenticationFlowBindingOverrides').length === 0 ? new Map() : ids.flows();
}

function aliasesById(flows: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...flows].map(([alias, id]) => [id, alias]));
}

function flowIn(flows: ReadonlyMap<string, string>): FlowId {
  return (alias) => flows.get(alias);
}

/** A service account comes and goes with its flag. */
function noteAccount({ ids }: WriteContext, step: Step): void {
  const flag = changeOf(step.fields, 'serviceAccountsEnabled');
  if (flag?.after === true) ids.accounts.made(clientIdOf(step));
  else if (flag !== undefined) ids.accounts.forget(clientIdOf(step));
}

function clientIdOf({ address: of }: Step): string {
  return addressParts(of).names[0] ?? '';
}
