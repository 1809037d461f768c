import { describe, expect, it } from 'vitest';
import { followed, followedText, type HandChanges } from '../../support/following.js';
import { testTarget } from '../../support/realm-files.js';

const URI = (name: string): string => `redirectUris/https:%2F%2F${name}`;
const COME: HandChanges = { 'client/a': { [URI('new')]: true } };
const GO: HandChanges = { 'client/a': { [URI('one')]: undefined } };

const wholeMapper = (name: string): Readonly<Record<string, undefined>> =>
  Object.fromEntries(
    [
      'protocol',
      'protocolMapper',
      'config/claim.name',
      'config/claim.value',
      'config/jsonType.label',
      'config/access.token.claim',
      'config/id.token.claim',
      'config/userinfo.token.claim',
      'config/introspection.token.claim',
    ].map((key) => [`protocolMappers/${name}/${key}`, undefined]),
  );

describe('a list', () => {
  it.each([
    ['a: { redirectUris: [https://one] }', 'a: { redirectUris: [https://one, https://new] }'],
    ['a: { redirectUris: [ https://one , ] }', 'a: { redirectUris: [ https://one , https://new, ] }'],
    ['a: { redirectUris: [] } # none', 'a: { redirectUris: [https://new] } # none'],
    [
      'a:\n    redirectUris: [\n      https://one, # first\n      https://two # second\n    ]',
      'a:\n    redirectUris: [\n      https://one, # first\n      https://two, # second\n      https://new\n    ]',
    ],
    [
      'a:\n    redirectUris: [\n      https://one,\n      https://two, # second\n    ]',
      'a:\n    redirectUris: [\n      https://one,\n      https://two, # second\n      https://new,\n    ]',
    ],
    [
      'a:\n    redirectUris:\n    - https://one\n    # after',
      'a:\n    redirectUris:\n    - https://one\n    - https://new\n    # after',
    ],
    [
      'a:\n    redirectUris:\n      -   "https://one"\n\n    name: x',
      'a:\n    redirectUris:\n      -   "https://one"\n      -   https://new\n\n    name: x',
    ],
  ])('gets a member: %j', (before, after) => {
    expect(followedText(`clients:\n  ${before}\n`, COME)).toBe(`clients:\n  ${after}\n`);
  });

  it.each([
    ['a: { redirectUris: [https://one, https://two] }', 'a: { redirectUris: [https://two] }'],
    ['a: { redirectUris: [https://two, https://one] }', 'a: { redirectUris: [https://two] }'],
    ['a: { redirectUris: [ https://one ] }', 'a: { redirectUris: [  ] }'],
    [
      'a:\n    redirectUris: [\n      https://one, # first\n      https://two # second\n    ]',
      'a:\n    redirectUris: [\n       # first\n      https://two # second\n    ]',
    ],
    [
      'a:\n    redirectUris: [\n      https://two, # second\n      https://one\n    ]',
      'a:\n    redirectUris: [\n      https://two, # second\n    ]',
    ],
    [
      'a:\n    redirectUris:\n      - https://one # gone\n      # stays\n      - https://two',
      'a:\n    redirectUris:\n      # stays\n      - https://two',
    ],
    [
      'a:\n    redirectUris: # where to\n      - https://one\n    name: x',
      'a:\n    redirectUris: [] # where to\n    name: x',
    ],
  ])('loses a member: %j', (before, after) => {
    expect(followedText(`clients:\n  ${before}\n`, GO)).toBe(`clients:\n  ${after}\n`);
  });

  it('loses all its members and gets others', () => {
    const text = 'clients:\n  a:\n    redirectUris:\n      - https://one\n      - https://two\n';
    const changes = { 'client/a': { [URI('one')]: undefined, [URI('two')]: undefined, [URI('new')]: true } };
    expect(followedText(text, changes)).toBe('clients:\n  a:\n    redirectUris: [https://new]\n');
  });
});

