import { posix } from 'node:path';
import type { GithubWishes } from '../../commands/github/github-run.js';
import { Failure, nearest, Secret, VISIBILITIES, type Allowance } from '../../model/index.js';
import { parseAllowance, parseOrigins, parseWait, type Parsed } from '../parse-values.js';

const COMMANDS = ['validate', 'plan', 'apply', 'drift'] as const;

/** What the step's `with` says. */
export interface ActionInputs {
  readonly command: (typeof COMMANDS)[number];
  readonly token: Secret;
  readonly wishes: GithubWishes;
  /** The name of the artefact into which a later step puts the plan. */
  readonly artifact?: string;
  /** The folder of the settings, from the top of the repository; empty for the top itself. */
  readonly folder: string;
  /** How long to wait for a server that starts, in milliseconds. */
  readonly startMs?: number;
}

/** Reads the inputs. `get` gives the text of one, empty where it is not set. A wrong one is a wrong call. */
export function readInputs(get: (name: string) => string): ActionInputs {
  const command = oneOf(COMMANDS, 'command', get('command') || 'plan');
  const token = get('github-token');
  if (token === '')
    throw wrong('github-token', 'it is empty', 'Leave it out, or give a token that may read the repository');
  const settings = settingsPath(get('working-directory'), get('config') || 'keyplan.yaml');
  const wait = get('wait');
  const expect = get('expect');
  const visibility = get('visibility');
  const artifact = get('artifact');
  if (!/^[\w. -]{0,100}$/.test(artifact))
    throw wrong('artifact', `"${artifact}" is no name of an artefact`, 'Use letters, digits, dots, dashes and blanks');
  const pullRequest = oneOf(['true', 'false'], 'pull-request', get('pull-request') || 'false');
  if (pullRequest === 'true' && command !== 'drift')
    throw wrong('pull-request', `it is not for command: ${command}`, 'Leave it out, or use it with command: drift');
  return {
    command,
    token: new Secret(token),
    folder: posix.dirname(settings) === '.' ? '' : posix.dirname(settings),
    ...(wait === '' ? {} : { startMs: taken('wait', parseWait(wait)) }),
    ...(artifact === '' ? {} : { artifact }),
    wishes: {
      targets: words(get('target')),
      config: settings,
      comment: oneOf(['always', 'changes', 'never'], 'comment', get('comment') || 'always'),
      unreviewed: oneOf(['refuse', 'allow'], 'unreviewed', get('unreviewed') || 'refuse'),
      approval: oneOf(['hazards', 'never'], 'approval', get('approval') || 'hazards'),
      allow: words(get('allow')).map((text): Allowance => taken('allow', parseAllowance(text))),
      followDrift: pullRequest === 'true',
      forkLabel: get('fork-label') || 'keyplan-plan',
      ...(expect === '' ? {} : { expectOnly: taken('expect', parseOrigins(expect)) }),
      ...(visibility === '' ? {} : { visibility: oneOf(VISIBILITIES, 'visibility', visibility) }),
    },
  };
}

/** Lines, or words with commas between them. */
function words(text: string): readonly string[] {
  return text
    .split(/[\n,]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function settingsPath(folder: string, config: string): string {
  const path = posix.normalize(posix.join(folder === '' ? '.' : folder, config));
  const isInside = !posix.isAbsolute(folder) && !posix.isAbsolute(config) && !path.startsWith('..');
  if (isInside) return path;
  throw wrong('config', `"${config}" is outside the repository`, 'Write a path from the top of the repository');
}

function oneOf<T extends string>(known: readonly T[], name: string, given: string): T {
  const found = known.find((word) => word === given);
  if (found !== undefined) return found;
  const [suggestion] = nearest(given, known);
  const hint = `${suggestion === undefined ? '' : `Did you mean "${suggestion}"? `}It is one of ${known.join(', ')}`;
  throw wrong(name, `"${given}" is unknown`, hint);
}

function taken<T>(name: string, parsed: Parsed<T>): T {
  if ('value' in parsed) return parsed.value;
  throw wrong(name, parsed.problem, `Correct the input ${name}`);
}

function wrong(name: string, problem: string, hint: string): Failure {
  return new Failure('usage', `the input ${name}: ${problem}`, { hint });
}
