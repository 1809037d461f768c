import { describe, expect, test } from 'vitest';
import { diagnosticLines, resolveFiles, resolveText } from '../../support/realm-files.js';
import { factsOf, resolvedWithoutWords } from '../../support/resolved.js';

const ENTRIES =
  'roles:\n  r: {}\ngroups:\n  /a: {}\n  /a/b: {}\nclientScopes:\n  s: {}\nclients:\n  x: { roles: { q: {} } }\n  a/b: { roles: { q: {} } }\n';

const ignoring = (...rules: readonly string[]) => `${ENTRIES}ignore:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`;

/** The resolved rules as kind, names and field. */
const rulesOf = (...rules: readonly string[]) =>
  resolvedWithoutWords(resolveText(ignoring(...rules))).ignores.map(({ kind, names, field }) => [kind, names, field]);

describe('ignore rules', () => {
  test('name objects of every kind by their plain names', () => {
    expect(
      rulesOf(
        '{ client: a/b, field: name }',
        '{ clientScope: "*", field: description }',
        '{ role: r, field: attributes/owner }',
        '{ group: /a/*, field: realmRoles }',
        '{ clientRole: a%2Fb/*, field: composites }',
      ),
    ).toEqual([
      ['client', ['a/b'], ['name']],
      ['client-scope', ['*'], ['description']],
      ['role', ['r'], ['attributes', 'owner']],
      ['group', ['a', '*'], ['realmRoles']],
      ['client-role', ['a/b', '*'], ['composites']],
    ]);
  });

  test.each([
    ['"**"', ['**']],
    ['"*FlowEnabled"', ['*FlowEnabled']],
    ['"serviceAccount/**"', ['serviceAccount', '**']],
    ['protocolMappers/legacy-*/config/x.y', ['protocolMappers', 'legacy-*', 'config', 'x.y']],
    ['redirectUris/https://a.example/*', ['redirectUris', 'https://a.example/*']],
    ['redirectUris/https:%2F%2Fa.example', ['redirectUris', 'https://a.example']],
    ['serviceAccount/groups//ops/eu', ['serviceAccount', 'groups', '/ops/eu']],
    ['serviceAccount/clientRoles/spiffe:%2F%2Fx/submit', ['serviceAccount', 'clientRoles', 'spiffe://x', 'submit']],
    ['attributes/100%', ['attributes', '100%']],
  ])('take the field %s apart', (field, parts) => {
    expect(rulesOf(`{ client: x, field: ${field} }`)).toEqual([['client', ['x'], parts]]);
  });

  test('keep reason, last day and place', () => {
    const text = ignoring('{ client: x, field: name, reason: vendor, until: 2027-03-31 }');
    expect(resolvedWithoutWords(resolveText(text)).ignores).toEqual([
      {
        kind: 'client',
        names: ['x'],
        field: ['name'],
        reason: 'vendor',
        until: '2027-03-31',
        place: { file: 'realm.yaml', line: 12, column: 5 },
      },
    ]);
  });

  test('of all layers count, in the order of places', () => {
    const { ignores } = resolvedWithoutWords(
      resolveFiles([
        { 'b.yaml': `${ENTRIES}ignore:\n  - { client: x, field: name }\n  - { client: x, field: baseUrl }\n` },
        { 'a.yaml': 'ignore: [{ role: r, field: description }]\n' },
      ]),
    );
    expect(ignores.map(({ field, place }) => `${place.file} ${field.join('/')}`)).toEqual([
      'a.yaml description',
      'b.yaml name',
      'b.yaml baseUrl',
    ]);
  });

  test('that fit no entry are named', () => {
    const { value, diagnostics } = resolveText(ignoring('{ client: z, field: name }', '{ group: /b/*, field: "**" }'));
    expect(diagnosticLines(diagnostics)).toEqual([
      'warning ignore-fits-nothing realm.yaml:12:5',
      'warning ignore-fits-nothing realm.yaml:13:5',
    ]);
    expect(value?.ignores).toHaveLength(2);
  });
});

describe('a field that is declared and ignored', () => {
  const said = (entry: string, field: string) =>
    resolveText(`clients:\n  x: ${entry}\nignore: [{ client: x, field: ${field} }]\n`).diagnostics;

  test('is an error at the field that names the rule, once for all fields of the entry', () => {
    const [both, ...others] = said('{ attributes: { a: 1, b: 2 } }', 'attributes');
    expect(others).toEqual([]);
    expect(both).toMatchObject({
      code: 'declared-and-ignored',
      place: { line: 2, column: 25 },
      related: [{ place: { file: 'realm.yaml', line: 3, column: 10 }, message: 'the rule' }],
    });
    expect(both?.message).toContain('"attributes/a" and 1 more of client x');
  });

  test.each([
    ['{ accessTokenLifespan: 5m }', 'attributes/access.token.lifespan'],
    ['{ protocolMappers: { legacy-a: { fullName: {} } } }', 'protocolMappers/legacy-*'],
    ['{ attributes: { a: "" } }', 'attributes/a'],
    ['{ serviceAccount: { groups: [/g] } }', '"serviceAccount/**"'],
    ['{ type: service, directAccessGrantsEnabled: false }', 'directAccessGrantsEnabled'],
  ])('is one in whatever words it is written: %s', (entry, field) => {
    expect(said(entry, field).map(({ code }) => code)).toEqual(['declared-and-ignored']);
  });

  test('is one in a template, too', () => {
    const text =
      'templates:\n  t: { name: n }\nclients:\n  x: { extends: t }\n  y: { extends: t, name: null }\nignore: [{ client: "*", field: name }]\n';
    expect(diagnosticLines(resolveText(text).diagnostics)).toEqual(['declared-and-ignored realm.yaml:2:14']);
  });

  test.each([
    ['{ redirectUris: [https://a.example] }', 'redirectUris/https://b.example'],
    ['{ protocolMappers: { a: { fullName: {} } } }', 'protocolMappers/legacy-*'],
    ['{ protocolMappers: {} }', 'protocolMappers'],
    ['{ serviceAccount: { clientRoles: {} } }', 'serviceAccount/clientRoles/realm-management'],
  ])('is none where it is only managed because the list is exact: %s', (entry, field) => {
    expect(said(entry, field)).toEqual([]);
  });

  test('is none where only the type writes it, which a create still does', () => {
    const text = 'clients:\n  x: { type: service }\nignore: [{ client: x, field: "**" }]\n';
    const desired = resolvedWithoutWords(resolveText(text));
    expect(factsOf(desired, 'client/x')).toMatchObject({ publicClient: false, fullScopeAllowed: true });
  });
});
