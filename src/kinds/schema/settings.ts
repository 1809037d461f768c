import { ASSERTION_TYPES, GUARDS, HAZARDS, SIGNING_ALGORITHMS } from '../../model/index.js';
import { flag, listOf, mapOf, oneWordOf, strict, text, use, whole, type JsonSchema } from './json-schema.js';
import { DURATION_PATTERN, LAST_DAY } from './shared.js';

const CREDENTIAL: JsonSchema = {
  description:
    'Where the credential is, never the credential itself: { env: KEYPLAN_PLAN_SECRET } or { file: /run/secrets/keyplan }.',
  noun: 'a credential',
  secretSource: true,
  expects: 'write { env: NAME_OF_A_VARIABLE } or { file: /path/of/a/file }',
  oneOf: [
    strict(
      'An environment variable.',
      { env: text('Its name, such as KEYPLAN_PLAN_SECRET.', { minLength: 1 }) },
      { noun: 'a credential', required: ['env'] },
    ),
    strict(
      'A file.',
      { file: text('Its path, such as /run/secrets/keyplan.', { minLength: 1 }) },
      { noun: 'a credential', required: ['file'] },
    ),
  ],
};

const AUTH_REALM = text("The realm of the identity; the target's own when left out.", { minLength: 1 });
const CLIENT_ID = text('The client id of the identity, such as keyplan-plan.', { minLength: 1 });

/** One way to sign in: keys of its own besides the identity's. */
function signIn(
  description: string,
  properties: Readonly<Record<string, JsonSchema>>,
  required = Object.keys(properties),
): JsonSchema {
  const named = { realm: AUTH_REALM, clientId: CLIENT_ID };
  return strict(description, { ...named, ...properties }, { noun: 'a sign-in', required: ['clientId', ...required] });
}

const ASSERTION_TYPE = oneWordOf(
  'jwt-bearer for a token of an issuer, which is what counts when left out; jwt-spiffe for a JWT-SVID.',
  ASSERTION_TYPES,
);

const SIGN_INS: readonly JsonSchema[] = [
  signIn('A client with a secret: { clientId: keyplan-plan, clientSecret: { env: KEYPLAN_PLAN_SECRET } }.', {
    clientSecret: use('credential'),
  }),
  signIn(
    'A user with a password, for a first start: { realm: master, clientId: admin-cli, username: admin, password: { env: KEYPLAN_ADMIN_PASSWORD } }.',
    { username: text('The user name.', { minLength: 1 }), password: use('credential') },
  ),
  signIn('A client with a key pair, whose private key signs: { privateKeyJwt: { key: { file: key.pem } } }.', {
    privateKeyJwt: strict(
      'A key that signs an assertion for each sign-in.',
      {
        key: use('credential'),
        algorithm: oneWordOf(
          'How it signs. When left out, as the JWK says, else RS256 for an RSA key and ES256 for a key on P-256.',
          SIGNING_ALGORITHMS,
        ),
        kid: text("The name of the key in the client's key set; that of the JWK when left out.", { minLength: 1 }),
      },
      { noun: 'a private key', required: ['key'] },
    ),
  }),
  signIn('A job of GitHub Actions, by its own id token: { clientId: keyplan-plan, githubOidc: {} }.', {
    githubOidc: strict("The runner's id token; the job needs permissions: { id-token: write }.", {}, { noun: 'a map' }),
  }),
  signIn('A token that lies in a file: { tokenFile: { path: /var/run/secrets/tokens/keycloak } }.', {
    tokenFile: strict(
      'A file that somebody else keeps fresh: a projected token of Kubernetes, or a JWT-SVID. It is read for each sign-in.',
      { path: text('Its path.', { minLength: 1 }), assertionType: ASSERTION_TYPE },
      { noun: 'a token file', required: ['path'] },
    ),
  }),
  signIn('A workload with a SPIFFE identity: { clientId: keyplan-plan, spiffe: {} }.', {
    spiffe: strict(
      'The SPIFFE Workload API.',
      {
        socket: text('Its socket, such as unix:///run/spire/agent.sock; SPIFFE_ENDPOINT_SOCKET when left out.', {
          minLength: 1,
        }),
        spiffeId: text('Which identity, for a workload that has several; the first one when left out.', {
          pattern: '^spiffe://[^/]+/',
          expects: 'write a SPIFFE id such as spiffe://acme.example/keyplan',
        }),
      },
      { noun: 'a SPIFFE sign-in' },
    ),
  }),
  signIn('A program that prints an assertion: { exec: { command: [vault, read, -field=token, id/keyplan] } }.', {
    exec: strict(
      'A program that prints an assertion; it runs once for each sign-in, without a shell.',
      {
        command: listOf(
          'The program and its arguments, each as an item.',
          { type: 'string', minLength: 1 },
          { minItems: 1, expects: 'write a list, such as [vault, read, -field=token, id/keyplan]' },
        ),
        assertionType: ASSERTION_TYPE,
      },
      { noun: 'a program', required: ['command'] },
    ),
  }),
  signIn(
    'A client with a certificate of its own: { clientCertificate: { certificate: { file: tls.crt }, key: { file: tls.key } } }.',
    {
      clientCertificate: use('clientCertificate'),
    },
  ),
];

