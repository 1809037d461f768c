// The agent's side of the SPIFFE Workload API, as far as a JWT-SVID is asked for: one gRPC call on a socket.
import http2 from 'node:http2';
import { bytesFields, textField } from '../../src/systems/spiffe/protobuf.js';

/** What the agent was asked: headers, and the fields of the request by number. */
export interface AgentRequest {
  readonly headers: http2.IncomingHttpHeaders;
  readonly fields: readonly (readonly [number, string])[];
}

export type AgentReply = { readonly body?: Buffer; readonly trailers: Readonly<Record<string, string>> } | 'silence';

export interface SpiffeAgent {
  readonly socket: string;
  readonly asked: readonly AgentRequest[];
  readonly close: () => void;
}

/** Starts it on a socket of its own. */
export async function startSpiffeAgent(
  socket: string,
  answer: (request: AgentRequest) => AgentReply,
): Promise<SpiffeAgent> {
  const asked: AgentRequest[] = [];
  const server = http2.createServer();
  server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const message = Buffer.concat(chunks).subarray(5);
      const request = {
        headers,
        fields: bytesFields(message).map(([number, bytes]) => [number, bytes.toString()] as const),
      };
      asked.push(request);
      const reply = answer(request);
      if (reply === 'silence') return;
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers(reply.trailers));
      stream.end(reply.body ?? Buffer.alloc(0));
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return { socket, asked, close: () => server.close() };
}

/** A response with these SVIDs, each with an id, a token and a hint. */
export function svidResponse(...svids: readonly (readonly [string, string])[]): Buffer {
  const nested = svids.map(([id, token]) => {
    const svid = Buffer.concat([textField(1, id), textField(2, token), textField(3, 'a hint')]);
    return Buffer.concat([Buffer.from([10, ...lengthOf(svid.length)]), svid]);
  });
  const message = Buffer.concat(nested);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The length of a nested message, seven bits to a byte, the lowest first. */
function lengthOf(length: number): readonly number[] {
  return length < 128 ? [length] : [(length % 128) + 128, ...lengthOf(Math.floor(length / 128))];
}
