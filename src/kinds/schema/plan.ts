import { GUARDS, HAZARDS, ORIGINS, type Operation } from '../../model/index.js';
import { flag, listOf, oneWordOf, strict, text, textSet, use, whole, type JsonSchema } from './json-schema.js';

/** What a step may do, in the order in which an object goes through it. */
const OPERATIONS: readonly Operation[] = [
  'create',
  'rename',
  'update',
  'mark',
  'link',
  'grant',
  'disable',
  'delete',
  'forget',
];

/** The parts of the published plan, by name; the report holds a plan too. */
export const PLAN_DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  place: strict(
    'Where something is written.',
    {
      file: text('Path relative to the folder of the settings, with / on every system.'),
      line: whole('Line, counted from 1.', { minimum: 1 }),
      column: whole('Column, counted from 1.', { minimum: 1 }),
    },
    { required: ['file', 'line', 'column'] },
  ),
  target: strict(
    'Which realm the plan is for and in whose name.',
    {
      name: text("The target's name in the settings."),
      server: text('Base URL of the server.'),
      realm: text('The realm.'),
      owner: text('The owner that is written on what is managed.'),
    },
    { required: ['name', 'server', 'realm', 'owner'] },
  ),
  mark: strict(
    'The ownership mark on an object.',
    {
      owner: text('Who manages the object.'),
      commit: text('The commit whose files were applied last; none outside git.'),
      format: whole("Version of the mark's format."),
      digest: text('Digest of the managed fields as they were applied last.'),
      ownsRoles: flag('Whether the client once declared roles.'),
      isProtected: flag('Whether the object is neither deleted nor disabled; absent means no.'),
      disabledAt: text('The day in UTC on which keyplan disabled the client.', { format: 'date' }),
      renamedFrom: text('The client id that the client had before keyplan renamed it last.'),
    },
    { required: ['owner', 'commit', 'format', 'digest', 'ownsRoles'] },
  ),
  markChange: strict('The mark before and after; a side that is absent means no mark.', {
    before: use('mark'),
    after: use('mark'),
  }),
  factValue: {
    description:
      'The value of one fact. Members of sets have the value true; an attribute of a role, group or service account is a list.',
    type: ['string', 'number', 'boolean', 'null', 'array'],
    items: { type: 'string' },
  },
  fieldChange: strict(
    'The difference in one fact of an object.',
    {
      path: text('The name of the fact: Keycloak\'s field names, percent-encoded part by part and joined by "/".'),
      before: use('factValue'),
      after: use('factValue'),
      secret: {
        description:
          'Present when the value is a secret: before and after, where they exist, are then the text "(secret)".',
        const: true,
      },
      place: use('place'),
      origin: use('origin'),
    },
    { required: ['path'] },
  ),
  change: strict(
    'The difference of one object.',
    {
      address: text('The object, such as client/aip-agent-1.'),
      action: oneWordOf(
        'create and update change it; mark writes its ownership mark only and is no change; disable and delete remove what left the files or is named under "removed"; forget takes our mark away.',
        ['create', 'update', 'mark', 'disable', 'delete', 'forget'],
      ),
      renamedFrom: text('The address until now, of a client that is renamed.'),
      stillNamed: listOf('What says the old name of a client that is renamed.', use('mention')),
      removal: use('removal'),
      loses: listOf('What goes along with a delete, in phrases.', { type: 'string' }),
      changedBy: listOf('Who changed it outside git, newest first.', use('attribution')),
      origin: use('origin'),
      adopts: flag('Whether the object carries no mark yet and becomes managed by this change.'),
      fields: listOf('The facts that differ, in the order of paths.', use('fieldChange')),
      serverAdds: listOf('What the server adds to a create by itself, in phrases.', { type: 'string' }),
      mark: use('markChange'),
      place: use('place'),
      unread: textSet('Paths below which nothing could be compared, because it was not read.'),
    },
    { required: ['address', 'action', 'origin', 'adopts', 'fields', 'serverAdds', 'place', 'unread'] },
  ),
  origin: oneWordOf(
    'Where a difference comes from. pr: this revision changes it against the base. pending: in git before, not applied yet. drift: live is not as the last apply left it. adopt: nobody managed it. orphan: it left the files, or is named under "removed". unknown: the commit of its mark cannot be read; counts as drift. On a field only where it is not the origin of the object.',
    ORIGINS,
  ),
  mention: strict(
    'A place that says the old name of a client that is renamed.',
    {
      address: text('The object that says it.'),
      path: text('The fact that says it.'),
      isChanged: flag('Whether this plan changes it to the new name.'),
    },
    { required: ['address', 'path', 'isChanged'] },
  ),
  removal: strict(
    'Whose word it is that an object goes.',
    {
      by: oneWordOf('removed: the files name it. orphans: it left the files, and the policy says what becomes of it.', [
        'removed',
        'orphans',
      ]),
      reason: text('Why, as the files say it.'),
    },
    { required: ['by'] },
  ),
  attribution: strict(
    'An admin event that explains a difference.',
    {
      user: text("The user's name; absent for a user who cannot be looked up."),
      isOfOtherRealm: flag('Whether the user is one of another realm.'),
      through: text('The client through which it was done.'),
      at: text('When, in UTC.'),
    },
    { required: ['isOfOtherRealm', 'at'] },
  ),
  hazard: strict(
    'A danger of one step.',
    {
      hazard: oneWordOf('Its name; "keyplan explain NAME" tells more.', HAZARDS),
      address: text('The object that it concerns.'),
      path: text('The fact that carries it.'),
      detail: text('What exactly is dangerous.'),
    },
    { required: ['hazard', 'address', 'detail'] },
  ),
  step: strict(
    'One operation on one object.',
    {
      id: text("The step's name within the plan: <address>#<operation>."),
      address: text('The object.'),
      operation: oneWordOf('What is done to it.', OPERATIONS),
      renamedFrom: text('The address until now; on a rename only.'),
      needs: textSet('Ids of the steps that must be done before.'),
      hazards: listOf('Its dangers.', use('hazard')),
      digest: text('Fingerprint over target, address, operation and changes. The same digest is the same step.', {
        pattern: '^[0-9a-f]{32}$',
      }),
      parts: listOf(
        'Fingerprints of its fields and of its mark, where there are several and it may take several requests. What is left of a step after a run that was stopped is made of some of them.',
        text('One of them.', { pattern: '^[0-9a-f]{32}$' }),
      ),
      place: use('place'),
    },
    { required: ['id', 'address', 'operation', 'needs', 'hazards', 'digest', 'place'] },
  ),
  counts: strict(
    'How many objects are in which state.',
    {
      create: whole('Objects to create.', { minimum: 0 }),
      update: whole('Objects to change.', { minimum: 0 }),
      delete: whole('Objects to delete.', { minimum: 0 }),
      disable: whole('Clients to disable.', { minimum: 0 }),
      forget: whole('Objects that keep everything but our mark.', { minimum: 0 }),
      rename: whole('Clients that get another id; they count as updates too.', { minimum: 0 }),
      adopt: whole('Unmarked objects that become managed without a change of a field.', { minimum: 0 }),
      mark: whole('Managed objects whose mark alone is refreshed.', { minimum: 0 }),
      unchangedClients: whole('Declared clients without any difference.', { minimum: 0 }),
      unchanged: whole('Declared objects without any difference, clients included.', { minimum: 0 }),
      owned: whole('Live objects that carry our mark: what the guards count against.', { minimum: 0 }),
      unmanagedClients: whole('Clients that no file declares and keyplan does not sign in with.', { minimum: 0 }),
    },
    {
      required: [
        'create',
        'update',
        'delete',
        'disable',
        'forget',
        'rename',
        'adopt',
        'mark',
        'unchangedClients',
        'unchanged',
        'owned',
        'unmanagedClients',
      ],
    },
  ),
  orphan: strict(
    'An object of this owner that the files no longer declare, and that this plan leaves as it is.',
    {
      address: text('The object.'),
      mark: use('mark'),
      kept: text('Why it stays although the policy removes orphans.'),
    },
    { required: ['address', 'mark'] },
  ),
  scheduled: strict(
    'What falls due by date. It is no change of a run without --due.',
    {
      address: text('The object.'),
      what: oneWordOf('What is done to it then.', ['delete']),
      due: text('The first day on which it is due, in UTC.', { format: 'date' }),
      isDue: flag('Whether that day has come.'),
    },
    { required: ['address', 'what', 'due', 'isDue'] },
  ),
  released: strict(
    'A fact that the base manages and this revision does not: it keeps its live value.',
    {
      address: text('The object.'),
      path: text('The fact.'),
      value: use('factValue'),
      secret: { description: 'Present when the value is a secret, which is then the text "(secret)".', const: true },
    },
    { required: ['address', 'path'] },
  ),
  leftOut: strict(
    'Objects with differences of an origin that was not asked for.',
    { origin: use('origin'), addresses: textSet('The objects.') },
    { required: ['origin', 'addresses'] },
  ),
  unread: strict(
    'Something that could not be read. No create, delete or grant rests on it.',
    {
      area: text('The part of the realm, such as service-accounts.'),
      reason: oneWordOf(
        'refused: the server said no. filtered: it left out what the identity may not see. incomplete: pages did not add up.',
        ['refused', 'filtered', 'incomplete', 'ambiguous'],
      ),
      evidence: text('How it was found out.'),
      missingRole: text('The realm-management role that would show it.'),
    },
    { required: ['area', 'reason', 'evidence'] },
  ),
  note: strict(
    'A remark that is neither a change nor a danger.',
    { address: text('The object that it concerns.'), place: use('place'), text: text('The remark.') },
    { required: ['text'] },
  ),
  allowance: strict(
    "Somebody's word that a danger is wanted.",
    {
      rule: oneWordOf('The hazard or guard that is allowed.', [...HAZARDS, ...GUARDS]),
      address: text('Only for this object; absent means all of the target.'),
      reason: text('Why.'),
      until: text('The last day on which it counts, in UTC.'),
      place: use('place'),
      by: oneWordOf(
        'Given for one run by an input of the GitHub Action, or by bootstrap for the clients that it makes; on the command line where place is absent too.',
        ['input', 'bootstrap'],
      ),
    },
    { required: ['rule'] },
  ),
  refusal: strict(
    'One thing that policy refuses.',
    {
      rule: oneWordOf('The rule that refuses.', [
        ...HAZARDS,
        ...GUARDS,
        'expired',
        'protected',
        'in-use',
        'unexpected-origin',
      ]),
      address: text('The object.'),
      place: use('place'),
      detail: text('What exactly is refused.'),
      allowWith: text('What to write or to say to allow it; absent where nothing can.'),
    },
    { required: ['rule', 'detail'] },
  ),
  verdict: strict(
    'What policy says about the plan. Without refusals it passes.',
    {
      refusals: listOf('What is refused.', use('refusal')),
      allowed: listOf(
        'Dangers that somebody allowed, with whose word.',
        strict(
          '',
          { hazard: use('hazard'), allowance: use('allowance') },
          { title: 'AllowedHazard', required: ['hazard', 'allowance'] },
        ),
      ),
      warnings: listOf('What is wrong without being refused.', { type: 'string' }),
    },
    { required: ['refusals', 'allowed', 'warnings'] },
  ),
  missingRight: strict(
    'A right that is lacking for sure.',
    {
      role: text('A role of realm-management.'),
      steps: listOf('The steps that need it.', { type: 'string' }),
      foundOutBy: text('What tells that it is lacking.'),
    },
    { required: ['role', 'steps', 'foundOutBy'] },
  ),
};

