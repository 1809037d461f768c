import { address, addressParts } from '../../../model/index.js';
import { currentRole } from './current-object.js';
import { unlessMissing } from '../reading/find-object.js';
import { markToWrite } from './field-changes.js';
import { roleCreation, roleUpdate } from './merge-role.js';
import type { ObjectWriter } from './opened-step.js';
import type { RoleRepresentation } from '../representation/representations.js';

/** Realm roles and client roles, which differ only in where they are made. */
export const ROLE_WRITER: ObjectWriter = {
  async open({ session, ids }, step) {
    const id = await ids.find(step.address);
    if (id === undefined) return undefined;
    const path = ['roles-by-id', id];
    const answer = await unlessMissing(session.get({ asked: 'GET /roles-by-id/{id}', path }));
    if (answer === undefined) {
      ids.forget(step.address);
      return undefined;
    }
    const role = answer as RoleRepresentation;
    return {
      ...currentRole(role),
      async write(fields) {
        const body = roleUpdate(role, fields, markToWrite(step));
        await session.send({ asked: 'PUT /roles-by-id/{id}', path, body });
      },
    };
  },
  async create({ session, ids }, step) {
    const { kind, names } = addressParts(step.address);
    const body = roleCreation(names.at(-1) ?? '', step.fields, markToWrite(step));
    if (kind === 'role') {
      await session.write('POST /roles', (admin) => admin.roles.create(body));
    } else {
      const id = await ids.require(address('client', names[0] ?? ''));
      await session.write('POST /clients/{id}/roles', (admin) => admin.clients.createRole({ ...body, id }));
    }
    ids.roleMade(step.address);
  },
};
