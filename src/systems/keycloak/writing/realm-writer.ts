import { defaultRoleName, scopesOfNewClient, SERVICE_ACCOUNT_SCOPE, type ScopeLists } from '../../../kinds/index.js';
import {
  address,
  addressParts,
  type DesiredState,
  type KindName,
  type LiveState,
  type Step,
} from '../../../model/index.js';
import { changeOf, changesBelow } from './field-changes.js';
import { createIdentifiers } from '../reading/identifiers.js';
import type { ObjectWriter, OpenedStep, WriteContext } from './opened-step.js';
import type { Session } from '../session/session.js';
import { openGrants, openNewGrants } from './write-account.js';
import { deletionOf } from './write-deletion.js';
import { CLIENT_SCOPE_WRITER } from './write-client-scope.js';
import { CLIENT_WRITER } from './write-client.js';
import { GROUP_WRITER } from './write-group.js';
import { openLinks, openNewLinks } from './write-links.js';
import { ROLE_WRITER } from './write-role.js';

export type { OpenedStep } from './opened-step.js';

/** Writes one realm. It carries out steps and decides nothing: comparing what it opened with the plan is for its caller. */
export interface RealmWriter {
  /** Takes over identifiers and the realm's defaults from the states that a plan was made of; called before anything else. */
  readonly prepare: (live: LiveState, desired: DesiredState) => void;
  /** Asks for what is there now; undefined when the object is not. */
  readonly open: (step: Step) => Promise<OpenedStep | undefined>;
  /** For a create, and for a further step on an object that this run made: asks for nothing, because nobody else knows it yet. */
  readonly openNew: (step: Step) => OpenedStep;
}

const WRITERS: Readonly<Record<KindName, ObjectWriter>> = {
  role: ROLE_WRITER,
  'client-role': ROLE_WRITER,
  group: GROUP_WRITER,
  'client-scope': CLIENT_SCOPE_WRITER,
  client: CLIENT_WRITER,
};

/** The writer of the realm that a session is for. */
export function createRealmWriter(session: Session): RealmWriter {
  const ids = createIdentifiers(session);
  let context: WriteContext = {
    session,
    ids,
    realm: {
      name: session.realm,
      defaultRole: defaultRoleName(session.realm),
      defaultGroups: [],
      hasServiceAccountScope: true,
    },
    scopesOfNew: () => ({ defaultClientScopes: [], optionalClientScopes: [] }),
  };
  return {
    prepare(live, desired) {
      ids.know(live);
      const realm = {
        name: live.realm.name,
        defaultRole: live.realm.defaultRole ?? defaultRoleName(live.realm.name),
        defaultGroups: live.realm.defaultGroups,
        hasServiceAccountScope: live.objects.has(address('client-scope', SERVICE_ACCOUNT_SCOPE)),
      };
      context = { session, ids, realm, scopesOfNew: (step) => scopesOfNew(step, live, desired) };
    },
    open(step) {
      switch (step.operation) {
        case 'create':
        case 'update':
        case 'mark':
        case 'rename':
        case 'disable':
        case 'forget':
          return WRITERS[addressParts(step.address).kind].open(context, step);
        case 'delete':
          return openDeletion(context, step);
        case 'link':
          return withMark(context, step, () => openLinks(context, step));
        case 'grant':
          return withMark(context, step, () => openGrants(session, ids, step));
      }
    },
    openNew(step) {
      switch (step.operation) {
        case 'create':
        case 'update':
        case 'mark':
          return { facts: new Map(), write: () => WRITERS[addressParts(step.address).kind].create(context, step) };
        case 'link':
          return openNewLinks(context, step);
        case 'grant':
          return openNewGrants(session, ids, step);
        case 'rename':
        case 'disable':
        case 'delete':
        case 'forget':
          throw new Error(`${step.id} is for an object that is there already`);
      }
    },
  };
}

async function openDeletion(context: WriteContext, step: Step): Promise<OpenedStep | undefined> {
  const opened = await WRITERS[addressParts(step.address).kind].open(context, step);
  return opened === undefined ? undefined : await deletionOf(context, step.address, opened);
}

/** Who owns an object is told by itself alone, so it is asked for last, right before what hangs on it is written. */
async function withMark(
  context: WriteContext,
  step: Step,
  open: () => Promise<OpenedStep | undefined>,
): Promise<OpenedStep | undefined> {
  const opened = await open();
  const object = opened && (await WRITERS[addressParts(step.address).kind].open(context, step));
  if (opened === undefined || object === undefined) return undefined;
  return object.mark === undefined ? opened : { ...opened, mark: object.mark };
}

/** The scope lists of a new client: as the files write them, and else as the realm has them. */
function scopesOfNew(step: Step, { realm }: LiveState, desired: DesiredState): ScopeLists {
  const exact = desired.objects.get(step.address)?.exact ?? [];
  const written = (list: string): readonly string[] | undefined => {
    const names = changesBelow(step.fields, list).flatMap(({ rest: [name] }) => (name === undefined ? [] : [name]));
    return names.length > 0 || exact.some((prefix) => prefix === list) ? names : undefined;
  };
  const protocol = changeOf(step.fields, 'protocol')?.after;
  return scopesOfNewClient(realm, typeof protocol === 'string' ? protocol : undefined, {
    defaultClientScopes: written('defaultClientScopes'),
    optionalClientScopes: written('optionalClientScopes'),
  });
}
