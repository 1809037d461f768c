import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What an editor shows of one problem, as the language server protocol has it. */
interface EditorDiagnostic {
  readonly message: string;
  /** Lines and columns count from 0. */
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

/** An editor in front of a YAML language server. */
export interface Editor {
  /** Opens a document that need not exist on disk, and gives what the editor then marks in it. */
  open(uri: string, text: string): Promise<readonly EditorDiagnostic[]>;
  /** What the editor offers at a place of an open document; lines and columns count from 0. */
  complete(uri: string, line: number, character: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

const SERVER = fileURLToPath(
  new URL('../../node_modules/yaml-language-server/bin/yaml-language-server', import.meta.url),
);

/** Starts yaml-language-server over stdio. Close it, or it outlives the test. */
export async function openEditor(): Promise<Editor> {
  const server = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const waiting = new Map<string, (value: unknown) => void>();
  const send = (message: object): void => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const answer = (key: string): Promise<unknown> => new Promise((resolve) => waiting.set(key, resolve));
  readMessages(server.stdout, (message) => {
    if (message.method === 'workspace/configuration') {
      const { items } = message.params as { readonly items: readonly unknown[] };
      send({ id: message.id, result: items.map(() => null) });
    } else if (message.method !== undefined && message.id !== undefined) send({ id: message.id, result: null });
    else if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = message.params as { readonly uri: string; readonly diagnostics: unknown };
      waiting.get(uri)?.(diagnostics);
    } else if (message.id !== undefined) waiting.get(String(message.id))?.(message.result);
  });
  let requests = 0;
  const request = (method: string, params: unknown): Promise<unknown> => {
    requests += 1;
    const result = answer(String(requests));
    send({ id: requests, method, params });
    return result;
  };

  await request('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  send({ method: 'initialized', params: {} });
  return {
    open(uri, text) {
      const diagnostics = answer(uri) as Promise<readonly EditorDiagnostic[]>;
      send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } });
      return diagnostics;
    },
    async complete(uri, line, character) {
      const result = await request('textDocument/completion', { textDocument: { uri }, position: { line, character } });
      return (result as { readonly items: readonly { readonly label: string }[] }).items.map(({ label }) => label);
    },
    async close() {
      server.kill();
      await ended;
    },
  };
}

function readMessages(stream: NodeJS.ReadableStream, take: (message: Message) => void): void {
  let rest = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const headEnd = rest.indexOf('\r\n\r\n');
      const length = Number(
        /Content-Length: (\d+)/.exec(rest.subarray(0, Math.max(0, headEnd)).toString())?.[1] ?? Number.NaN,
      );
      const end = headEnd + 4 + length;
      if (headEnd === -1 || Number.isNaN(length) || rest.length < end) return;
      take(JSON.parse(rest.subarray(headEnd + 4, end).toString()) as Message);
      rest = rest.subarray(end);
    }
  });
}
