import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { CommanderError } from 'commander';
import {
  apply,
  drift,
  EXIT,
  exitOfFailure,
  explain,
  init,
  plan,
  validate,
  type LookingWorld,
} from '../commands/index.js';
import type { DemoWorld } from '../commands/demo.js';
import { Failure, type Origin } from '../model/index.js';
import { bugText, failureText, requestLine } from '../render/index.js';
import { installTransport } from '../systems/keycloak/index.js';
import { adminSignIn } from './admin-sign-in.js';
import { completionScript } from './completion.js';
import { createConfirm, createVoice, type Terminal, type Voice } from './console.js';
import { createProgram, type Invocation, type ScopeFlags } from './program.js';
import { readVersion } from './version.js';
import {
  createApplyingWorld,
  createBootstrapWorld,
  createLookingWorld,
  packageFolder,
  type WorldOptions,
} from './world.js';

/** Runs the command line: arguments in, exit code out. Everything that was thrown ends here. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const version = readVersion();
  let invocation: Invocation | undefined;
  const program = createProgram(version, (asked) => {
    invocation = asked;
  });
  program.configureOutput({
    writeOut: (text) => terminal.stdout.write(text),
    writeErr: (text) => terminal.stderr.write(text),
  });
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : exitOfFailure('usage');
  }
  if (invocation === undefined) return exitOfFailure('usage');
  const { options } = invocation;
  const voice = createVoice(terminal, { ...options, markdown: 'markdown' in options && options.markdown });
  try {
    if (invocation.command === 'completion') {
      voice.output.result(completionScript(program, invocation.shell));
      return 0;
    }
    return await run(invocation, voice, terminal);
  } catch (error) {
    return lastWords(error, { voice, verbose: options.verbose, version });
  } finally {
    voice.clear();
  }
}

/** Commands that bring much code along, and that few runs need, are loaded when they are asked for. */
async function run(
  invocation: Exclude<Invocation, { command: 'completion' }>,
  voice: Voice,
  terminal: Terminal,
): Promise<number> {
  const { output } = voice;
  const folder = process.cwd();
  const { options } = invocation;
  const selection = { config: options.config, targets: options.target };
  installTransport();
  switch (invocation.command) {
    case 'init':
      return await init({ folder, ...invocation.options }, output);
    case 'explain':
      return explain(invocation.code, output);
    case 'validate':
      return await validate({ folder }, selection, output);
    case 'plan':
      return await plan(
        lookingWorld(folder, invocation, { voice, terminal }),
        { ...invocation.options, ...selection, ...originsOf(invocation.options) },
        output,
      );
    case 'drift':
      return await drift(lookingWorld(folder, invocation, { voice, terminal }), selection, output);
    case 'export': {
      const world = lookingWorld(folder, invocation, { voice, terminal });
      const asked = { ...invocation.options, ...selection };
      if (invocation.options.drift) {
        const { followDriftInFiles } = await import('../commands/follow-drift.js');
        return await followDriftInFiles(world, asked, output);
      }
      const { exportFiles } = await import('../commands/export.js');
      return await exportFiles(world, asked, output);
    }
    case 'doctor':
      return await runDoctor(folder, invocation, { voice, terminal });
    case 'apply': {
      const { planFile, options: flags } = invocation;
      const world = createApplyingWorld(worldOptions(folder, invocation, { voice, terminal }), {
        beginWriting: stopOnSignals(voice),
        confirm: createConfirm(terminal),
      });
      const asked = { ...flags, ...selection, ...originsOf(flags) };
      return await apply(world, planFile === undefined ? asked : { ...asked, planFile }, output);
    }
    case 'bootstrap':
      return await runBootstrap(folder, invocation, { voice, terminal });
    case 'demo': {
      const { runDemo } = await import('../commands/demo.js');
      const beginWriting = stopOnSignals(voice);
      const worldOf: DemoWorld['worldOf'] = (demoFolder, variables) =>
        createApplyingWorld(
          {
            ...worldOptions(demoFolder, invocation, { voice, terminal }),
            settingsFolder: demoFolder,
            environment: { ...terminal.environment, ...variables },
          },
          { beginWriting, confirm: undefined },
        );
      return await runDemo(
        { worldOf, examples: join(packageFolder(), 'examples'), environment: terminal.environment },
        output,
      );
    }
  }
}

async function runBootstrap(
  folder: string,
  invocation: Extract<Invocation, { command: 'bootstrap' }>,
  talk: Talk,
): Promise<number> {
  const { bootstrap } = await import('../commands/bootstrap.js');
  const { options } = invocation;
  const { voice, terminal } = talk;
  const admin = adminSignIn(terminal.environment);
  const world = createBootstrapWorld(worldOptions(folder, invocation, talk), {
    beginWriting: stopOnSignals(voice),
    confirm: createConfirm(terminal),
  });
  return await bootstrap(world, { ...options, targets: options.target, admin }, voice.output);
}

async function runDoctor(
  folder: string,
  invocation: Extract<Invocation, { command: 'doctor' }>,
  talk: Talk,
): Promise<number> {
  const { doctor } = await import('../commands/doctor.js');
  const { config, target: targets, asYaml } = invocation.options;
  const world = { ...lookingWorld(folder, invocation, talk), now: () => Date.now() };
  return await doctor(world, { config, targets, asYaml }, talk.voice.output);
}

/** Options have the name of their flag, which is one origin's; a command takes several. */
function originsOf({ onlyOrigin }: ScopeFlags): { readonly onlyOrigins?: readonly Origin[] } {
  return onlyOrigin === undefined ? {} : { onlyOrigins: onlyOrigin };
}

interface Talk {
  readonly voice: Voice;
  readonly terminal: Terminal;
}

function lookingWorld(folder: string, invocation: Invocation, talk: Talk): LookingWorld {
  return createLookingWorld(worldOptions(folder, invocation, talk));
}

function worldOptions(folder: string, { options }: Invocation, { voice, terminal }: Talk): WorldOptions {
  const shared = {
    folder,
    settingsFolder: dirname(resolve(folder, options.config)),
    environment: terminal.environment,
    onProgress: voice.onProgress,
    ...('wait' in options ? { startMs: options.wait } : {}),
  };
  return options.verbose ? { ...shared, onRequest: (event) => voice.output.note(requestLine(event)) } : shared;
}

/**
 * A signal ends a run at once that has written nothing: there is nothing to finish, and it may be waiting for a server. Later
 * the first one asks it to stop after the objects in hand, and a second one ends it.
 */
function stopOnSignals({ output }: Voice): () => AbortSignal {
  const controller = new AbortController();
  let isWriting = false;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (!isWriting) output.note('interrupted: nothing was written');
      if (!isWriting || controller.signal.aborted) process.exit(EXIT.interrupted);
      output.note('Stopping after the objects in hand; once more to stop at once.');
      controller.abort();
    });
  }
  return () => {
    isWriting = true;
    return controller.signal;
  };
}

interface LastWords {
  readonly voice: Voice;
  readonly verbose: boolean;
  readonly version: string;
}

function lastWords(error: unknown, { voice, verbose, version }: LastWords): number {
  const { output } = voice;
  if (error instanceof Failure) {
    output.note(failureText(error, { style: output.noteStyle, width: output.width, verbose }));
    return exitOfFailure(error.code);
  }
  output.note(bugText(error, { version, node: process.version, platform: process.platform }));
  return exitOfFailure('bug');
}
