import type { AccountNeeds, ReadNeeds, SourceEntry, SourceLayers, SourceMap } from '../model/index.js';
import { templateExtender } from './extend-templates.js';
import { mergeLayers } from './merge-layers.js';

/**
 * What {@link readNeeds} will say of service accounts and of the roles of clients, from files that nobody has checked yet.
 * It may be wrong where files are, and leaves out clients whose ids hold variables.
 */
export function foreseeNeeds({ layers }: SourceLayers): ReadNeeds {
  const { clients, templates } = mergeLayers(layers, new Set(), []);
  const extend = templateExtender(templates, new Set(), []);
  const accounts = new Map<string, AccountNeeds>();
  const clientRoles = new Set<string>();
  for (const [id, { value }] of clients) {
    if (value.type !== 'map' || id.includes('{{')) continue;
    const fields = extend(value);
    const account = foreseenAccount(fields);
    if (account !== undefined) accounts.set(id, account);
    if (fields.entries.has('roles')) clientRoles.add(id);
  }
  return {
    objects: new Set(),
    clientRoles,
    composites: new Set(),
    roleScopes: new Set(),
    accounts,
    groups: new Set(),
    flows: false,
    mapperTypes: false,
  };
}

/** A client of type `service` says of everything that its account holds that nothing else may be there. */
function foreseenAccount({ entries }: SourceMap): AccountNeeds | undefined {
  const isService = isScalar(entries.get('type'), 'service');
  const written = entries.get('serviceAccount')?.value;
  if (!isService && written === undefined && !isScalar(entries.get('serviceAccountsEnabled'), true)) return undefined;
  const has = (key: string): boolean => written?.type === 'map' && written.entries.has(key);
  return {
    realmRoles: isService || has('realmRoles'),
    clientRoles: isService || has('clientRoles'),
    groups: isService || has('groups'),
    attributes: has('attributes'),
  };
}

function isScalar(entry: SourceEntry | undefined, value: string | boolean): boolean {
  return entry?.value.type === 'scalar' && entry.value.value === value;
}
