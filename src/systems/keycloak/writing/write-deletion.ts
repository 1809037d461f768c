import { addressParts, type Address } from '../../../model/index.js';
import type { Asked } from '../session/errors.js';
import { unlessMissing } from '../reading/find-object.js';
import type { OpenedStep, WriteContext } from './opened-step.js';

/**
 * The same object, with a write that deletes it. What is gone by then is as wanted. What lives inside it goes along: the
 * roles, mappers and service account of a client, the groups below a group; so do all links and grants of a role, a group
 * or a scope (24.0.5 to 26.7.4, contract "a deletion takes along").
 */
export async function deletionOf(
  { session, ids }: WriteContext,
  of: Address,
  opened: OpenedStep,
): Promise<OpenedStep | undefined> {
  const id = await ids.find(of);
  if (id === undefined) return undefined;
  const { asked, path } = placeOf(of, id);
  return {
    ...opened,
    async write() {
      await unlessMissing(session.send({ asked, path }));
      ids.forget(of);
      const { kind, names } = addressParts(of);
      if (kind === 'client') ids.accounts.forget(names[0] ?? '');
    },
  };
}

function placeOf(of: Address, id: string): { readonly asked: Asked; readonly path: readonly string[] } {
  switch (addressParts(of).kind) {
    case 'client':
      return { asked: 'DELETE /clients/{id}', path: ['clients', id] };
    case 'client-scope':
      return { asked: 'DELETE /client-scopes/{id}', path: ['client-scopes', id] };
    case 'group':
      return { asked: 'DELETE /groups/{id}', path: ['groups', id] };
    case 'role':
    case 'client-role':
      return { asked: 'DELETE /roles-by-id/{id}', path: ['roles-by-id', id] };
  }
}