const SIGN_IN: JsonSchema = {
  description: 'How to sign in to the server.',
  noun: 'a sign-in',
  expects: 'write { clientId: …, clientSecret: { env: … } }',
  oneOf: SIGN_INS,
};

const AUTH: JsonSchema = {
  description: 'How to sign in: one identity for both, or { plan: …, apply: … } so that plans need no right to write.',
  noun: 'an auth',
  expects: 'write { plan: …, apply: … }, or one sign-in for both',
  oneOf: [
    strict(
      'An identity that reads and one that writes.',
      { plan: use('signIn'), apply: use('signIn') },
      { noun: 'an auth', required: ['plan', 'apply'] },
    ),
    ...SIGN_INS,
  ],
};

const CLIENT_CERTIFICATE = strict(
  'What is shown to the server when the connection is made (mutual TLS).',
  { certificate: use('credential'), key: use('credential') },
  { noun: 'a client certificate', required: ['certificate', 'key'] },
);

const CONNECTION_HINTS: Readonly<Record<string, string>> = {
  proxy: 'set HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, and NO_PROXY, in the environment',
  insecure: 'write caFile with the certificate of the authority',
  ca: 'write caFile: /path/of/a/file.pem',
};

const FILES = listOf(
  'Patterns of realm files, relative to this file; each is a layer, and later layers win, such as [realms/agents/**/*.yaml, overlays/dev/**/*.yaml].',
  {
    noun: 'a pattern of files',
    expects: 'write a pattern, or { pattern: …, optional: true }',
    oneOf: [
      { type: 'string', minLength: 1 },
      strict(
        'A pattern that may match nothing.',
        {
          pattern: text('The pattern, such as overlays/dev/**/*.yaml.', { minLength: 1 }),
          optional: flag('Whether it may match no file.'),
        },
        { noun: 'a pattern of files', required: ['pattern'] },
      ),
    ],
  },
  { minItems: 1, expects: 'write a list of patterns, such as [realms/**/*.yaml]' },
);

const OWNER = text(
  'Written on what is managed, so that two owners never fight over one client, such as github.com/acme/identities.',
  { minLength: 1 },
);
const HTTP_URL = '^https?://[^\\s/?#@]+(?:/[^\\s?#@]*)?$';

const CONNECTION: JsonSchema = strict(
  'How the connections to the server are made. Proxies are taken from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.',
  {
    caFile: text(
      'A file of certificates in PEM of authorities that are trusted besides the usual ones, such as /etc/ssl/acme-ca.pem.',
      { minLength: 1 },
    ),
    clientCertificate: use('clientCertificate'),
    headers: mapOf(
      'Headers for every request, such as { X-Forwarded-Proto: https } inside a mesh. Nothing secret.',
      { type: 'string' },
      {
        noun: 'a map of headers',
        expects: 'write each header with its text, such as X-Forwarded-Proto: https',
        neverQuoted: true,
      },
    ),
    timeout: text(
      'How long one request may take, with the whole of its answer, such as 30s; 2 minutes when left out.',
      {
        pattern: DURATION_PATTERN,
        expects: 'write a duration such as 30s or 2m',
      },
    ),
    maxConnections: whole('How many connections at the same time; 16 when left out.', { minimum: 1, maximum: 64 }),
    insecureSkipTlsVerify: flag(
      'Whether the certificate of the server is not looked at, so that anybody in between can read and change everything. Write caFile instead.',
    ),
  },
  { noun: 'a connection', keyHints: CONNECTION_HINTS },
);

