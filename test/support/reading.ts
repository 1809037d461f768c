import { readLive } from '../../src/live/index.js';
import {
  Secret,
  type AccountNeeds,
  type Address,
  type LiveState,
  type ProgressEvent,
  type ReadNeeds,
} from '../../src/model/index.js';
import { createRealmReader, openReadSession, type ReadSession } from '../../src/systems/keycloak/index.js';
import { afterAll, beforeAll } from 'vitest';
import { withRealm, type TestCaller, type TestRealm } from './keycloak.js';
import { OWNER } from './states.js';

/** What a test wants to have read; whatever it does not name is not asked for. */
export interface WantedRead {
  readonly objects?: readonly string[];
  readonly clientRoles?: readonly string[];
  readonly composites?: readonly string[];
  readonly roleScopes?: readonly string[];
  /** Client ids; all of their grants are wanted. */
  readonly accounts?: readonly string[];
  readonly groups?: readonly string[];
  /** Addresses of groups; what left the files is looked for where it is given. */
  readonly keptGroups?: readonly string[];
  readonly flows?: boolean;
  readonly mapperTypes?: boolean;
  readonly serverVersion?: boolean;
}

/** What was read, what was asked for it, and the words on the way. */
export interface TestRead {
  readonly live: LiveState;
  /** Requests, sign-in included. */
  readonly requests: number;
  /** Method and path template of each, in the order of their ends. */
  readonly asked: readonly string[];
  /** How things were read, as people are told; sorted. */
  readonly ways: readonly string[];
}

const ALL_GRANTS: AccountNeeds = { realmRoles: true, clientRoles: true, groups: true, attributes: true };

/** What readLive is asked for when a test wants this. */
export function needsOf(wanted: WantedRead): ReadNeeds {
  const addresses = (list: readonly string[] = []): ReadonlySet<Address> => new Set(list as readonly Address[]);
  return {
    objects: addresses(wanted.objects),
    clientRoles: new Set(wanted.clientRoles),
    composites: addresses(wanted.composites),
    roleScopes: addresses(wanted.roleScopes),
    accounts: new Map((wanted.accounts ?? []).map((clientId) => [clientId, ALL_GRANTS])),
    groups: new Set(wanted.groups),
    ...(wanted.keptGroups === undefined ? {} : { keptGroups: addresses(wanted.keptGroups) }),
    flows: wanted.flows ?? false,
    mapperTypes: wanted.mapperTypes ?? false,
    serverVersion: wanted.serverVersion ?? false,
  };
}

/** A session that only looks: as the server's administrator, or as a caller of the realm. */
export function openTestSession(realm: TestRealm, caller?: TestCaller, asked: string[] = []): ReadSession {
  const { username, password } = realm.server;
  return openReadSession({
    server: realm.server.url,
    realm: realm.name,
    signIn:
      caller === undefined
        ? { method: 'password', realm: 'master', clientId: 'admin-cli', username, password: { env: 'unused' } }
        : { method: 'client-secret', realm: realm.name, clientId: caller.clientId, clientSecret: { env: 'unused' } },
    readCredential: () => Promise.resolve(new Secret(caller?.clientSecret ?? password)),
    onRequest: (event) => asked.push(event.asked),
  });
}

/** Reads a realm as the server's administrator, or as a caller of the realm. */
export async function readRealm(realm: TestRealm, wanted: WantedRead, caller?: TestCaller): Promise<TestRead> {
  const asked: string[] = [];
  const session = openTestSession(realm, caller, asked);
  try {
    const events: ProgressEvent[] = [];
    const options = { owner: OWNER, onProgress: (event: ProgressEvent) => void events.push(event) };
    const live = await readLive(createRealmReader(session), needsOf(wanted), options);
    return { live, requests: session.requests(), asked, ways: waysOf(events) };
  } finally {
    await session.close();
  }
}

/** What was said of how things were read, sorted. */
export function waysOf(events: readonly ProgressEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'way-chosen' ? [event.text] : [])).sort();
}

/** The facts of one object, without those below the prefixes that a test does not care for. */
export function factsOf(live: LiveState, of: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(live.objects.get(of as Address)?.facts ?? []);
}

/** The facts of one object below a prefix, as sorted paths without it. */
export function below(live: LiveState, of: string, prefix: string): readonly string[] {
  const paths = Object.keys(factsOf(live, of)).filter((path) => path.startsWith(`${prefix}/`));
  return paths.map((path) => path.slice(prefix.length + 1)).sort();
}

/** Areas that were not read, each with its reason and the role that is missing. */
export function unreadOf(live: LiveState): readonly string[] {
  return live.unread.map(({ area, reason, missingRole = '-' }) => `${area} ${reason} ${missingRole}`);
}

/**
 * One realm for all tests of a describe block, which only look at it; `arrange` fills it before the first. Making a realm
 * takes longer than most of such tests. Gives the realm to whoever asks while a test runs.
 */
export function sharedRealm(prefix: string, arrange: (realm: TestRealm) => Promise<void>): () => TestRealm {
  let shared: TestRealm | undefined;
  let release: () => void = () => undefined;
  let ended: Promise<void> = Promise.resolve();
  beforeAll(async () => {
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await new Promise<void>((resolve, reject) => {
      ended = withRealm(prefix, async (realm) => {
        await arrange(realm);
        shared = realm;
        resolve();
        await released;
      });
      ended.catch(reject);
    });
  });
  afterAll(async () => {
    release();
    await ended;
  });
  return () => {
    if (shared === undefined) throw new Error('the shared realm is there only while a test runs');
    return shared;
  };
}
