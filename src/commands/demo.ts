import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../model/index.js';
import {
  changeByHand,
  createRealm,
  deleteRealm,
  type HandChange,
  type PracticeRealm,
} from '../systems/keycloak/index.js';
import { startLocalServer } from '../systems/local-server/index.js';
import { apply } from './apply.js';
import type { ApplyingWorld } from './edges.js';
import { EXIT } from './exit.js';
import type { Output } from './output.js';
import { plan } from './plan.js';

/** What the demo needs of the world. */
export interface DemoWorld {
  /** The world of `apply` for files in a folder, with these environment variables on top. */
  readonly worldOf: (folder: string, variables: Readonly<Record<string, string>>) => ApplyingWorld;
  /** The folder of examples; the demo applies `quickstart`. */
  readonly examples: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The variable by which the demo's settings name the administrator's password; it is set for the demo alone. */
const PASSWORD_VARIABLE = 'KEYPLAN_DEMO_PASSWORD';

/** What somebody does to the quick start by hand. */
const HAND_CHANGE: HandChange = {
  clientId: 'orders-worker',
  mapper: 'audience',
  config: { 'included.client.audience': '', 'included.custom.audience': 'another-api' },
  role: 'realm-admin',
};

/**
 * Shows the whole circle on a real Keycloak of its own: create, nothing left, a change made by hand, shown, repaired,
 * nothing left. The server is stopped and the files are removed in the end, whatever happens.
 */
export async function runDemo(world: DemoWorld, output: Output): Promise<number> {
  const server = await startLocalServer({ environment: world.environment, onProgress: output.note });
  const folder = await mkdtemp(join(tmpdir(), 'keyplan-demo-'));
  const practice: PracticeRealm = {
    server: server.url,
    realm: `keyplan-demo-${randomBytes(3).toString('hex')}`,
    ...server.admin,
  };
  try {
    await cp(join(world.examples, 'quickstart'), folder, { recursive: true });
    await writeFile(join(folder, 'keyplan.yaml'), settingsText(practice));
    await createRealm(practice);
    try {
      return await showCircle(world.worldOf(folder, { [PASSWORD_VARIABLE]: practice.password }), practice, output);
    } finally {
      await deleteRealm(practice);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    await server.stop();
  }
}

/** Every command warns of the same settings; once is enough for somebody who watches all of them. */
function notingOnce(output: Output): Output {
  const noted = new Set<string>();
  return {
    ...output,
    note(text) {
      if (text.includes('warning') && noted.has(text)) return;
      noted.add(text);
      output.note(text);
    },
  };
}

async function showCircle(world: ApplyingWorld, practice: PracticeRealm, given: Output): Promise<number> {
  const output = notingOnce(given);
  const say = (text: string): void => output.result(`\n== ${text}\n`);
  const selection = { config: 'keyplan.yaml', targets: [] };
  const looking = { ...selection, detailedExitcode: true, showUnmanaged: false, due: false, allow: [] };
  const applying = { ...selection, yes: true, due: false, allow: [] };
  const expect = async (wanted: number, what: string, run: () => Promise<number>): Promise<void> => {
    const exit = await run();
    if (exit === wanted) return;
    throw new Failure('not-converged', `the demo ended early: ${what} gave exit code ${exit} instead of ${wanted}`, {
      hint: 'Run it again with --verbose; if it stays so, please report it',
    });
  };
  say(`A new realm on ${practice.server}. The files of examples/quickstart say what should be in it. keyplan apply:`);
  await expect(EXIT.fine, 'apply', () => apply(world, applying, output));
  say('Planning again: keyplan plan');
  await expect(EXIT.fine, 'plan', () => plan(world, looking, output));
  say('Somebody changes two things by hand in the admin console. keyplan plan --detailed-exitcode:');
  await changeByHand(practice, HAND_CHANGE);
  await expect(EXIT.changes, 'plan', () => plan(world, looking, output));
  say('keyplan apply makes it what the files say:');
  await expect(EXIT.fine, 'apply', () => apply(world, applying, output));
  say('Planning again: keyplan plan');
  await expect(EXIT.fine, 'plan', () => plan(world, looking, output));
  return EXIT.fine;
}

function settingsText({ server, realm, username }: PracticeRealm): string {
  const signIn = `{ realm: master, clientId: admin-cli, username: ${username}, password: { env: ${PASSWORD_VARIABLE} } }`;
  return `version: 1
owner: example.org/keyplan-demo
targets:
  demo:
    server: ${server}
    realm: ${realm}
    files: [realms/**/*.yaml]
    auth:
      plan: ${signIn}
      apply: ${signIn}
`;
}
