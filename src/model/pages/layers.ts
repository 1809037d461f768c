import { lines, type PageText } from './page.js';

/** Pages about settings, layers, templates, variables and dates. */
export const LAYER_PAGES = {
  'unknown-target': {
    title: 'a target is not in the settings',
    meaning: 'The name after --target is none of those under "targets" in keyplan.yaml.',
    example: lines('keyplan plan --target prod'),
    fix: 'Use one of the names that the hint lists.',
  },
  'duplicate-target': {
    title: 'two targets are the same realm in the same name',
    meaning:
      'Two targets have the same server, realm and owner. Each would see the clients of the other one as left behind.',
    fix: 'Remove one of them, or give one its own owner.',
  },
  'one-identity': {
    title: 'plans and applies use one identity',
    meaning:
      'A plan needs the right to look only. With one identity for both, everything that may plan, such as a pull request, could also write.',
    example: lines(
      'auth:',
      '  plan:  { clientId: keyplan-plan,  clientSecret: { env: KEYPLAN_PLAN_SECRET } }',
      '  apply: { clientId: keyplan-apply, clientSecret: { env: KEYPLAN_APPLY_SECRET } }',
    ),
    fix: 'Make two clients: one with view-clients, view-users and view-realm, one with manage-clients, manage-users and view-realm. For a server of your own machine the warning may stay.',
  },
  'password-sign-in': {
    title: 'a user signs in with a password',
    meaning:
      'A password opens everything that its user may do, from anywhere, and is seldom changed. It is meant for a first start, when the realm has no client yet that keyplan could be.',
    example: lines(
      'auth:',
      '  plan:  { clientId: keyplan-plan,  githubOidc: {} }        # or clientSecret, privateKeyJwt, tokenFile, spiffe, exec,',
      '  apply: { clientId: keyplan-apply, githubOidc: {} }        # clientCertificate',
    ),
    fix: 'Make two clients, one to look and one to write, and let the platform vouch for them where it can. For a server of your own machine the warning may stay.',
  },
  'header-refused': {
    title: 'a header cannot be set',
    meaning:
      'Some headers belong to keyplan or to the connection (Host, Content-Type, Connection …). Others would hold a secret (Authorization, Cookie, X-Api-Key …), and the settings hold none.',
    example: lines('connection: { headers: { X-Forwarded-Proto: https } }'),
    fix: 'Leave it out. "auth" says how to sign in; user and password of a proxy stand in HTTPS_PROXY.',
  },
  'source-refused': {
    title: 'a credential may not come from there',
    meaning:
      'Variables of a CI job (GITHUB_*, ACTIONS_*, INPUT_*, RUNNER_*) hold the rights of the job itself, and files below /proc, /sys, /dev, .git and .github hold such variables or are no secrets. None of them is ever shown to a server.',
    example: lines('clientSecret: { env: KEYPLAN_PLAN_SECRET }'),
    fix: 'Put the credential of this server into a variable or file of its own, or let the platform vouch for the job: githubOidc.',
  },
  'insecure-tls': {
    title: 'the certificate of the server is not looked at',
    meaning:
      'With insecureSkipTlsVerify anybody between here and the server can read the credential and change what is read and written.',
    example: lines('connection: { caFile: /etc/ssl/acme-ca.pem }'),
    fix: 'Write caFile with the certificate of the authority, and remove insecureSkipTlsVerify.',
  },
  'duplicate-object': {
    title: 'an object is declared twice',
    meaning:
      'Within one layer each object has one entry, in one file, so that there is one place to look at. Layers may change what earlier layers declare.',
    fix: 'Join both entries, or move one into a later layer.',
  },
  'declared-and-removed': {
    title: 'something is declared and removed',
    meaning: 'An object stands among the entries and under "removed". A plan cannot do both.',
    example: lines('clients: { aip-agent-0: {} }', 'removed: { clients: { aip-agent-0: { then: delete } } }'),
    fix: 'Take the entry out if the object must go, or the removal if it must stay. In a later layer, null takes a removal out.',
  },
  'names-removed': {
    title: 'an entry names what is removed',
    meaning:
      'A declared object still names a role, group, scope or client that "removed" deletes, be it with its client or with the group above it. After the delete it would name nothing.',
    example: lines(
      'clients: { aip-agent-2: { serviceAccount: { realmRoles: [agent-writer] } } }',
      'removed: { roles: { agent-writer: { then: delete } } }',
    ),
    fix: 'Take the name out of the entry in the same change, or keep the object.',
  },
  'rename-refused': {
    title: 'a client cannot be renamed',
    meaning:
      'renamedFrom names the client itself, an id that another entry has or wants too, or one that is removed; or both clients are live. Nobody could say which client is meant. Swaps and chains of renames are refused for the same reason.',
    example: lines(
      'clients:',
      '  SmartEM_User: { renamedFrom: SmartEM }',
      '  SmartEM: {}                            # wrong: who of the two is it?',
    ),
    fix: 'Remove renamedFrom once the rename is done. A swap takes three applies, over an id that nobody has; a chain takes one for each rename.',
  },
  'declared-and-ignored': {
    title: 'something is declared and ignored',
    meaning:
      'An entry writes a field that an ignore rule leaves to somebody else. What only the type of a client writes may be ignored; what you write yourself may not.',
    example: lines(
      'clients: { grafana: { attributes: { login_theme: acme } } }',
      'ignore: [{ client: grafana, field: attributes/* }]',
    ),
    fix: 'Take the field out of the entry, or make the rule narrower. null un-writes what a template or an earlier layer wrote.',
  },
  'ignore-fits-nothing': {
    title: 'an ignore rule fits no entry',
    meaning:
      'No file declares an object that the rule names. What is not declared is never compared or changed, so the rule does nothing; probably its name is wrong.',
    fix: 'Correct the name, or remove the rule.',
  },
  'unknown-template': {
    title: 'a template is not there',
    meaning: 'An entry extends a template that no file of the target declares.',
    example: lines(
      'templates: { agent: { type: service, accessTokenLifespan: 5m } }',
      'clients: { agent-1: { extends: agent } }',
    ),
    fix: 'Correct the name, or declare it under "templates" in any file of the target.',
  },
  'template-cycle': {
    title: 'templates extend each other in a circle',
    meaning: 'A template extends, over others or at once, itself.',
    fix: 'Take one "extends" out of the circle; the message lists its members.',
  },
  'template-depth': {
    title: 'templates extend each other too deep',
    meaning: 'A template extends one that extends another, and so on, more than 32 times. Real files need three.',
    fix: 'Write into one template what several of them say, or let an entry extend several templates side by side.',
  },
  'unknown-variable': {
    title: 'a variable is not there',
    meaning:
      'Text names {{ vars.name }}, and the target has no such variable. Variables come from the target in keyplan.yaml only, never from the environment.',
    example: lines(
      'targets: { prod: { vars: { domain: acme.example } } }',
      'redirectUris: ["https://app.{{ vars.domain }}/callback"]',
    ),
    fix: 'Correct the name, or add the variable to "vars" of every target that reads this file.',
  },
  'variable-syntax': {
    title: 'a variable is not written as one',
    meaning:
      "Between {{ and }} stands vars. and a name, and nothing else: no functions, no defaults, no environment. ${…} is Keycloak's own and passes through.",
    example: lines('name: "{{ domain }}"           # wrong', 'name: "{{ vars.domain }}"      # right'),
    fix: 'Write {{ vars.name }}, in quotes when the value begins with it.',
  },
} satisfies Readonly<Record<string, PageText>>;
