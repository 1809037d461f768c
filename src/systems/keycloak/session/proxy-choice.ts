import { BlockList, isIP } from 'node:net';
import { Failure, Secret } from '../../../model/index.js';

/** A proxy that requests go through. */
export interface Proxy {
  /** Scheme, host and port; without user and password, so that it may be shown. */
  readonly url: URL;
  /** The text of its `Proxy-Authorization`; absent where no user is named. */
  readonly authorization?: Secret;
  /** The variable that names it. */
  readonly variable: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a server, by the variables that most programs go by: HTTPS_PROXY or HTTP_PROXY by the server's scheme, else
 * ALL_PROXY, unless NO_PROXY names the server; in lower case too, which wins. What is on this machine needs no proxy.
 *
 * @throws Failure when the variable holds no URL of a proxy; its value is never quoted.
 */
export function chooseProxy(server: string, environment: Environment): Proxy | undefined {
  const url = new URL(server);
  const found = variableOf(environment, url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY', 'ALL_PROXY');
  if (found === undefined || isLoopback(hostOf(url))) return undefined;
  const [, exceptions = ''] = variableOf(environment, 'NO_PROXY') ?? [];
  if (exceptions.split(/[\s,]+/).some((one) => one !== '' && isFor(one, url))) return undefined;
  return parseProxy(...found);
}

function variableOf(environment: Environment, ...names: readonly string[]): [string, string] | undefined {
  for (const name of names.flatMap((upper) => [upper.toLowerCase(), upper])) {
    const value = environment[name]?.trim();
    if (value !== undefined && value !== '') return [name, value];
  }
  return undefined;
}

function parseProxy(variable: string, value: string): Proxy {
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw new Failure('unreachable', `${variable} holds no URL of a proxy that keyplan can use`, {
      hint: 'Write http://host:port or https://host:port, with user:password@ before the host where the proxy asks for them.',
    });
  }
  const [user, password] = [decoded(url.username), decoded(url.password)];
  const plain = new URL(url.origin);
  if (user === '' && password === '') return { url: plain, variable };
  const authorization = new Secret(`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`);
  return { url: plain, authorization, variable };
}

/** A `%` that stands for itself is kept. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The host of a URL without the brackets of an address of version 6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether what is sent to a server crosses a network that anybody may listen on. @example isSentInClear('http://localhost:8080') is false */
export function isSentInClear(server: string): boolean {
  const url = new URL(server);
  return url.protocol === 'http:' && !isLoopback(hostOf(url));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isIn(LOOPBACK, host);
}

function isIn(list: BlockList, host: string): boolean {
  const version = isIP(host);
  return version !== 0 && list.check(host, version === 4 ? 'ipv4' : 'ipv6');
}

/** Whether a part of NO_PROXY names a server: everything (`*`), a host and its subdomains, an address or a range; with a port, only there. */
function isFor(exception: string, url: URL): boolean {
  if (exception === '*') return true;
  const host = hostOf(url).toLowerCase();
  const range = /^\[?([\da-f.:]+)\]?\/(\d+)$/i.exec(exception);
  if (range !== null) return isInRange(host, range[1] ?? '', Number(range[2]));
  const parts = /^\[?(.*?)\]?(?::(\d+))?$/.exec(isIP(exception) === 6 ? `[${exception}]` : exception);
  const [, name = '', port] = parts ?? [];
  if (port !== undefined && port !== portOf(url)) return false;
  const wanted = name.toLowerCase().replace(/^\*?\./, '');
  return host === wanted || (isIP(host) === 0 && host.endsWith(`.${wanted}`));
}

function isInRange(host: string, address: string, bits: number): boolean {
  const version = isIP(address);
  if (version === 0 || bits > (version === 4 ? 32 : 128)) return false;
  const range = new BlockList();
  range.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6');
  return isIn(range, host);
}

/** The port of a URL, also where it is the usual one. */
export function portOf({ port, protocol }: URL): string {
  if (port !== '') return port;
  return protocol === 'https:' ? '443' : '80';
}
