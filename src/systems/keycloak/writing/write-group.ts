import { addressParts, groupAddress } from '../../../model/index.js';
import { currentGroup } from './current-object.js';
import { unlessMissing } from '../reading/find-object.js';
import { markToWrite } from './field-changes.js';
import { groupCreation, groupUpdate } from './merge-group.js';
import type { ObjectWriter } from './opened-step.js';
import type { GroupRepresentation } from '../representation/representations.js';

/** Groups, at the top or below another one. */
export const GROUP_WRITER: ObjectWriter = {
  async open({ session, ids }, step) {
    const id = await ids.find(step.address);
    if (id === undefined) return undefined;
    const answer = await unlessMissing(session.get({ asked: 'GET /groups/{id}', path: ['groups', id] }));
    if (answer === undefined) {
      ids.forget(step.address);
      return undefined;
    }
    const group = answer as GroupRepresentation;
    return {
      ...currentGroup(group),
      async write(fields) {
        const body = groupUpdate(group, fields, markToWrite(step));
        await session.send({ asked: 'PUT /groups/{id}', path: ['groups', id], body });
      },
    };
  },
  async create({ session, ids }, step) {
    const { names } = addressParts(step.address);
    const body = groupCreation(names.at(-1) ?? '', step.fields, markToWrite(step));
    const above = names.slice(0, -1);
    if (above.length === 0) {
      const { id } = await session.write('POST /groups', (admin) => admin.groups.create(body));
      ids.record(step.address, id);
      return;
    }
    const parent = await ids.require(groupAddress(`/${above.join('/')}`));
    const { id } = await session.write('POST /groups/{id}/children', (admin) =>
      admin.groups.createChildGroup({ id: parent }, body),
    );
    ids.record(step.address, id);
  },
};
