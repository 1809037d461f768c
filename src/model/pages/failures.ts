import type { FailureCode } from '../codes.js';
import { lines, type PageText } from './page.js';

/** Pages about what goes wrong in the world. */
export const FAILURE_PAGES: Readonly<Record<FailureCode, PageText>> = {
  unreachable: {
    title: 'the server cannot be reached',
    meaning: 'No connection could be made, or it broke off again and again. Exit code 3.',
    fix: 'Check "server" in keyplan.yaml, the network, the proxy, and that the certificate is one this machine trusts. Running again is safe.',
  },
  'timed-out': {
    title: 'the server did not answer in time',
    meaning:
      'Each request has a time limit and is repeated where that is safe. The server did not end its answer in time. Exit code 3.',
    fix: 'Look at the load of the server and run again; an apply that broke off goes on where it stopped.',
  },
  'sign-in-refused': {
    title: 'the server refused the sign-in',
    meaning:
      'The identity, its credential or its realm is wrong, or the client may not sign in this way (it needs a service account). Exit code 3.',
    fix: 'Check clientId, the credential and "realm" of the identity under "auth". Each attempt counts for brute-force protection, so keyplan does not try twice.',
  },
  'credential-missing': {
    title: 'a credential is not there',
    meaning:
      'The environment variable or file that the settings name for a credential is missing or empty. Exit code 3.',
    example: lines('KEYPLAN_PLAN_SECRET=… keyplan plan'),
    fix: 'Set the variable or put the file in place.',
  },
  'issuer-mismatch': {
    title: 'the server calls itself otherwise',
    meaning:
      "Before anything is asked for a token, the realm's discovery is read. It names another issuer than the settings: it is another server, or its public address is not the one that is called. No credential was sent. Exit code 3.",
    example: lines(
      'server: http://keycloak.identity.svc:8080                 # what is called',
      'issuer: https://sso.acme.example/realms/agents            # what the realm calls itself',
    ),
    fix: 'Correct "server". Where the public address differs from the one that is called, write "issuer", or inside a mesh connection: { headers: { X-Forwarded-Proto: https } }.',
  },
  'server-failing': {
    title: 'the server is failing',
    meaning:
      'The server, or a gateway before it, refuses to serve (429, 502, 503, 504), also after repeating for a minute; or so many requests failed that the others were not tried any more. Exit code 3, or 7 when an apply had begun to write.',
    fix: 'Look at the server and what is before it. Running again is safe; an apply goes on where it stopped. --wait 120s waits for a server that starts.',
  },
  'missing-right': {
    title: 'the identity lacks a right',
    meaning:
      'A plan needs view-clients, view-users and view-realm. An apply needs manage-clients, manage-users and view-realm; for realm roles also manage-realm. All are roles of the client realm-management, and nobody may give or take one of these without having it. It is found out before the first write. Exit code 3.',
    fix: 'Grant the role that the message names to the service account of the identity.',
  },
  'incomplete-read': {
    title: 'the realm could not be read whole',
    meaning:
      'Something was refused, left out or did not add up. Nothing is created, deleted or granted on such a reading, since what looks absent may only be unseen. Exit code 3.',
    fix: 'Grant the right that the message names, then run again.',
  },
  'realm-not-found': {
    title: 'the realm is not there',
    meaning:
      'The server knows no realm of that name, nothing of Keycloak is below its address, or what is in front of it lets its admin API through to nobody. keyplan does not make realms. Exit code 3.',
    fix: 'Correct "realm" of the target; names are case-sensitive. Check that "server" is what stands before /realms/ in the addresses of Keycloak, with a path such as /auth only where the server has one.',
  },
  'server-error': {
    title: 'the server failed',
    meaning: 'The server answered with an error of its own (500 and above), also after repeating. Exit code 1.',
    fix: "Look into the server's log at that time. Running again is safe.",
  },
  'server-refused': {
    title: 'the server refused a request',
    meaning: 'The server did not accept what was sent; the message holds its words. Exit code 1.',
    fix: 'Correct what it names. If a plan passed and the server refuses, that is a check we lack: please report it.',
  },
  'github-failed': {
    title: 'GitHub did not answer what was asked',
    meaning:
      'GitHub was asked about a pull request, a check run or the like, with patience where that helps, and refused or did not answer. Nothing was decided without the answer. Exit code 1.',
    fix: "Where it refused, give the job the permission that the message names. Otherwise look at GitHub's status page and run the job again.",
  },
  'plan-file-invalid': {
    title: 'a plan file cannot be read',
    meaning: 'The file is no JSON plan of keyplan, or of a format that this version does not know. Exit code 4.',
    fix: 'Make it again: keyplan plan --out plan.json.',
  },
  'plan-file-mismatch': {
    title: 'a plan file is for something else',
    meaning: 'The plan was made for another server, realm or owner than the target that is to be applied. Exit code 4.',
    fix: 'Name the right target with --target, or make the plan again.',
  },
  'not-converged': {
    title: 'something still differs after the apply',
    meaning:
      'Every step was done, and planning again still finds a difference, or a name that the files use is gone: somebody else writes the same objects, or the server changes what it is given. Exit code 7.',
    fix: 'Look at the second plan in the report. If nobody else writes them, please report it.',
  },
  'provider-conflict': {
    title: 'an identity provider is in the way',
    meaning:
      'bootstrap was to make an identity provider. The realm has one that trusts the same issuer already, or one of that name that is otherwise and not marked as ours. Whoever changes an issuer says who may sign in, so nothing was written. Exit code 5.',
    example: lines('keyplan bootstrap --github acme/identities --alias github-actions'),
    fix: 'Use the one that is there by naming it with --alias, make another one with another name, or change in the admin console what differs.',
  },
  'confirmation-needed': {
    title: 'nobody can be asked',
    meaning: 'apply asks before it writes, and here is no terminal to ask on. Exit code 4.',
    fix: 'Say --yes where somebody has looked at the plan before, such as in a pipeline after a review.',
  },
  usage: {
    title: 'the call is wrong',
    meaning: 'A command or option does not exist, or options do not fit together. Exit code 4.',
    fix: 'See keyplan --help, or keyplan COMMAND --help.',
  },
  bug: {
    title: 'keyplan has a bug',
    meaning: 'Something happened that should be impossible. Exit code 1.',
    fix: 'Please report it with the text that is printed; it holds no secrets.',
  },
};
