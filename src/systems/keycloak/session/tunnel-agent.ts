import type { ClientRequest } from 'node:http';
import type { Agent, AgentOptions, RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect, type ConnectionOptions } from 'node:tls';
import { troubled } from './errors.js';
import { http, https } from './node-http.js';
import { hostOf, portOf, type Proxy } from './proxy-choice.js';

/** How tunnels are dug. */
export interface TunnelOptions {
  readonly proxy: Proxy;
  /** How long the proxy may take, in milliseconds. */
  readonly connectMs: number;
  /** For a proxy that is itself reached by TLS. */
  readonly tls: ConnectionOptions;
}

/**
 * An agent whose connections to a server go through a proxy that is asked to CONNECT. The proxy sees where a connection
 * goes and nothing of what is sent. Small and our own: the libraries for it print the proxy's password when they are
 * debugged, and wait for a silent proxy for ever (docs/decisions/transport.md).
 */
export function createTunnelAgent(options: AgentOptions, tunnel: TunnelOptions): Agent {
  const agent = new https.Agent(options);
  const digging = new Set<ClientRequest>();
  const createConnection: typeof agent.createConnection = (wanted, done) => {
    const { host = '', port = 443, ...rest } = wanted as RequestOptions & { host?: string; port?: number };
    const request = askToConnect(`${host.includes(':') ? `[${host}]` : host}:${port}`, tunnel);
    digging.add(request);
    request.once('close', () => digging.delete(request));
    request.once('error', (error: Error) => done?.(error, undefined as never));
    request.once('connect', (answer, socket: Duplex) => {
      if (answer.statusCode !== 200) {
        socket.destroy();
        done?.(troubled(`PROXY_${answer.statusCode ?? 0}`), undefined as never);
        return;
      }
      done?.(null, connect({ ...(rest as ConnectionOptions), host, socket }));
    });
    request.end();
    return undefined as never;
  };
  const destroy = (): void => {
    for (const request of digging) request.destroy();
    https.Agent.prototype.destroy.call(agent);
  };
  return Object.assign(agent, { createConnection, destroy });
}

function askToConnect(to: string, { proxy, connectMs, tls }: TunnelOptions): ClientRequest {
  const { request: open } = proxy.url.protocol === 'https:' ? https : http;
  const request = open({
    ...(proxy.url.protocol === 'https:' ? tls : {}),
    hostname: hostOf(proxy.url),
    port: portOf(proxy.url),
    method: 'CONNECT',
    path: to,
    agent: false,
    headers: { host: to, ...authorizationOf(proxy) },
  });
  const timer = setTimeout(() => request.destroy(troubled('ETIMEDOUT')), connectMs);
  return request.once('close', () => clearTimeout(timer)).once('connect', () => clearTimeout(timer));
}

/** The header by which a proxy knows us. */
export function authorizationOf({ authorization }: Proxy): Readonly<Record<string, string>> {
  return authorization === undefined ? {} : { 'proxy-authorization': authorization.reveal() };
}