/** The plan itself: the value that `planJson` writes and that `plan --out` stores. */
export const PLAN_BODY: JsonSchema = strict(
  'A plan: everything an apply will do, and everything that a reader must know to agree to it.',
  {
    format: { description: 'Version of this format.', const: 1 },
    target: use('target'),
    commit: text('The commit of the files; none outside git; <commit>-dirty for a dirty work tree.'),
    base: text('The commit of the base, where one was named.'),
    onlyOrigins: listOf('The origins that the plan was narrowed to; absent where it holds all.', use('origin')),
    due: flag('Whether it holds what is due by date; absent where it does not.'),
    leftOut: listOf('What was left out because its origin was not asked for.', use('leftOut')),
    readAs: text('The identity that read the realm.'),
    changes: listOf('The differences, in the order of addresses.', use('change')),
    steps: listOf('The operations, in an order in which they can be carried out.', use('step')),
    counts: use('counts'),
    orphans: listOf('Objects of this owner that no file declares any more.', use('orphan')),
    scheduled: listOf('What falls due by date.', use('scheduled')),
    released: listOf('What the base manages and this revision does not.', use('released')),
    unmanaged: listOf('Client ids of clients that no file declares and keyplan does not sign in with.', {
      type: 'string',
    }),
    unread: listOf('What could not be read.', use('unread')),
    notes: listOf('Remarks.', use('note')),
    verdict: use('verdict'),
    missingRights: listOf(
      'What the identity that would apply it lacks; in no plan file, and absent where nothing is known to be missing.',
      use('missingRight'),
    ),
    unapproved: listOf('Steps that are not in the approved plan; printed by apply alone.', { type: 'string' }),
  },
  {
    required: [
      'format',
      'target',
      'commit',
      'readAs',
      'changes',
      'steps',
      'counts',
      'orphans',
      'scheduled',
      'released',
      'unmanaged',
      'unread',
      'notes',
    ],
  },
);

/** The schema of a published plan. */
export const PLAN_SCHEMA: JsonSchema = { title: 'keyplan plan', ...PLAN_BODY, definitions: PLAN_DEFINITIONS };
