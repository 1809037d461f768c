// The parts of undici that the transport is made of, without the rest: its index loads fetch, caches and mocks besides, which is
// 30 MB and a tenth of a second for nothing (docs/decisions/transport.md). The package keeps no list of what may be imported.
declare module 'undici/lib/dispatcher/pool.js' {
  export { Pool as default } from 'undici';
}

declare module 'undici/lib/core/connect.js' {
  import type { Socket } from 'node:net';
  import type { ConnectionOptions } from 'node:tls';
  import type { buildConnector } from 'undici';

  /** As undici declares it, but with the socket that it gives. */
  export default function build(
    options: ConnectionOptions & Pick<buildConnector.BuildOptions, 'allowH2' | 'timeout'>,
  ): (to: buildConnector.Options, done: buildConnector.Callback) => Socket;
}
