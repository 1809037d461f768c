import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { AnswerError, refusalOf } from '../../../../../src/systems/keycloak/session/errors.js';
import { RETRY_LIMITS, withRetry } from '../../../../../src/systems/keycloak/session/retry.js';
import { createOutage } from '../../../../../src/systems/keycloak/session/outage.js';
import { openWire, type Wire, type WireOptions } from '../../../../../src/systems/keycloak/session/wire.js';
import { errorOf } from '../../../../support/sessions.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Connections to a server that answers so, over which no answer may have more bytes. */
async function open(answer: RequestListener, answerBytesMax: number): Promise<Wire> {
  const server = createServer(answer);
  closing.push(async () => server.closeAllConnections());
  return openTo(await listen(server), { answerBytesMax });
}

/** Connections to a server that sends these bytes for each request, and then ends the connection where it is told to. */
async function openTo(port: number, more: Partial<WireOptions> = {}): Promise<Wire> {
  const wire = openWire(new URL(`http://127.0.0.1:${port}`), {
    connectionsMax: 1,
    answerMs: 10_000,
    connection: {},
    readCredential: () => Promise.reject(new Error('no file is read')),
    ...more,
  });
  closing.push(wire.close);
  return wire;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

/** A server on loopback that is told of each request's bytes, as they come. */
function onBytes(answer: (socket: Socket, nth: number) => void): Promise<number> {
  let nth = 0;
  return listen(
    createTcpServer((socket) => {
      closing.push(async () => void socket.destroy());
      socket.on('error', () => {}).on('data', () => answer(socket, (nth += 1)));
    }),
  );
}

const REQUEST = { method: 'GET', path: '/', headers: {} } as const;

describe('an answer that is too long', () => {
  it('is read up to the limit and no further', async () => {
    const wire = await open((_, response) => response.end('x'.repeat(1_000)), 1_000);
    expect((await wire.exchange(REQUEST)).body).toHaveLength(1_000);
  });

  it('ends the request, also where the answer has no end', async () => {
    let sent = 0;
    const endless: RequestListener = (_, response) => {
      const more = (): void => {
        if (response.destroyed) return;
        sent += 1_000;
        response.write('x'.repeat(1_000), () => setImmediate(more));
      };
      more();
    };
    const wire = await open(endless, 1_000);
    const error = await errorOf(wire.exchange(REQUEST));
    expect(refusalOf(error)).toEqual({ type: 'lost', words: 'ERR_ANSWER_TOO_LONG' });
    expect(sent).toBeLessThan(50_000_000);
  });

  it('is not asked for again', async () => {
    let asked = 0;
    const wire = await open((_, response) => {
      asked += 1;
      response.end('x'.repeat(1_001));
    }, 1_000);
    const now = (): number => performance.now();
    const options = { method: 'GET', limits: RETRY_LIMITS, now, outage: createOutage(now), onWait: () => {} } as const;
    const error = await errorOf(withRetry(options, () => wire.exchange(REQUEST)));
    expect(refusalOf(error)).toMatchObject({ words: 'ERR_ANSWER_TOO_LONG' });
    expect(asked).toBe(1);
  });
});

describe('an answer that breaks off', () => {
  const OK = 'HTTP/1.1 200 OK\r\n';
  const LAST = `${OK}Connection: close\r\n`;
  it.each([
    ['before anything came', '', 'ECONNRESET'],
    ['within its headers', `${OK}Content-Type: application/json\r\n`, 'ECONNRESET'],
    ['before its length', `${OK}Content-Length: 5\r\n\r\n[]`, 'ECONNRESET'],
    ['before its length, on a last connection', `${LAST}Content-Length: 5\r\n\r\n[]`, 'ECONNRESET'],
    ['before its first chunk', `${LAST}Transfer-Encoding: chunked\r\n\r\n`, 'HPE_INVALID'],
    ['before its last chunk', `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n`, 'ECONNRESET'],
    [
      'within its last chunk, on a last connection',
      `${LAST}Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0`,
      'HPE_INVALID',
    ],
    ['by what is no HTTP', 'SSH-2.0-OpenSSH_9.9 canary\r\n', 'HPE_INVALID'],
  ])('%s is no answer', async (_, bytes, words) => {
    const wire = await openTo(await onBytes((socket) => socket.end(bytes)));
    const error = await errorOf(wire.exchange(REQUEST));
    expect(refusalOf(error)).toEqual({ type: 'lost', words });
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
  });

  it('because the connection was reset is no answer either', async () => {
    const wire = await openTo(
      await onBytes((socket) => void socket.write(`${OK}Content-Length: 5\r\n\r\n[]`, () => socket.resetAndDestroy())),
    );
    expect(refusalOf(await errorOf(wire.exchange(REQUEST)))).toEqual({ type: 'lost', words: 'ECONNRESET' });
  });

  it('is whole where the end of the connection is its end', async () => {
    const wire = await openTo(await onBytes((socket) => socket.end(`${OK}Connection: close\r\n\r\n[1]`)));
    expect((await wire.exchange(REQUEST)).body).toBe('[1]');
  });
});

describe('an answer without a length', () => {
  it.each([
    ['within its body', '[1'],
    ['before its body', ''],
  ])('that is reset %s is no answer', async (_, body) => {
    const port = await onBytes(
      (socket) =>
        void socket.write(`HTTP/1.0 200 OK\r\n\r\n${body}`, () => setTimeout(() => socket.resetAndDestroy(), 20)),
    );
    const wire = await openTo(port);
    expect(refusalOf(await errorOf(wire.exchange(REQUEST)))).toEqual({ type: 'lost', words: 'ECONNRESET' });
  });
});

describe('a request', () => {
  it.each(['GET', 'PUT', 'POST', 'DELETE'] as const)(
    '%s is sent once, whatever becomes of its connection',
    async (method) => {
      const asked: number[] = [];
      const port = await onBytes((socket, nth) => {
        asked.push(nth);
        socket.destroy();
      });
      const wire = await openTo(port);
      await errorOf(wire.exchange({ ...REQUEST, method, body: '{}' }));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(asked).toEqual([1]);
    },
  );

  it('that cannot be written says so without being sent, and the next one goes', async () => {
    const wire = await open((_, response) => response.end('[]'), 100);
    for (let i = 0; i < 3; i += 1) {
      const error = await errorOf(wire.exchange({ ...REQUEST, headers: { 'x-odd': 'a\nb' } }));
      expect(error).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' });
      expect(refusalOf(error)).toBeUndefined();
    }
    expect((await wire.exchange(REQUEST)).status).toBe(200);
  });

  it('under way fails when the connections are closed, and so does any that comes later', async () => {
    let hasCome = (): void => {};
    const come = new Promise<void>((resolve) => (hasCome = resolve));
    const wire = await openTo(await onBytes(() => hasCome()));
    const [first, waiting] = [errorOf(wire.exchange(REQUEST)), errorOf(wire.exchange(REQUEST))];
    await come;
    await wire.close();
    for (const error of [await first, await waiting, await errorOf(wire.exchange(REQUEST))])
      expect(error).toMatchObject({ code: 'ERR_SESSION_CLOSED' });
  });
});

describe('the headers of an answer', () => {
  it('that come twice are read once', async () => {
    const port = await onBytes((socket) =>
      socket.write('HTTP/1.1 503 No\r\nRetry-After: 3\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n'),
    );
    const { status, headers } = await (await openTo(port)).exchange(REQUEST);
    expect(refusalOf(new AnswerError(status, headers, ''))).toMatchObject({ status: 503, retryAfterMs: 3_000 });
  });
});
