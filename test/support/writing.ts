import { standingOf } from '../../src/apply/standing.js';
import {
  address,
  Secret,
  type Address,
  type LiveState,
  type MarkChange,
  type Operation,
  type Step,
  type StepId,
} from '../../src/model/index.js';
import type { OpenedStep } from '../../src/systems/keycloak/writing/opened-step.js';
import { createRealmWriter, type RealmWriter } from '../../src/systems/keycloak/writing/realm-writer.js';
import { openSession, type Session } from '../../src/systems/keycloak/session/session.js';
import { installTransport } from '../../src/systems/keycloak/session/transport.js';
import { at, created, markOf, stepsOf, TARGET, updated } from './builders.js';
import { withRealm, type TestRealm } from './keycloak.js';
import { desired, live, type WrittenFacts, wants } from './states.js';

/** A realm with a writer for it, who knows nothing of the realm and asks for what it needs. */
export interface Writing {
  readonly realm: TestRealm;
  readonly session: Session;
  readonly writer: RealmWriter;
  /** Carries out the steps of one object's change, as a run that found the object unmoved would, and checks that they are done. */
  readonly write: (steps: readonly Step[]) => Promise<void>;
  /** Only carries them out, for tests that count requests. */
  readonly writeUnchecked: (steps: readonly Step[]) => Promise<void>;
}

/** What the writer is told of the realm before it writes. */
export interface Prepared {
  readonly realm?: Partial<LiveState['realm']>;
  /** Prefixes below which the files write everything, by object. */
  readonly exact?: Readonly<Record<string, readonly string[]>>;
}

const NOTHING: WrittenFacts = [];

/**
 * Makes a writer whose caller is the server's administrator, for a realm that is there, or for one that it makes with this
 * prefix and deletes. Tests that share a realm name what they make each in their own way.
 */
export async function withWriter(
  place: string | TestRealm,
  work: (writing: Writing) => Promise<void>,
  prepared: Prepared = {},
): Promise<void> {
  installTransport();
  await inRealm(place, async (realm) => {
    const session = openAdminSession(realm);
    const writer = createRealmWriter(session);
    const objects = Object.entries(prepared.exact ?? {}).map(([of, exact]) => wants(of as Address, NOTHING, { exact }));
    writer.prepare(live([], { realm: { name: realm.name, ...prepared.realm } }), desired(objects));
    const writeUnchecked = async (steps: readonly Step[]): Promise<void> => {
      for (const step of steps) await opened(writer, step).then((found) => found.write(step.fields));
    };
    const write = async (steps: readonly Step[]): Promise<void> => {
      for (const step of steps) {
        await writeUnchecked([step]);
        // What was written must be found as wanted: else a write whose answer was lost could not be told from another's.
        const standing = standingOf(step, await writer.open(step), TARGET.owner);
        if (standing.type !== 'done') throw new Error(`${step.id} was written and is ${JSON.stringify(standing)}`);
      }
    };
    try {
      await work({ realm, session, writer, write, writeUnchecked });
    } finally {
      await session.close();
    }
  });
}

/** A session that may write, in the name of the server's administrator. */
export function openAdminSession(realm: TestRealm, url = realm.server.url): Session {
  const { username, password } = realm.server;
  return openSession({
    server: url,
    realm: realm.name,
    signIn: { method: 'password', realm: 'master', clientId: 'admin-cli', username, password: { env: 'unused' } },
    readCredential: () => Promise.resolve(new Secret(password)),
  });
}

/** The steps that make an object with these facts, by encoded path. */
export function creating(of: string, facts: Parameters<typeof created>[1]['facts'] = {}): readonly Step[] {
  return stepsOf(created(of, { at: 'realm.yaml:1', facts }));
}

/** The steps that change these fields of an object, each from what it was to what it will be; the mark stays. */
export function changing(of: string, fields: Parameters<typeof updated>[1]['fields']): readonly Step[] {
  return stepsOf(updated(of, { at: 'realm.yaml:1', fields }));
}

async function inRealm(place: string | TestRealm, work: (realm: TestRealm) => Promise<void>): Promise<void> {
  await (typeof place === 'string' ? withRealm(place, work) : work(place));
}

async function opened(writer: RealmWriter, step: Step): Promise<OpenedStep> {
  if (step.operation === 'create') return writer.openNew(step);
  const found = await writer.open(step);
  if (found === undefined) throw new Error(`${step.address} is not there`);
  return found;
}

/** The step that gives a client its new id, with the mark that says so. */
export function renaming(from: string, to: string, fields: Parameters<typeof updated>[1]['fields'] = {}): Step {
  const [before, after] = [markOf(), markOf({ renamedFrom: from })];
  const step = bareStep(address('client', to), 'rename', { before, after });
  return { ...step, fields: stepFields(step.address, fields), renamedFrom: address('client', from) };
}

/** The step that deletes, forgets or disables an object that carries our mark. */
export function removing(of: string, operation: 'delete' | 'forget' | 'disable'): Step {
  const mark = { before: markOf() };
  if (operation !== 'disable') return bareStep(of as Address, operation, mark);
  const step = bareStep(of as Address, operation, { ...mark, after: markOf({ disabledAt: '2026-11-25' }) });
  return { ...step, fields: stepFields(step.address, { enabled: [true, false] }) };
}

function bareStep(of: Address, operation: Operation, mark: MarkChange): Step {
  const id = `${of}#${operation}` as StepId;
  return {
    id,
    address: of,
    operation,
    fields: [],
    mark,
    needs: [],
    hazards: [],
    digest: id,
    place: at('realm.yaml:1'),
  };
}

function stepFields(of: Address, fields: Parameters<typeof updated>[1]['fields']): Step['fields'] {
  return Object.keys(fields).length === 0 ? [] : changing(of, fields).flatMap((step) => step.fields);
}
