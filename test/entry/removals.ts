// What tests of removals start from, and how they look at what is left.
import type { TestRealm } from '../support/keycloak.js';
import { expectExit, type Workplace } from './workplace.js';

export type Entries = Readonly<Record<string, unknown>>;

/** A client that signs in by itself. */
export const service = (more: Entries = {}): Entries => ({ type: 'service', ...more });

interface Named {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
}

/** What of a realm the tests put there: names, with what is off and what carries a mark. */
export async function holdings({ admin }: TestRealm): Promise<readonly string[]> {
  const [roles, groups, scopes, clients] = await Promise.all([
    admin.get<Named[]>('/roles?briefRepresentation=false'),
    admin.get<Named[]>('/groups?briefRepresentation=false'),
    admin.get<Named[]>('/client-scopes'),
    admin.get<(Omit<Named, 'name'> & { id: string; clientId: string; enabled: boolean })[]>('/clients'),
  ]);
  const gateway = clients.find(({ clientId }) => clientId === 'gateway');
  const ofGateway = gateway && (await admin.get<Named[]>(`/clients/${gateway.id}/roles?briefRepresentation=false`));
  const marked = ({ attributes }: Pick<Named, 'attributes'>): string =>
    Object.keys(attributes ?? {}).some((key) => key.startsWith('keyplan.')) ? ' (marked)' : '';
  return [
    ...[...roles, ...groups, ...scopes, ...(ofGateway ?? [])].map((object) => `${object.name}${marked(object)}`),
    ...clients.map((client) => `${client.clientId}${client.enabled ? '' : ' (off)'}${marked(client)}`),
  ]
    .filter((text) => /^(r|g|s|c|cr)-|^(submit|gateway|stays|stranger|foreign)/.test(text))
    .toSorted();
}

/** A client that nobody marked, and one that another owner's files declare. */
export async function addOthers(place: Workplace): Promise<void> {
  await place.realm.admin.post('/clients', { clientId: 'stranger' });
  place.write({ 'realm.yaml': { clients: { foreign: service() } } });
  place.writeSettings({}, { owner: 'example.org/somebody-else', file: 'other.yaml' });
  expectExit(await place.run(['apply', '--yes', '--config', 'other.yaml']), 0);
}