describe('a file', () => {
  const text = '# top\nclients:\n  a:\n    name: one # here\n    redirectUris: [https://one]\n  b: {}\n';

  it('keeps the line breaks of Windows', () => {
    const windows = text.replaceAll('\n', '\r\n');
    const changes = { 'client/a': { name: 'two', enabled: false }, 'client/b': {} };
    const mine = windows.replace('  b: {}', '  b: { type: service }');
    expect(followedText(mine, { ...changes, 'client/b': { enabled: false } })).toBe(
      mine.replace('one # here', 'two # here').replace('{ type: service }', '{ type: service, enabled: false }'),
    );
    expect(followedText(windows.replace('[https://one]', '\r\n      - https://one'), COME)).toContain(
      '\r\n      - https://new\r\n  b',
    );
  });

  it.each([
    [
      'clients:\n  a:\n    redirectUris:\n      - https://one',
      COME,
      'clients:\n  a:\n    redirectUris:\n      - https://one\n      - https://new',
    ],
    [
      'clients:\n  a:\n    redirectUris:\n      - https://two\n      - https://one',
      GO,
      'clients:\n  a:\n    redirectUris:\n      - https://two',
    ],
    ['clients:\n  a:\n    redirectUris:\n      - https://one', GO, 'clients:\n  a:\n    redirectUris: []'],
  ])('may end without a line break: %j', (before, changes, after) => {
    expect(followedText(before, changes)).toBe(after);
  });

  it('may start with a byte order mark, and end with remarks', () => {
    const mark = `\uFEFF${text}# the end`;
    expect(followedText(mark, { 'client/a': { name: 'two' } })).toBe(mark.replace('name: one', 'name: two'));
  });

  it('may be in one line', () => {
    const flow = '{ clients: { a: { redirectUris: [https://one], attributes: {} }, b: { enabled: true } } }';
    const changes = { 'client/a': { [URI('new')]: true }, 'client/b': { enabled: false } };
    expect(followedText(flow, changes)).toBe(
      '{ clients: { a: { redirectUris: [https://one, https://new], attributes: {} }, b: { enabled: false } } }',
    );
  });

  it('may hold texts of several lines, which become one', () => {
    const block =
      'clients:\n  a:\n    description: |-\n      of two\n      lines\n    name: >-\n      folded\n      text\n  b: {}\n';
    expect(followedText(block, { 'client/a': { description: 'of\nthree\nlines' } })).toBe(
      'clients:\n  a:\n    description: "of\\nthree\\nlines"\n    name: >-\n      folded\n      text\n  b: {}\n',
    );
  });

  it('says what begins a variable so that it begins none', () => {
    const after = followedText(text, { 'client/a': { name: 'a {{ vars.x }} b', [URI('new')]: true } });
    expect(after).toContain('name: "a {{ \\"{{\\" }} vars.x }} b" # here');
  });
});

describe('what a template or the type says', () => {
  const text = `templates:
  base:
    attributes: { shared: all }
    protocolMappers:
      team: { hardcodedClaim: { name: team, value: one } }
  agent:
    extends: base
    type: service
    redirectUris:
      - https://one
      - "https://{{ vars.domain }}/two" # where the target says
    accessTokenLifespan: 5m
clients:
  a:
    extends: agent # as most
  b: { extends: [agent] }
`;
  const target = testTarget({ vars: { domain: 'acme.example' } });

  it.each([
    [
      'is said again by the entry',
      { name: undefined, 'attributes/shared': 'mine' },
      '    attributes: { shared: mine }\n',
    ],
    [
      'is said whole where it is a list, with its variables',
      { [URI('new')]: true },
      '    redirectUris: [https://one, "https://{{ vars.domain }}/two", https://new]\n',
    ],
    ['is said by the short field', { 'attributes/access.token.lifespan': '90' }, '    accessTokenLifespan: 90s\n'],
    [
      'is un-written where the short field has no word for it',
      { 'attributes/access.token.lifespan': undefined },
      '    accessTokenLifespan: null\n    attributes: { access.token.lifespan: "" }\n',
    ],
    ['is un-written where it is a mapper', wholeMapper('team'), '    protocolMappers: { team: null }\n'],
    [
      'is said whole where it is a mapper',
      { 'protocolMappers/team/config/claim.value': 'two' },
      '    protocolMappers: { team: { hardcodedClaim: { name: team, value: two } } }\n',
    ],
    [
      'is said by the entry where a type says it',
      { standardFlowEnabled: true },
      '    standardFlowEnabled: true\n    fullScopeAllowed: true\n',
    ],
  ] as const)('%s', (_name, changes, lines) => {
    const after = followedText(text, { 'client/a': changes }, target);
    expect(after).toBe(text.replace('# as most\n', `# as most\n${lines}`));
  });

  it('goes into the brackets of an entry that has them', () => {
    const after = followedText(text, { 'client/b': { enabled: false } }, target);
    expect(after).toBe(text.replace('{ extends: [agent] }', '{ extends: [agent], enabled: false }'));
  });
});