const TARGET: JsonSchema = strict(
  'One realm on one server.',
  {
    server: text('Base URL of the server, such as https://sso.acme.example.', {
      pattern: HTTP_URL,
      expects: 'write a URL such as https://sso.acme.example',
    }),
    realm: text('The realm, such as agents.', { minLength: 1 }),
    issuer: text(
      'What the realm calls itself in its tokens, where that is not server/realms/realm, such as https://sso.acme.example/realms/agents.',
      { pattern: HTTP_URL, expects: 'write a URL such as https://sso.acme.example/realms/agents' },
    ),
    owner: OWNER,
    files: FILES,
    vars: mapOf(
      'Variables for the realm files, which use them as {{ vars.domain }}.',
      { type: ['string', 'number', 'boolean'] },
      {
        noun: 'a map of variables',
        expects: 'write each variable with one value, such as domain: acme.example',
      },
    ),
    auth: AUTH,
    connection: CONNECTION,
  },
  { noun: 'a target', required: ['server', 'realm', 'files', 'auth'], notYet: ['visibility'] },
);

function guard(description: string): JsonSchema {
  return strict(
    description,
    {
      count: whole('How many objects at least.', { minimum: 0 }),
      percent: {
        description: 'How many percent of the objects we own at least.',
        type: 'number',
        minimum: 0,
        maximum: 100,
      },
    },
    { noun: 'a guard', required: ['count', 'percent'] },
  );
}

const ALLOWANCE: JsonSchema = {
  description:
    'Something that you agree to for the whole target, such as { hazard: full-scope, address: client/reporting, reason: legacy, until: 2027-03-31 }.',
  noun: 'an allowance',
  expects: 'write { hazard: …, reason: … } or { guard: …, reason: … }',
  oneOf: [
    strict(
      'A hazard.',
      {
        hazard: oneWordOf('The hazard as the plan names it.', HAZARDS),
        address: text('Only on this object, such as client/reporting.', { minLength: 1 }),
        reason: text('Why it is wanted.'),
        until: LAST_DAY,
      },
      { noun: 'an allowance', required: ['hazard'] },
    ),
    strict(
      'A guard.',
      {
        guard: oneWordOf('The guard as the plan names it.', GUARDS),
        reason: text('Why it is wanted.'),
        until: LAST_DAY,
      },
      { noun: 'an allowance', required: ['guard'] },
    ),
  ],
};

const ORPHAN_WORDS = ['report', 'disable', 'delete'];

const ORPHANS: JsonSchema = {
  description:
    'What happens to an object of ours that left the files. report: it is named in every plan. disable: clients are switched off, everything else is named. delete: it goes. { then: disable, deleteAfter: P30D }: a client that was switched off falls due to be deleted. report when left out.',
  noun: 'an orphan policy',
  expects: 'write report, disable, delete, or { then: disable, deleteAfter: P30D }',
  oneOf: [
    { type: 'string', enum: ORPHAN_WORDS },
    strict(
      'A word and a time.',
      {
        then: oneWordOf('What happens first.', ORPHAN_WORDS),
        deleteAfter: text(
          'How many whole days after a client was disabled it falls due to be deleted, such as P30D or 30d; only with then: disable. It is done by a run with --due.',
          { pattern: DURATION_PATTERN, expects: 'write whole days, such as P30D or 30d' },
        ),
      },
      { noun: 'an orphan policy', required: ['then'] },
    ),
  ],
};

const POLICY: JsonSchema = strict(
  'Rules for all targets.',
  {
    orphans: ORPHANS,
    guards: strict(
      'Limits on one plan; both the count and the percentage must be exceeded.',
      {
        'mass-delete': guard('How many deletions are too many; { count: 5, percent: 20 } when left out.'),
        'mass-change': guard('How many updates are too many; { count: 20, percent: 50 } when left out.'),
      },
      { noun: 'guards', keyHints: { 'empty-desired': 'leave it out; this guard has no limits' } },
    ),
    allow: listOf('What you agree to for whole targets.', use('allowance')),
  },
  { noun: 'a policy' },
);

/** The schema of `keyplan.yaml`. */
export const SETTINGS_SCHEMA: JsonSchema = {
  title: 'keyplan settings',
  ...strict(
    'Settings of keyplan: which realms, with which files, and by which rules.',
    {
      $schema: text('Where the schema of this file is, for editors.'),
      version: {
        description: 'Version of this format, today 1.',
        type: 'integer',
        enum: [1],
        expects: 'write version: 1',
      },
      owner: OWNER,
      targets: mapOf('Realms by a name of your choice, such as dev and prod.', use('target'), {
        noun: 'a map of targets',
        minProperties: 1,
      }),
      policy: use('policy'),
    },
    { noun: 'the settings', required: ['version', 'targets'], notYet: ['outside', 'visibility'] },
  ),
  definitions: {
    target: TARGET,
    signIn: SIGN_IN,
    credential: CREDENTIAL,
    clientCertificate: CLIENT_CERTIFICATE,
    policy: POLICY,
    allowance: ALLOWANCE,
  },
};
