import http2 from 'node:http2';
import net from 'node:net';
import { Failure, Secret } from '../../model/index.js';
import { bytesFields, textField } from './protobuf.js';

/** Whose JWT-SVID is asked for, and where. */
export interface WorkloadApi {
  /** `unix:///path`, `unix:/path` or `tcp://address:port`; SPIFFE_ENDPOINT_SOCKET when absent. */
  readonly socket?: string;
  /** One of several identities; the first when absent. */
  readonly spiffeId?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How long the answer may take, in milliseconds; 10 s when absent. */
  readonly answerMs?: number;
}

/**
 * A JWT-SVID for this audience from the SPIFFE Workload API: one gRPC call over HTTP/2 on a socket of this machine, whose
 * other end knows who we are. The agent may give the same one again until half of its life is over.
 */
export async function readJwtSvid(api: WorkloadApi, audience: string): Promise<Secret> {
  const { spiffeId, environment } = api;
  const written = api.socket ?? environment['SPIFFE_ENDPOINT_SOCKET'];
  if (written === undefined || written === '') {
    throw new Failure('credential-missing', 'nobody says where the SPIFFE Workload API is', {
      hint: 'Set SPIFFE_ENDPOINT_SOCKET, or write spiffe: { socket: unix:///path/of/the/agent.sock }.',
    });
  }
  const answer = await ask(endpointOf(written), requestOf(audience, spiffeId), api.answerMs ?? 10_000);
  if (answer.status !== 0) throw refused(answer);
  const svid = firstSvid(answer.body);
  if (svid !== undefined) return new Secret(svid);
  throw new Failure('credential-missing', 'the SPIFFE Workload API answered without a JWT-SVID', { hint: ENTRY_HINT });
}

type Endpoint = { readonly path: string } | { readonly host: string; readonly port: number };

function endpointOf(socket: string): Endpoint {
  const unix = /^unix:(?:\/\/)?(\/.+)$/.exec(socket)?.[1] ?? (socket.startsWith('/') ? socket : undefined);
  if (unix !== undefined) return { path: unix };
  const tcp = /^tcp:\/\/(\[[\da-f:]+\]|[\d.]+):(\d+)$/i.exec(socket);
  if (tcp?.[1] !== undefined) return { host: tcp[1].replace(/^\[|\]$/g, ''), port: Number(tcp[2]) };
  throw new Failure('credential-missing', `${JSON.stringify(socket)} is no address of a SPIFFE Workload API`, {
    hint: 'Write unix:///path/of/the/agent.sock, or tcp:// with an IP address and a port.',
  });
}

interface Answer {
  /** The status of gRPC; 0 is success. */
  readonly status: number;
  readonly words: string;
  readonly body: Buffer;
}

/** JWTSVIDRequest: the audience is field 1, the SPIFFE id field 2. In front of a message gRPC has a zero and its length. */
function requestOf(audience: string, spiffeId: string | undefined): Buffer {
  const message = Buffer.concat([textField(1, audience), ...(spiffeId === undefined ? [] : [textField(2, spiffeId)])]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function ask(endpoint: Endpoint, request: Buffer, answerMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // Its own error tells why; the ones that follow from it only say that the request was given up.
    const connect = (): net.Socket =>
      net.connect(endpoint).once('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'no answer'));
    const session = http2.connect('http://localhost', { createConnection: connect });
    const timer = setTimeout(() => fail('no answer in time'), answerMs);
    const fail = (why: string): void => {
      clearTimeout(timer);
      session.destroy();
      reject(unreachable(endpoint, why));
    };
    session.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'no answer'));
    const stream = session.request({
      ':method': 'POST',
      ':path': '/SpiffeWorkloadAPI/FetchJWTSVID',
      'content-type': 'application/grpc',
      te: 'trailers',
      // Without it the agent refuses, so that no browser can be made to ask.
      'workload.spiffe.io': 'true',
    });
    let status: number | undefined;
    let words = '';
    const chunks: Buffer[] = [];
    const look = (headers: http2.IncomingHttpHeaders): void => {
      if (headers['grpc-status'] === undefined) return;
      status = Number(headers['grpc-status']);
      words = String(headers['grpc-message'] ?? '');
    };
    stream.on('response', look).on('trailers', look);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'no answer'));
    stream.on('end', () => {
      clearTimeout(timer);
      session.destroy();
      if (status === undefined) reject(unreachable(endpoint, 'an answer that is not gRPC'));
      else resolve({ status, words, body: Buffer.concat(chunks) });
    });
    stream.end(request);
  });
}

/** JWTSVIDResponse: each SVID is a field 1, with its id in field 1 and the token in field 2. */
function firstSvid(body: Buffer): string | undefined {
  try {
    const message = body.subarray(5, 5 + body.readUInt32BE(1));
    const svid = bytesFields(message).find(([number]) => number === 1)?.[1];
    const token = svid === undefined ? undefined : bytesFields(svid).find(([number]) => number === 2)?.[1];
    return token?.toString('utf8');
  } catch {
    return undefined;
  }
}

/** What gRPC says when the agent knows nobody who asks like this. */
const PERMISSION_DENIED = 7;
const ENTRY_HINT = 'Register this workload with the SPIFFE server, with selectors that fit this process.';

function refused({ status, words }: Answer): Failure {
  const said = plainWords(words);
  const what = said === '' ? `status ${status}` : `status ${status}, ${JSON.stringify(said)}`;
  return new Failure('credential-missing', `the SPIFFE Workload API gives no JWT-SVID (${what})`, {
    hint: status === PERMISSION_DENIED ? ENTRY_HINT : 'See the log of the SPIFFE agent, then run it again.',
  });
}

function plainWords(words: string): string {
  let text = words;
  try {
    text = decodeURIComponent(words);
  } catch {
    // As it came.
  }
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 200);
}

function unreachable(endpoint: Endpoint, why: string): Failure {
  const where = 'path' in endpoint ? endpoint.path : `${endpoint.host}:${endpoint.port}`;
  return new Failure('credential-missing', `the SPIFFE Workload API at ${where} cannot be asked (${why})`, {
    hint: 'Check that the agent runs, that its socket is mounted here, and that this user may open it.',
  });
}
