import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type { buildConnector } from 'undici';
import build from 'undici/lib/core/connect.js';
import { troubled } from './errors.js';
import { hostOf } from './proxy-choice.js';
import { hideReset, namedByNode } from './undici-errors.js';

/** A connection that is not there after this comes to nothing, in milliseconds. */
export const CONNECT_MS = 10_000;

/** Makes the connections of a pool. */
export interface Connector {
  readonly connect: buildConnector.connector;
  /** Ends what is not connected yet. */
  readonly stop: () => Promise<void>;
}

/** What connections go over where that is not the network itself. */
export interface Ground {
  readonly make: (done: (error: Error | null, ground?: Duplex) => void) => void;
  /** Ends what is not made yet; what was made lasts. */
  readonly stop: () => Promise<void>;
}

export interface ConnectorOptions {
  readonly tls?: ConnectionOptions;
  readonly ground?: Ground;
}

/** Connects to the server of a URL, with TLS where its scheme says so; HTTP/1.1 is the one version that is offered. */
export function createConnector(to: URL, { tls, ground }: ConnectorOptions = {}): Connector {
  // A literal address of version 6 stands in brackets in a URL, and without them everywhere else.
  const site = { hostname: hostOf(to), host: to.host, protocol: to.protocol, port: to.port };
  const connect = build({ ...tls, allowH2: false, timeout: CONNECT_MS });
  const connecting = new Set<Socket>();
  let isStopped = false;
  const make = (over: Pick<buildConnector.Options, 'httpSocket'>, done: buildConnector.Callback): void => {
    if (isStopped) {
      over.httpSocket?.destroy();
      done(troubled('ERR_SESSION_CLOSED'), null);
      return;
    }
    const socket = connect({ ...site, ...over }, (...[error]) => {
      connecting.delete(socket);
      if (error !== null) {
        done(namedByNode(error), null);
        return;
      }
      // Before undici's own listener, and so that what the server said last is what counts: of a TLS alert undici sees
      // otherwise only the end that follows it.
      socket.prependListener('error', (trouble: Error) => {
        hideReset(trouble);
        socket.destroy(trouble);
      });
      done(null, socket);
    });
    connecting.add(socket);
  };
  return {
    connect(_, done) {
      if (ground === undefined) make({}, done);
      else
        ground.make((error, socket) => {
          if (error !== null) done(namedByNode(error), null);
          else make({ httpSocket: socket as Socket }, done);
        });
    },
    async stop() {
      isStopped = true;
      for (const socket of connecting) socket.destroy();
      await ground?.stop();
    },
  };
}
