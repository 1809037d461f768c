import { spawn } from 'node:child_process';
import { Failure, Secret, SECRET_MASK } from '../../model/index.js';

export interface ProgramOptions {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly string[];
  /** Where it runs. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** It is ended after this, in milliseconds; 30 s when absent: some of them ask a person's single sign-on. */
  readonly limitMs?: number;
}

/** More than any token is, on both outputs. */
const OUTPUT_MAX = 65_536;
const SAID_MAX = 500;

/**
 * What a program prints: an assertion. It gets our environment and an empty input. The variable KEYPLAN_AUDIENCE tells it for
 * whom the assertion must be. What it says on its error output is shown with everything that looks like a token taken out.
 */
export async function readPrintedAssertion(options: ProgramOptions, audience: string): Promise<Secret> {
  const { command, limitMs = 30_000 } = options;
  const ended = await run(options, audience, limitMs);
  const fail = (what: string, hint: string): Failure =>
    new Failure('credential-missing', `the program ${JSON.stringify(command[0])} under auth ${what}`, { hint });
  if (ended.type === 'not-started')
    throw fail(`cannot be started (${ended.code})`, 'Check its path; no shell looks at it.');
  const said = ended.said === '' ? '' : `: ${ended.said}`;
  if (ended.type === 'cut' && ended.why === 'too-much') {
    throw fail('printed more than a token', 'Let it print the assertion and nothing else.');
  }
  if (ended.type === 'cut') {
    throw fail(
      `had not ended after ${limitMs / 1000} s${said}`,
      'See that it asks nobody and that its server answers.',
    );
  }
  if (ended.exit !== 0) throw fail(`ended with ${ended.exit}${said}`, 'Run it by hand in the folder of keyplan.yaml.');
  const printed = ended.printed.trim();
  if (!JSON_WEB_TOKEN.test(printed)) {
    throw fail(
      'did not print a JSON Web Token and nothing else',
      'Let it print the token alone on its output; words belong on the error output.',
    );
  }
  return new Secret(printed);
}

type Cut = 'limit' | 'too-much';

type Ended =
  | { readonly type: 'not-started'; readonly code: string }
  | { readonly type: 'cut'; readonly why: Cut; readonly said: string }
  | { readonly type: 'ended'; readonly exit: string | number; readonly printed: string; readonly said: string };

function run({ command, folder, environment }: ProgramOptions, audience: string, limitMs: number): Promise<Ended> {
  return new Promise((resolve) => {
    const [program = '', ...args] = command;
    if ([program, ...args].some((part) => part.includes('\0'))) {
      resolve({ type: 'not-started', code: 'a zero byte in its command' });
      return;
    }
    const env = { ...environment, KEYPLAN_AUDIENCE: audience };
    const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], shell: false });
    let printed = '';
    let said = '';
    let cut: Cut | undefined;
    const end = (why: Cut): void => {
      cut ??= why;
      child.kill('SIGKILL');
      // A child of the child may hold the outputs open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => end('limit'), limitMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (printed.length > OUTPUT_MAX) end('too-much');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < OUTPUT_MAX) said += text;
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve({ type: 'not-started', code: error.code ?? error.name });
    });
    child.on('close', (exit, signal) => {
      clearTimeout(timer);
      const words = clean(said, [printed.trim(), ...secretsOf(environment)]);
      if (cut !== undefined) resolve({ type: 'cut', why: cut, said: words });
      else resolve({ type: 'ended', exit: exit ?? signal ?? 'nothing', printed, said: words });
    });
  });
}

/** Three parts in base64url, and nothing around them. */
export const JSON_WEB_TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** Whatever looks like a token or a key: what begins as a JSON Web Token, and long runs of the letters of base64. */
const SECRET_LIKE = /(?:eyJ[\w-]*|[\w+/=-]{24,})(?:\.[\w+/=-]*)*/g;

/** Variables that sound like one; a shell that repeats its commands prints them, however short they are. */
const SECRET_NAME = /secret|token|passw|credential|api_?key/i;

function secretsOf(environment: ProgramOptions['environment']): readonly string[] {
  return Object.entries(environment).flatMap(([name, value = '']) =>
    SECRET_NAME.test(name) && value.length >= SECRET_LENGTH_MIN ? [value] : [],
  );
}

/** Shorter ones would only garble what is said. */
const SECRET_LENGTH_MIN = 4;

function clean(text: string, secrets: readonly string[]): string {
  let without = text;
  for (const secret of secrets) if (secret !== '') without = without.replaceAll(secret, SECRET_MASK);
  const plain = without
    .replaceAll(SECRET_LIKE, SECRET_MASK)
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return plain.length > SAID_MAX ? `${plain.slice(0, SAID_MAX)}…` : plain;
}
