import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { refusalOf } from '../../../../../src/systems/keycloak/session/errors.js';
import { RETRY_LIMITS, withRetry } from '../../../../../src/systems/keycloak/session/retry.js';
import { createOutage } from '../../../../../src/systems/keycloak/session/outage.js';
import { openWire, type Wire } from '../../../../../src/systems/keycloak/session/wire.js';
import { errorOf } from '../../../../support/sessions.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Connections to a server that answers so, over which no answer may have more bytes. */
async function open(answer: RequestListener, answerBytesMax: number): Promise<Wire> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const wire = openWire(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), {
    connectionsMax: 1,
    answerMs: 10_000,
    answerBytesMax,
    connection: {},
    readCredential: () => Promise.reject(new Error('no file is read')),
  });
  closing.push(wire.close);
  return wire;
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
