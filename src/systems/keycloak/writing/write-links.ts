import { addressParts, type Address, type FieldChange, type Step } from '../../../model/index.js';
import { unlessMissing } from '../reading/find-object.js';
import type { OpenedStep, WriteContext } from './opened-step.js';
import {
  compositeRoles,
  groupRoles,
  readRoleFacts,
  scopedRoles,
  writeRoles,
  type RoleHolder,
} from './write-role-lists.js';
import {
  linkFacts,
  linksOfClient,
  linksOfScope,
  readScopeLists,
  writeScopeLinks,
  type ScopeLink,
} from './write-scope-links.js';

/** What ties an object to others now, as far as a step is about it, and how the step writes it. */
export async function openLinks(context: WriteContext, step: Step): Promise<OpenedStep | undefined> {
  const { session, ids } = context;
  const id = await ids.find(step.address);
  if (id === undefined) return undefined;
  const holder = holderOf(step, id);
  const links = linksOf(step.address, step.fields);
  const roles = await unlessMissing(readRoleFacts(session, ids, holder, step.fields));
  if (roles === undefined) {
    ids.forget(step.address);
    return undefined;
  }
  const lists = await readScopeLists(session, ids, links);
  return {
    facts: new Map([...roles, ...linkFacts(links, lists)]),
    async write(fields) {
      await writeScopeLinks(session, ids, linksOf(step.address, fields), lists);
      await writeRoles(session, ids, holder, fields);
    },
  };
}

/** The same for an object that this run made: nothing is tied to it yet. */
export function openNewLinks(context: WriteContext, step: Step): OpenedStep {
  const { session, ids } = context;
  return {
    facts: new Map(),
    async write(fields) {
      const id = await ids.require(step.address);
      await writeScopeLinks(session, ids, linksOf(step.address, fields), new Map());
      await writeRoles(session, ids, holderOf(step, id), fields);
    },
  };
}

function holderOf({ address: of }: Step, id: string): RoleHolder {
  switch (addressParts(of).kind) {
    case 'role':
    case 'client-role':
      return compositeRoles(id);
    case 'group':
      return groupRoles(id);
    case 'client':
      return scopedRoles('clients', id);
    case 'client-scope':
      return scopedRoles('client-scopes', id);
  }
}

function linksOf(of: Address, fields: readonly FieldChange[]): readonly ScopeLink[] {
  switch (addressParts(of).kind) {
    case 'client':
      return linksOfClient(of, fields);
    case 'client-scope':
      return linksOfScope(of, fields);
    case 'role':
    case 'client-role':
    case 'group':
      return [];
  }
}
