import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Proxy, startProxy } from '../../support/proxy.js';
import type { RequestRecord } from '../../support/proxy-counts.js';
import type { FaultRule } from '../../support/proxy-faults.js';
import { classifyRequest, routeOf } from '../../support/proxy-requests.js';

const CLIENTS = '/admin/realms/r/clients';
let upstream: http.Server;
let seen: { method: string; url: string; body: string }[];
let proxy: Proxy;
let onRequest: ((request: Readonly<RequestRecord>) => void | Promise<void>) | undefined;
let onAnswer: ((request: Readonly<RequestRecord>) => void | Promise<void>) | undefined;

beforeAll(async () => {
  upstream = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', body });
      response.writeHead(200, { 'content-type': 'text/plain', 'x-upstream': '1' }).end('0123456789'.repeat(100));
    });
  });
  await new Promise<void>((resolve) => {
    upstream.listen(0, '127.0.0.1', resolve);
  });
  const target = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  proxy = await startProxy({
    target,
    onRequest: (request) => onRequest?.(request),
    onAnswer: (request) => onAnswer?.(request),
  });
});

beforeEach(() => {
  onRequest = undefined;
  onAnswer = undefined;
  seen = [];
  proxy.reset({ faults: [], latencyMs: 0, connectMs: 0 });
});

afterAll(async () => {
  await proxy.close();
  upstream.closeAllConnections();
  upstream.close();
});

function useFaults(...faults: FaultRule[]): void {
  proxy.reset({ faults });
}

async function send(
  path = CLIENTS,
  init: RequestInit = {},
): Promise<{ status: number; body: string; headers: Headers }> {
  const answer = await fetch(proxy.url + path, init);
  return { status: answer.status, body: await answer.text(), headers: answer.headers };
}

const write = (): Promise<{ status: number }> => send(CLIENTS, { method: 'POST', body: 'x' });

async function statuses(count: number): Promise<number[]> {
  const list: number[] = [];
  for (let index = 0; index < count; index++) list.push((await send()).status);
  return list;
}

describe('a proxy without faults', () => {
  it('passes method, path, body and headers on, and counts', async () => {
    const path = `${CLIENTS}/0b9a06c1-feb9-4da7-9327-fb379dd470b7/roles/a%20b?max=10&first=0`;
    const answer = await send(path, { method: 'PUT', body: '{"a":1}' });
    expect(answer.headers.get('x-upstream')).toBe('1');
    expect(answer.body).toHaveLength(1000);
    expect(seen).toEqual([{ method: 'PUT', url: path, body: '{"a":1}' }]);
    expect(proxy.stats()).toMatchObject({ requests: 1, byClass: { write: 1, read: 0 }, bytesUp: 7, bytesDown: 1000 });
    expect(proxy.stats().routes[0]?.route).toBe('/admin/realms/{realm}/clients/{id}/roles/{name}?first&max');
  });

  it('forgets what it counted on a reset', async () => {
    await send();
    proxy.reset();
    expect(proxy.stats()).toMatchObject({ requests: 0, byStatus: {}, routes: [] });
  });

  it('counts a server that does not answer and says 502', async () => {
    const dead = await startProxy({ target: 'http://127.0.0.1:9' });
    const answer = await fetch(`${dead.url}/admin/x`);
    expect(answer.status).toBe(502);
    expect(dead.stats().proxyErrors).toBe(1);
    await dead.close();
  });
});

describe('faults', () => {
  it('status answers without reaching the server', async () => {
    useFaults({ action: 'status', status: 429, retryAfterSeconds: 3, times: 1 });
    const answer = await send();
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('3');
    expect(seen).toEqual([]);
    expect((await send()).status).toBe(200);
  });

  it('status-after reaches the server', async () => {
    useFaults({ action: 'status-after', status: 502 });
    expect((await write()).status).toBe(502);
    expect(seen).toHaveLength(1);
  });

  it('drop-before loses the connection without reaching the server', async () => {
    useFaults({ action: 'drop-before', method: 'POST' });
    await expect(write()).rejects.toThrow('fetch failed');
    expect(seen).toEqual([]);
    expect((await send()).status).toBe(200);
  });

  it('drop-after loses the connection once the server did the write', async () => {
    useFaults({ action: 'drop-after', class: 'write' });
    await expect(write()).rejects.toThrow('fetch failed');
    expect(seen).toHaveLength(1);
    expect((await send()).status).toBe(200);
    expect(proxy.stats().faults).toEqual({ 'drop-after': 1 });
  });

  it('truncate passes half of the body on', async () => {
    useFaults({ action: 'truncate' });
    await expect(send()).rejects.toThrow('terminated');
    expect(proxy.stats().bytesDown).toBe(500);
  });

  it('hang leaves it to the client to give up', async () => {
    useFaults({ action: 'hang' });
    await expect(send(CLIENTS, { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
    expect(seen).toEqual([]);
  });

  it('delay adds to the latency', async () => {
    proxy.reset({ latencyMs: 30, faults: [{ action: 'delay', delayMs: 40 }] });
    const start = performance.now();
    await send();
    expect(performance.now() - start).toBeGreaterThanOrEqual(69);
  });

  it('skip and times choose which matches fire', async () => {
    useFaults({ action: 'status', skip: 2, times: 1 });
    expect(await statuses(5)).toEqual([200, 200, 503, 200, 200]);
  });

  it('a rate fires for the same requests in each run', async () => {
    const rule: FaultRule = { action: 'status', rate: 0.3 };
    useFaults(rule);
    const first = await statuses(40);
    useFaults(rule);
    expect(await statuses(40)).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 503]));
  });
});

describe('hooks', () => {
  it('onRequest runs before the server hears of the n-th write', async () => {
    const heard: [number, number][] = [];
    onRequest = (request) => {
      if (request.class === 'write') heard.push([request.ordinal, seen.length]);
    };
    await write();
    await send();
    await write();
    expect(heard).toEqual([
      [1, 0],
      [2, 2],
    ]);
  });

  it('onAnswer runs when the server has done the write and the client has not heard of it', async () => {
    let serverHeard = 0;
    onAnswer = async () => {
      serverHeard = seen.length;
      await Promise.resolve();
    };
    await write();
    expect(serverHeard).toBe(1);
  });

  it('a hook that throws loses the connection', async () => {
    onRequest = () => {
      throw new Error('stop here');
    };
    await expect(write()).rejects.toThrow('fetch failed');
    expect(seen).toEqual([]);
  });
});

describe('requests', () => {
  it('have a route without identifiers, names and values', () => {
    expect(routeOf('/realms/master/protocol/openid-connect/token')).toBe(
      '/realms/{realm}/protocol/openid-connect/token',
    );
    expect(routeOf('/admin/realms/x/roles/r/composites/realm')).toBe(
      '/admin/realms/{realm}/roles/{name}/composites/realm',
    );
    expect(routeOf('/admin/realms/x/group-by-path/a/b')).toBe('/admin/realms/{realm}/group-by-path/{path}');
  });

  it('are writes only where the server may change', () => {
    expect(classifyRequest('POST', '/admin/realms/x/partial-export?exportClients=true')).toBe('read');
    expect(classifyRequest('POST', '/realms/x/protocol/openid-connect/token')).toBe('token');
    expect(classifyRequest('DELETE', '/admin/realms/x')).toBe('write');
    expect(classifyRequest('GET', '/realms/x')).toBe('other');
  });
});
