import { addressParts, type FieldChange, type MarkChange } from '../../../model/index.js';
import { currentClientScope } from './current-object.js';
import { unlessMissing } from '../reading/find-object.js';
import { clientScopeCreation, clientScopeUpdate } from './merge-client-scope.js';
import { markToWrite } from './field-changes.js';
import { mergeMappers, type MapperChanges } from './merge-mappers.js';
import type { ObjectWriter } from './opened-step.js';
import type { Session } from '../session/session.js';
import type { ClientScopeRepresentation } from '../representation/representations.js';

/** Client scopes: born with their mappers, which later have endpoints of their own. */
export const CLIENT_SCOPE_WRITER: ObjectWriter = {
  async open({ session, ids }, step) {
    const id = await ids.find(step.address);
    if (id === undefined) return undefined;
    const path = ['client-scopes', id];
    const answer = await unlessMissing(session.get({ asked: 'GET /client-scopes/{id}', path }));
    if (answer === undefined) {
      ids.forget(step.address);
      return undefined;
    }
    const scope = answer as ClientScopeRepresentation;
    return {
      ...currentClientScope(scope),
      async write(fields) {
        const mappers = mergeMappers(scope.protocolMappers ?? [], fields);
        // The mark goes last, so that a run that is cut short leaves no mark that claims more than was done.
        if (mappers !== undefined) await writeMappers(session, id, mappers);
        if (!touchesScope(fields, step.mark)) return;
        const body = clientScopeUpdate(scope, fields, markToWrite(step));
        await session.send({ asked: 'PUT /client-scopes/{id}', path, body });
      },
    };
  },
  async create({ session, ids }, step) {
    const body = clientScopeCreation(addressParts(step.address).names[0] ?? '', step.fields, markToWrite(step));
    const { id } = await session.write('POST /client-scopes', (admin) => admin.clientScopes.create(body));
    ids.record(step.address, id);
  },
};

function touchesScope(fields: readonly FieldChange[], mark: MarkChange | undefined): boolean {
  return mark !== undefined || fields.some(({ path }) => !path.startsWith('protocolMappers/'));
}

async function writeMappers(session: Session, scopeId: string, mappers: MapperChanges): Promise<void> {
  const models = ['client-scopes', scopeId, 'protocol-mappers', 'models'];
  const one = '/client-scopes/{id}/protocol-mappers/models/{id}' as const;
  for (const { id } of [...mappers.doubles, ...mappers.removed]) {
    if (id !== undefined) await unlessMissing(session.send({ asked: `DELETE ${one}`, path: [...models, id] }));
  }
  for (const mapper of mappers.updated) {
    if (mapper.id !== undefined)
      await session.send({ asked: `PUT ${one}`, path: [...models, mapper.id], body: mapper });
  }
  if (mappers.added.length === 0) return;
  await session.send({
    asked: 'POST /client-scopes/{id}/protocol-mappers/add-models',
    path: ['client-scopes', scopeId, 'protocol-mappers', 'add-models'],
    body: mappers.added,
  });
}
