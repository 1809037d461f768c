import type { Dispatcher } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import { CONNECT_MS, createConnector, type Ground } from './connector.js';
import { troubled } from './errors.js';
import { portOf, type Proxy } from './proxy-choice.js';

/**
 * Tunnels to a server, through a proxy that is asked to CONNECT. The proxy sees where a connection goes and nothing of
 * what is sent. Small and our own: the libraries for it print the proxy's password when they are debugged, or wait for a
 * silent proxy for minutes (docs/decisions/transport.md).
 */
export function tunnelsTo(to: URL, proxy: Proxy): Ground {
  const connector = createConnector(proxy.url);
  const pool = new Pool(proxy.url.origin, { allowH2: false, connect: connector.connect });
  const path = `${to.hostname}:${portOf(to)}`;
  const headers = { host: path, ...authorizationOf(proxy) };
  return {
    make(done) {
      let timer: NodeJS.Timeout | undefined;
      const digging: Dispatcher.DispatchHandler = {
        onRequestStart(controller) {
          timer = setTimeout(() => controller.abort(troubled('ETIMEDOUT')), CONNECT_MS);
        },
        onRequestUpgrade(_, status, __, socket) {
          clearTimeout(timer);
          if (status === 200) {
            done(null, socket);
            return;
          }
          socket.on('error', () => {}).destroy();
          done(troubled(`PROXY_${status}`));
        },
        onResponseError(_, error) {
          clearTimeout(timer);
          done(error);
        },
      };
      pool.dispatch({ method: 'CONNECT', path, headers }, digging);
    },
    async stop() {
      await Promise.all([connector.stop(), pool.destroy()]);
    },
  };
}

/** The header by which a proxy knows us. */
export function authorizationOf({ authorization }: Proxy): Readonly<Record<string, string>> {
  return authorization === undefined ? {} : { 'proxy-authorization': authorization.reveal() };
}
