import { Argument, Command, Help, Option } from 'commander';
import type { TrustOptions } from '../commands/bootstrap-trust.js';
import type { ExportOptions } from '../commands/export.js';
import type { Selection } from '../commands/index.js';
import type { Allowance, Origin } from '../model/index.js';
import {
  allowOption,
  baseOption,
  dueOption,
  expectOnlyOption,
  onlyOriginOption,
  waitOption,
  withSharedOptions,
  workflowsOption,
  type SharedOptions,
} from './options.js';

/** What the command line asked for, parsed. */
export type Invocation =
  | {
      readonly command: 'init';
      readonly options: InitFlags;
    }
  | { readonly command: 'bootstrap'; readonly options: BootstrapFlags }
  | { readonly command: 'validate'; readonly options: SharedOptions }
  | { readonly command: 'plan'; readonly options: PlanFlags }
  | { readonly command: 'apply'; readonly planFile: string | undefined; readonly options: ApplyFlags }
  | { readonly command: 'drift'; readonly options: SharedOptions & WaitFlags & { readonly markdown: boolean } }
  | { readonly command: 'export'; readonly options: ExportFlags }
  | { readonly command: 'doctor'; readonly options: SharedOptions & WaitFlags & { readonly asYaml: boolean } }
  | { readonly command: 'explain'; readonly code: string | undefined; readonly options: SharedOptions }
  | { readonly command: 'demo'; readonly options: SharedOptions }
  | { readonly command: 'completion'; readonly shell: string; readonly options: SharedOptions };

/** How patient a command is with the server. */
export interface WaitFlags {
  /** How long to wait for a server that starts, in milliseconds. */
  readonly wait?: number;
}

/** Which differences a plan holds. */
export interface ScopeFlags {
  readonly base?: string;
  readonly onlyOrigin?: readonly Origin[];
  readonly due: boolean;
}

export interface InitFlags extends SharedOptions {
  readonly server: string;
  readonly realm: string;
  readonly owner: string;
  readonly github?: string;
}

export interface PlanFlags extends SharedOptions, ScopeFlags, WaitFlags {
  readonly expectOnly?: readonly Origin[];
  readonly out?: string;
  readonly detailedExitcode: boolean;
  readonly markdown: boolean;
  readonly showUnmanaged: boolean;
  readonly allow: readonly Allowance[];
}

export interface ApplyFlags extends SharedOptions, ScopeFlags, WaitFlags {
  readonly markOnly: boolean;
  readonly yes: boolean;
  readonly allow: readonly Allowance[];
}

export type ExportFlags = SharedOptions &
  WaitFlags &
  Omit<ExportOptions, keyof Selection> & { readonly drift: boolean };

