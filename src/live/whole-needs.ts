import { FULL_SCOPE, isBuiltInClient, SERVICE_ACCOUNT_SCOPE, textFits } from '../kinds/index.js';
import { address, addressParts, WHOLE_ACCOUNT, type Address, type ReadNeeds, type WholeNeeds } from '../model/index.js';
import type { ClientDraft, Draft, Reading } from './reading.js';

/** Whether an object is among those that are read because the realm has them. */
export function isOfWhole(whole: WholeNeeds | undefined, of: Address, isBuiltIn: boolean): boolean {
  if (whole === undefined) return false;
  const { kind, names } = addressParts(of);
  if (kind !== 'client' && kind !== 'client-role') return whole.others;
  return (whole.builtIn || !isBuiltIn) && fits(whole, names[0] ?? '');
}

function fits({ clients }: WholeNeeds, clientId: string): boolean {
  return clients.some((pattern) => textFits(pattern, clientId));
}

/** Reading that knows what to ask about the clients, now that they were listed; the same one where files name what is needed. */
export function withClientNeeds(reading: Reading, clients: readonly ClientDraft[]): Reading {
  const { needs } = reading;
  const { whole } = needs;
  if (whole === undefined) return reading;
  const wanted = clients.filter(({ draft }) => draft.detail === 'facts');
  const own = wanted.filter(({ clientId }) => !isBuiltInClient(clientId, reading.reader.realm));
  const narrow = own.filter(({ draft }) => draft.facts.get(FULL_SCOPE) !== true).map(({ draft }) => draft.address);
  const withAccount = own.filter(({ hasServiceAccount }) => hasServiceAccount);
  const listed = whole.others ? clients : wanted;
  return withNeeds(reading, {
    clientRoles: new Set([...needs.clientRoles, ...listed.map(({ clientId }) => clientId)]),
    roleScopes: new Set([...needs.roleScopes, ...narrow, ...scopesOf(reading)]),
    accounts: new Map(withAccount.map(({ clientId }) => [clientId, WHOLE_ACCOUNT] as const)),
  });
}

/** The same for the composites of roles, once all roles were listed. */
export function withCompositeNeeds(reading: Reading): Reading {
  const { needs, drafts } = reading;
  if (needs.whole === undefined) return reading;
  const roles = [...drafts.values()].filter(
    (draft) => isRole(draft) && draft.detail === 'facts' && !isOfBuiltIn(draft),
  );
  return withNeeds(reading, { composites: new Set([...needs.composites, ...roles.map((role) => role.address)]) });
}

function withNeeds(reading: Reading, needs: Partial<ReadNeeds>): Reading {
  return { ...reading, needs: { ...reading.needs, ...needs } };
}

function scopesOf({ drafts }: Reading): readonly Address[] {
  const server = address('client-scope', SERVICE_ACCOUNT_SCOPE);
  return [...drafts.values()]
    .filter(({ kind, detail, address: of }) => kind === 'client-scope' && detail === 'facts' && of !== server)
    .map(({ address: of }) => of);
}

const isRole = ({ kind }: Draft): boolean => kind === 'role' || kind === 'client-role';

/** What Keycloak's own clients' roles consist of is nobody's to manage. */
const isOfBuiltIn = ({ kind, builtIn }: Draft): boolean => kind === 'client-role' && builtIn;