describe('a service account that is switched off', () => {
  const off = {
    serviceAccountsEnabled: false,
    'serviceAccount/present': undefined,
    'serviceAccount/realmRoles/r': undefined,
  };

  it.each([
    ['type: service\n    serviceAccount:\n      realmRoles: [r]', 'type: service\n    serviceAccountsEnabled: false'],
    [
      'serviceAccountsEnabled: true # on\n    serviceAccount: { realmRoles: [r] }',
      'serviceAccountsEnabled: false # on',
    ],
    ['extends: t', 'extends: t\n    serviceAccountsEnabled: false\n    serviceAccount: null'],
  ])('goes with what it held: %j', (before, after) => {
    const template = 'templates:\n  t: { type: service, serviceAccount: { realmRoles: [r] } }\n';
    const whole = (entry: string): string => `${template}clients:\n  a:\n    ${entry}\n  b: {}\n`;
    expect(followedText(whole(before), { 'client/a': off })).toBe(whole(after));
  });
});

it('says that a service account was switched on', () => {
  const text = 'clients:\n  a: { type: resource }\n';
  const on = { serviceAccountsEnabled: true, 'serviceAccount/present': true };
  expect(followedText(text, { 'client/a': on })).toBe(
    'clients:\n  a: { type: resource, serviceAccountsEnabled: true }\n',
  );
});

describe('layers', () => {
  const base = 'clients:\n  a: { type: service, name: base, description: below }\n  b: { name: b }\n';
  const over = 'clients:\n  a:\n    name: over # here only\n';

  it('are edited where the word stands that counts', () => {
    const layers = [{ 'base.yaml': base }, { 'over.yaml': over }];
    const { texts, left } = followed(layers, { 'client/a': { name: 'by hand', description: 'by hand' } });
    expect(left).toEqual([]);
    expect(texts).toEqual({
      'base.yaml': base.replace('below', 'by hand'),
      'over.yaml': over.replace('over #', 'by hand #'),
    });
  });

  it('are given what no layer says in the last one that has the entry', () => {
    const layers = [{ 'base.yaml': base }, { 'over.yaml': over }];
    const { texts } = followed(layers, { 'client/a': { enabled: false } });
    expect(texts).toEqual({ 'base.yaml': base, 'over.yaml': `${over}    enabled: false\n` });
  });

  it('each let go of an object that is gone', () => {
    const layers = [{ 'base.yaml': base }, { 'over.yaml': over }];
    const { texts, left } = followed(layers, { 'client/a': 'gone' });
    expect(left).toEqual([]);
    expect(texts).toEqual({ 'base.yaml': 'clients:\n  b: { name: b }\n', 'over.yaml': 'clients: {}\n' });
  });
});

describe('what cannot be written', () => {
  const left = (text: string, changes: HandChanges): readonly string[] => {
    const { texts, left: reasons } = followed([{ 'realm.yaml': text }], changes);
    expect(texts['realm.yaml']).toBe(text);
    return reasons;
  };

  it.each([
    [
      'an anchor that others use',
      'clients:\n  a: { redirectUris: &uris [https://one] }\n  b: { redirectUris: *uris }\n',
      COME,
      [`client/a ${URI('new')}: it is shared by an anchor`],
    ],
    [
      'an alias',
      'clients:\n  b: { redirectUris: &uris [https://one] }\n  a: { redirectUris: *uris }\n',
      COME,
      [`client/a ${URI('new')}: it is shared by an anchor`],
    ],
    [
      'a missing service account',
      'clients:\n  a: { type: service }\n',
      { 'client/a': { 'serviceAccount/present': undefined } },
      [
        'client/a serviceAccount/present: no file can say that the service account is missing; keyplan apply makes a new one',
      ],
    ],
    [
      'what contradicts the rest of the entry',
      'clients:\n  a: { type: service, authentication: { secret: { from: generate } } }\n',
      { 'client/a': { publicClient: true } },
      ['client/a publicClient: the files would be wrong: a public client cannot authenticate by a secret'],
    ],
  ] as const)('is left and named: %s', (_name, text, changes, reasons) => {
    expect(left(text, changes)).toEqual(reasons);
  });

  it('leaves what a lost account held', () => {
    const text = 'clients:\n  a: { type: service, serviceAccount: { realmRoles: [r] } }\n';
    const lost = { 'serviceAccount/present': undefined, 'serviceAccount/realmRoles/r': undefined };
    expect(left(text, { 'client/a': lost })).toHaveLength(1);
  });

  it('keeps nothing else from being written', () => {
    const text = 'clients:\n  a: { type: service, name: one }\n';
    const changes = { 'client/a': { 'serviceAccount/present': undefined, name: 'two' } };
    const { texts, left: reasons } = followed([{ 'realm.yaml': text }], changes);
    expect(texts['realm.yaml']).toBe(text.replace('one', 'two'));
    expect(reasons).toHaveLength(1);
  });
});
