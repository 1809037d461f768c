import { Failure, Secret } from '../../../model/index.js';
import type { ReadSession } from '../session/session.js';

/** The secret of a client, which the server gives to whoever may see clients. */
export async function readClientSecret(session: ReadSession, clientId: string): Promise<Secret> {
  const clients = await session.get({ asked: 'GET /clients', path: ['clients'], query: { clientId } });
  const [client] = Array.isArray(clients) ? (clients as readonly { readonly id: string }[]) : [];
  const { value } = (
    client === undefined
      ? {}
      : await session.get({
          asked: 'GET /clients/{id}/client-secret',
          path: ['clients', client.id, 'client-secret'],
        })
  ) as { readonly value?: string };
  if (value !== undefined && value !== '') return new Secret(value);
  throw new Failure('server-error', `the server gives no secret of client ${clientId}`, {
    hint: 'Look at the client in the admin console, or run it again',
  });
}
