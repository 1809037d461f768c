import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '../model/index.js';
import { EXIT } from './exit.js';
import { ACTION_REFERENCE, githubWorkflows } from './github-workflows.js';
import type { Output } from './output.js';

export interface InitOptions {
  /** The folder in which the program was started. */
  readonly folder: string;
  /** Path of the settings file; the realm files go beside it. */
  readonly config: string;
  readonly server: string;
  readonly realm: string;
  readonly owner: string;
  /** Also workflows of GitHub Actions, whose steps use this. @example 'your-org/keyplan@v0.1.0' */
  readonly github?: string;
}

/** Writes settings and a first realm file to start from, and workflows where they are wanted. Overwrites nothing. */
export async function init({ folder, config, ...names }: InitOptions, output: Output): Promise<number> {
  const realmFile = join(dirname(config), 'realms', names.realm, 'clients.yaml');
  if (names.github !== undefined && !/^[\w.-]+\/[\w./-]+@[\w./-]+$/.test(names.github)) {
    throw new Failure('usage', `"${names.github}" is no action`, {
      hint: `Name a repository and a tag or, better, a commit, such as ${ACTION_REFERENCE}`,
    });
  }
  const workflows = names.github === undefined ? {} : githubWorkflows(names.github);
  // What no pull request showed is not applied, so that the first merge had better hold nothing to apply.
  const realmText = names.github === undefined ? REALM_FILE : EMPTY_REALM_FILE;
  const files = { [config]: settingsText(names), [realmFile]: realmText, ...workflows };
  for (const path of Object.keys(files)) {
    if (await exists(resolve(folder, path))) {
      throw new Failure('usage', `${path} is there already`, {
        hint: names.github === undefined ? STARTS_FROM_NOTHING : `${STARTS_FROM_NOTHING}. ${HOW_TO_ADD_WORKFLOWS}`,
      });
    }
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(resolve(folder, path)), { recursive: true });
    await writeFile(resolve(folder, path), text);
    output.result(`wrote ${path}`);
  }
  output.result(
    `They are for realm ${names.realm} on ${names.server}, with ${names.owner} as owner: change in ${config} what is not so.`,
  );
  if (names.github !== undefined) {
    output.result(
      'The realm file is empty, because the merge that brings the workflows is planned by none of them. Write your first clients on a second branch, and let an administrator run keyplan bootstrap --github ORGANISATION/REPOSITORY there: it gives the rights that the files need.',
    );
    output.result(
      'Before the workflows are merged, limit the environments keyplan-plan and keyplan-apply to the default branch. docs/github-action.md goes through all steps.',
    );
    return EXIT.fine;
  }
  output.result('The realm file holds an example: replace it by what should be in your realm.');
  output.result(
    'Then let an administrator run keyplan bootstrap --secrets-file .env.keyplan once, and run keyplan validate and keyplan plan.',
  );
  return EXIT.fine;
}

const STARTS_FROM_NOTHING = 'init only starts from nothing; edit the file, or move it away';
const HOW_TO_ADD_WORKFLOWS =
  'For the workflows alone, copy those of examples/github, as step 1 of docs/github-action.md says';

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

function settingsText({ server, realm, owner, github }: Omit<InitOptions, 'folder' | 'config'>): string {
  return `version: 1
owner: ${JSON.stringify(owner)} # written on what is managed here
targets:
  main:
    server: ${JSON.stringify(server)}
    realm: ${JSON.stringify(realm)}
    files: [realms/${realm}/**/*.yaml]
    auth:
      # Clients of this realm with a service account: one that may look (view-clients, view-users, view-realm of
      # realm-management), one that may write (manage-clients, manage-users, view-realm; manage-realm for realm roles).
      plan: { clientId: keyplan-plan, ${github === undefined ? 'clientSecret: { env: KEYPLAN_PLAN_SECRET }' : 'githubOidc: {}'} }
      apply: { clientId: keyplan-apply, ${github === undefined ? 'clientSecret: { env: KEYPLAN_APPLY_SECRET }' : 'githubOidc: {}'} }
`;
}

const EMPTY_REALM_FILE = `# What should be in the realm. Pull requests that change this file are planned, and applied once they are merged.
clients: {}
`;

const REALM_FILE = `# An example to replace by your own: two clients, one of which may do something at the other.
clients:
  orders-api:
    type: resource # owns roles and an audience, and never signs in
    name: Orders API
    roles:
      read: { description: may read orders }

  orders-worker:
    type: service # signs in for itself, and holds exactly what is granted here
    name: Orders worker
    protocolMappers:
      audience: { audience: { client: orders-api } }
    serviceAccount:
      realmRoles: []
      clientRoles: { orders-api: [read] }
      groups: []
    authentication: { secret: { from: generate } }
`;
