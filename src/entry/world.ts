import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';
import type { ApplyingWorld, BootstrapWorld, LookingWorld, ReadingEdges, WritingEdges } from '../commands/index.js';
import { issuerOf, type ProgressListener, type SignIn, type Target } from '../model/index.js';
import {
  chooseProxy,
  createCredentialReader,
  createIdentityProviders,
  createRealmReader,
  createRealmWriter,
  createRightsReader,
  openReadSession,
  openSession,
  readClientSecret,
  type ConnectionOptions,
  type Session,
  type SessionOptions,
} from '../systems/keycloak/index.js';
import { createAssertionReader } from './read-assertion.js';

/** What the worlds of all commands are made of. */
export interface WorldOptions {
  readonly folder: string;
  /** The folder of the settings, which relative credential files start at. */
  readonly settingsFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onProgress: ProgressListener;
  /** How long to wait for a server that starts, in milliseconds. */
  readonly startMs?: number | undefined;
  /** Told of each request in words, for `--verbose`; absent when nobody listens. */
  readonly onRequest?: SessionOptions['onRequest'];
  /** Told of every secret before it is used; absent where no log masks any. */
  readonly onSecret?: SessionOptions['onSecret'];
}

/** The world of commands that only look: built without anything that writes. */
export function createLookingWorld(options: WorldOptions): LookingWorld {
  return {
    folder: options.folder,
    today: () => new Date().toISOString().slice(0, 10),
    openReading: (target) => openReading(options, target),
    onProgress: options.onProgress,
  };
}

/** The world of `apply`. */
export function createApplyingWorld(
  options: WorldOptions,
  rest: Pick<ApplyingWorld, 'confirm' | 'beginWriting'>,
): ApplyingWorld {
  return { ...createLookingWorld(options), openWriting: (target) => openWriting(options, target), ...rest };
}

/** The world of `bootstrap`. */
export function createBootstrapWorld(
  options: WorldOptions,
  rest: Pick<ApplyingWorld, 'confirm' | 'beginWriting'>,
): BootstrapWorld {
  return {
    ...createApplyingWorld(options, rest),
    openBootstrap: (target) => {
      const session = openSession(sessionOptions(options, target, target.signIn.apply));
      return {
        ...writingEdges(session),
        identityProviders: createIdentityProviders(session),
        readSecret: (clientId) => readClientSecret(session, clientId),
      };
    },
  };
}

function openReading(options: WorldOptions, target: Target): ReadingEdges {
  const session = openReadSession(sessionOptions(options, target, target.signIn.plan));
  return {
    reader: createRealmReader(session),
    rights: createRightsReader(session),
    readAs: session.readAs,
    close: session.close,
  };
}

function openWriting(options: WorldOptions, target: Target): WritingEdges {
  return writingEdges(openSession(sessionOptions(options, target, target.signIn.apply)));
}

function writingEdges(session: Session): WritingEdges {
  const { readAs, close } = session;
  return {
    reader: createRealmReader(session),
    rights: createRightsReader(session),
    writer: createRealmWriter(session),
    readAs,
    close,
  };
}

function sessionOptions(options: WorldOptions, target: Target, signIn: SignIn): SessionOptions {
  const { environment, settingsFolder, onProgress, onRequest, onSecret } = options;
  const readCredential = createCredentialReader(environment, settingsFolder);
  return {
    server: target.server,
    realm: target.realm,
    signIn,
    readCredential,
    issuer: issuerOf(target, signIn.realm),
    connection: connectionOf(options, target),
    ...limitsOf(options, target),
    readAssertion: createAssertionReader({ environment, folder: settingsFolder, readCredential }),
    onWait: (text) => onProgress({ type: 'waited', text }),
    ...(onRequest === undefined ? {} : { onRequest }),
    ...(onSecret === undefined ? {} : { onSecret }),
  };
}

function connectionOf({ environment }: WorldOptions, { connection, server }: Target): ConnectionOptions {
  const proxy = chooseProxy(server, environment);
  const { clientCertificate } = connection;
  return {
    headers: connection.headers,
    insecureSkipTlsVerify: connection.insecureSkipTlsVerify,
    ...(connection.caFile === undefined ? {} : { caFile: connection.caFile }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

function limitsOf(
  { startMs }: WorldOptions,
  { connection: { timeoutSeconds, connectionsMax } }: Target,
): Pick<SessionOptions, 'answerMs' | 'connectionsMax' | 'startMs'> {
  return {
    ...(timeoutSeconds === undefined ? {} : { answerMs: timeoutSeconds * 1000 }),
    ...(connectionsMax === undefined ? {} : { connectionsMax }),
    ...(startMs === undefined ? {} : { startMs }),
  };
}

/** Where this program's own files lie, beside `dist`. */
export function packageFolder(): string {
  return dirname(findPackageJSON(import.meta.url) ?? '');
}