export interface BootstrapFlags extends SharedOptions, WaitFlags, TrustOptions {
  readonly secretsFile?: string;
  readonly viewEvents: boolean;
  readonly yes: boolean;
  readonly allow: readonly Allowance[];
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

const EXIT_CODES = `
Exit codes: 0 fine · 1 an error of the world or a bug · 2 changes (plan --detailed-exitcode, drift) · 3 unreachable, sign-in
refused or a right is missing · 4 the files or the call are wrong · 5 policy refuses · 6 stale, nothing written ·
7 applied in part or not converged. What a code in a message means: keyplan explain CODE`;

const STEPS = `
A step is one operation on one object: creating or changing the object itself, then its links, then what its service account holds.
One object may take several.`;

/** The commands, their options and their help; what was asked for goes to `take`. */
export function createProgram(version: string, take: (invocation: Invocation) => void): Command {
  const program = new Command('keyplan')
    .description("GitOps for Keycloak's machine identities: realm files in git, one plan, applied exactly.")
    .version(version, '--version', 'the version')
    .helpOption('-h, --help', 'this help')
    .configureHelp({ optionDescription: describeOption })
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .showHelpAfterError('(see keyplan --help)');
  const add = (name: string, description: string): Command =>
    withSharedOptions(program.command(name).description(description)).exitOverride();

  add('init', 'write keyplan.yaml and a first realm file into this folder; nothing is overwritten')
    .option('--server <url>', 'the server', 'http://127.0.0.1:8080')
    .option('--realm <name>', 'the realm', 'agents')
    .option(
      '--owner <name>',
      'who manages what is declared here, such as github.com/org/repo',
      'github.com/your-org/identities',
    )
    .addOption(workflowsOption())
    .action((options) => take({ command: 'init', options }));
  addBootstrap(add, take);
  add('validate', 'say everything that is wrong with the settings and the realm files; needs no server').action(
    (options) => take({ command: 'validate', options }),
  );
  add('plan', 'show what an apply would do; only reads')
    .option('--out <file>', 'write the plan file that apply takes')
    .option('--detailed-exitcode', 'exit 2 when there are changes', false)
    .option('--markdown', 'the plan as a pull request shows it', false)
    .option('--show-unmanaged', 'name the clients that nobody declared', false)
    .addOption(baseOption())
    .addOption(onlyOriginOption())
    .addOption(expectOnlyOption())
    .addOption(dueOption())
    .addOption(waitOption())
    .addOption(allowOption())
    .addHelpText('after', STEPS)
    .action((options) => take({ command: 'plan', options }));
  add('apply', 'make the realm what the files want')
    .argument('[plan-file]', 'apply exactly this plan, made by plan --out; anything else that changed stops it')
    .option('--yes', 'ask nobody', false)
    .addOption(baseOption())
    .addOption(onlyOriginOption())
    .addOption(dueOption())
    .addOption(waitOption())
    .option('--mark-only', 'only mark as ours what is as the files want it already; write nothing else', false)
    .addOption(allowOption())
    .addHelpText('after', STEPS)
    .action((planFile: string | undefined, options) => take({ command: 'apply', planFile, options }));
  add('drift', 'show what was changed outside git since the last apply; exit 2 when something was; only reads')
    .option('--markdown', 'as an issue shows it', false)
    .addOption(waitOption())
    .action((options) => take({ command: 'drift', options }));
  addExport(add, take);
  add('doctor', 'show which rights plan and apply need and have, and what else they rest on; only reads')
    .option('--as-yaml', 'print the two clients with the least rights as a realm file; needs no server', false)
    .addOption(waitOption())
    .action((options) => take({ command: 'doctor', options }));
  add('explain', 'say what a code means and how to go on; without a code list all')
    .argument('[code]', 'a code from a message, such as unknown-key')
    .action((code: string | undefined, options) => take({ command: 'explain', code, options }));
  add('demo', 'start a Keycloak on this machine, apply an example, show a change made by hand, and repair it').action(
    (options) => take({ command: 'demo', options }),
  );
  add('completion', 'print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: string, options) => take({ command: 'completion', shell, options }));
  return program;
}

const plainHelp = new Help();

/** That a switch is off when nobody gives it goes without saying. */
function describeOption(option: Option): string {
  return option.defaultValue === false ? option.description : plainHelp.optionDescription(option);
}

function addExport(add: (name: string, description: string) => Command, take: (invocation: Invocation) => void): void {
  add('export', 'write realm files for what is live, proved to change nothing; only reads the realm')
    .addOption(
      new Option(
        '--client <pattern...>',
        'only clients that fit, with * for any text; the whole realm otherwise',
      ).default([]),
    )
    .option('--out <folder>', 'where the files go; a folder named like the target otherwise')
    .option('--stdout', 'print one file instead of writing any; with --drift, the lines that would change', false)
    .option('--single-file', 'one file instead of one for each client', false)
    .option('--no-templates', 'write everything out, even what many clients share')
    .option('--include-built-in', "show Keycloak's own clients as comments", false)
    .addOption(waitOption())
    .option('--force', 'write over files that are there already', false)
    .addOption(
      new Option('--drift', 'instead, edit the realm files so that they follow what was changed outside git')
        .default(false)
        .conflicts(['client', 'out', 'singleFile', 'includeBuiltIn', 'force']),
    )
    .action((options) => take({ command: 'export', options }));
}

function addBootstrap(
  add: (name: string, description: string) => Command,
  take: (invocation: Invocation) => void,
): void {
  add(
    'bootstrap',
    'make the two clients by which keyplan signs in, with the rights that the files want and no more; an administrator signs in this once, by KEYCLOAK_USER and KEYCLOAK_PASSWORD',
  )
    .option('--secrets-file <file>', 'where the two secrets go, readable by you only; they are shown nowhere')
    .option(
      '--github <owner/repo>',
      "trust GitHub's id tokens instead of secrets, bound to environments of this repository",
    )
    .option('--github-issuer <url>', 'the issuer of a GitHub Enterprise Server')
    .option('--environment <name>', 'environments are NAME-plan and NAME-apply', 'keyplan')
    .option('--kubernetes <issuer>', "trust a cluster's tokens of service accounts instead of secrets")
    .option('--service-account <namespace/name>', 'the service accounts are NAME-plan and NAME-apply')
    .option('--spiffe <trust-domain>', "trust SPIRE's tokens instead of secrets")
    .option('--bundle-endpoint <url>', 'where the server finds the keys of the trust domain')
    .option(
      '--spiffe-path <path>',
      'SPIFFE ids are spiffe://TRUST-DOMAIN/PATH-plan and …-apply; /keyplan when left out',
    )
    .option('--alias <name>', 'the alias of the identity provider; github, kubernetes or spiffe when left out')
    .addOption(waitOption())
    .option('--view-events', 'let the identity that looks see who changed what', false)
    .option('--yes', 'ask nobody', false)
    .addOption(allowOption())
    .action((options) => take({ command: 'bootstrap', options }));
}
