import { expect, test } from 'vitest';
import { diagnosticLines, resolveFiles, resolveText, testTarget } from '../../support/realm-files.js';
import { factsOf, objectOf, resolvedWithoutWords, valueOf } from '../../support/resolved.js';

const layered = (...texts: readonly string[]) =>
  resolvedWithoutWords(resolveFiles(texts.map((text, index) => ({ [`l${index}.yaml`]: text }))));

test('layers merge key by key, lists are replaced whole', () => {
  const desired = layered(
    'clients:\n  x: { name: a, attributes: { p: 1, q: 2 }, redirectUris: [https://a, https://b] }\n',
    'clients:\n  x: { description: d, attributes: { q: 3 }, redirectUris: [https://c] }\n  y: {}\n',
  );
  expect(factsOf(desired, 'client/x')).toEqual({
    name: 'a',
    description: 'd',
    'attributes/p': '1',
    'attributes/q': '3',
    'redirectUris/https:%2F%2Fc': true,
  });
  expect(desired.objects.size).toBe(2);
});

test('mappers and authentication are replaced whole', () => {
  const desired = layered(
    'clients:\n  x: { protocolMappers: { m: { audience: aaaa, in: [id] }, n: { fullName: {} } } }\n',
    'clients:\n  x: { protocolMappers: { m: { audience: bbbb } } }\n',
  );
  expect(factsOf(desired, 'client/x')).toMatchObject({
    'protocolMappers/m/config/included.custom.audience': 'bbbb',
    'protocolMappers/m/config/id.token.claim': 'false',
    'protocolMappers/n/protocolMapper': 'oidc-full-name-mapper',
  });
  const authentication = layered(
    'clients:\n  x: { authentication: { secret: { from: generate } } }\n',
    'clients:\n  x: { authentication: { none: {} } }\n',
  );
  expect(factsOf(authentication, 'client/x')).toEqual({ publicClient: true });
});

test('allowances of all layers count', () => {
  const desired = layered(
    'clients:\n  x: { allow: [{ hazard: full-scope }] }\n',
    'clients:\n  x: { allow: [{ hazard: admin-role }] }\n',
  );
  expect(objectOf(desired, 'client/x').allow.map(({ rule }) => rule)).toEqual(['admin-role', 'full-scope']);
});

test('keys of attributes are never taken for keys of the entry', () => {
  const desired = layered(
    'clients:\n  x: { attributes: { allow: a, authentication: b } }\n',
    'clients:\n  x: { attributes: { allow: c } }\n',
  );
  expect(factsOf(desired, 'client/x')).toEqual({ 'attributes/allow': 'c', 'attributes/authentication': 'b' });
});

test('null un-writes what an earlier layer or a template wrote', () => {
  const desired = layered(
    'templates:\n  t: { description: d, attributes: { a: 1, b: 2 }, protocolMappers: { m: { fullName: {} } } }\nclients:\n  x: { extends: t, name: n }\n',
    'clients:\n  x: { name: null, description: null, attributes: { a: null }, protocolMappers: { m: null } }\n',
  );
  expect(factsOf(desired, 'client/x')).toEqual({ 'attributes/b': '2' });
  expect(objectOf(desired, 'client/x').exact).toEqual(['protocolMappers']);
});

test('a null that un-writes nothing is a warning: it was probably meant as a value', () => {
  const resolved = resolveText('clients:\n  x:\n    redirectUris:\n');
  expect(diagnosticLines(resolved.diagnostics)).toEqual(['warning invalid-value realm.yaml:3:5']);
  expect(valueOf(resolved).objects.size).toBe(1);
});

test('an object keeps the place of its first declaration, its parts those of what was written last', () => {
  const desired = layered('clients:\n  x: { name: a, enabled: true }\n', 'clients:\n  x:\n    name: b\n');
  const { place, places } = objectOf(desired, 'client/x');
  expect(place.file).toBe('l0.yaml');
  expect(places.get('name' as never)).toEqual({ file: 'l1.yaml', line: 3, column: 11 });
  expect(places.get('enabled' as never)?.file).toBe('l0.yaml');
});

test('an object declared twice in one layer is an error with both places, in two layers it is not', () => {
  const { diagnostics } = resolveFiles([{ 'a.yaml': 'roles:\n  r: {}\n', 'b.yaml': 'roles:\n\n  r: {}\n' }]);
  expect(diagnosticLines(diagnostics)).toEqual(['duplicate-object b.yaml:3:3']);
  expect(diagnostics[0]?.related?.map(({ place }) => place)).toEqual([{ file: 'a.yaml', line: 2, column: 3 }]);
});

test('an entry goes over its templates, which go over each other in the order they are named', () => {
  const desired = resolvedWithoutWords(
    resolveText(
      [
        'templates:',
        '  base: { name: base, description: base, enabled: true }',
        '  a: { extends: base, name: a, attributes: { k: a } }',
        '  b: { name: b, attributes: { k: b, l: b } }',
        'clients:',
        '  x: { extends: [a, b], attributes: { l: x } }',
        '  y: { extends: [b, a] }',
        '',
      ].join('\n'),
    ),
  );
  expect(factsOf(desired, 'client/x')).toEqual({
    name: 'b',
    description: 'base',
    enabled: true,
    'attributes/k': 'b',
    'attributes/l': 'x',
  });
  expect(factsOf(desired, 'client/y')).toMatchObject({ name: 'a', 'attributes/k': 'a' });
});

test('a layer may change which templates an entry extends', () => {
  const desired = layered(
    'templates:\n  a: { name: a }\n  b: { name: b }\nclients:\n  x: { extends: a }\n',
    'clients:\n  x: { extends: b }\n',
  );
  expect(factsOf(desired, 'client/x')).toEqual({ name: 'b' });
});

test('what a template wrote has its place there', () => {
  const desired = layered('templates:\n  t:\n    type: resource\nclients:\n  x: { extends: t }\n');
  expect(objectOf(desired, 'client/x').places.get('enabled' as never)).toEqual({ file: 'l0.yaml', line: 3, column: 5 });
});

test('mistakes in a template that nobody extends are found too', () => {
  expect(diagnosticLines(resolveText('templates:\n  t: { extends: none }\n').diagnostics)).toEqual([
    'unknown-template realm.yaml:2:17',
  ]);
});

test('a mistake in a template that many extend is said once', () => {
  const { diagnostics } = resolveText(
    'templates:\n  t: { name: "a " }\nclients:\n  x: { extends: t }\n  y: { extends: t }\n',
  );
  expect(diagnosticLines(diagnostics)).toEqual(['outer-blanks realm.yaml:2:14']);
});

test('a circle of templates is named once, and an entry that extends itself through it ends', () => {
  const { diagnostics } = resolveText(
    'templates:\n  a: { extends: b }\n  b: { extends: c }\n  c: { extends: a }\nclients:\n  x: { extends: a }\n',
  );
  expect(diagnosticLines(diagnostics)).toEqual(['template-cycle realm.yaml:4:17']);
  expect(diagnostics[0]?.message).toContain('a -> b -> c -> a');
});

test('templates may extend each other 32 deep, and a chain of thousands is an error like any other', () => {
  const chain = (count: number): string =>
    Array.from({ length: count - 1 }, (_, at) => `  t${at}: { extends: t${at + 1} }\n`).join('');
  const files = (count: number): string =>
    `templates:\n${chain(count)}  t${count - 1}: { name: last }\nclients:\n  x: { extends: t0 }\n`;
  const { value, diagnostics } = resolveText(files(32));
  expect(diagnostics).toEqual([]);
  expect([...(value?.objects.values() ?? [])].map(({ facts }) => [...facts.values()])).toContainEqual(
    expect.arrayContaining(['last']),
  );
  expect(new Set(resolveText(files(20_000)).diagnostics.map(({ code }) => code))).toEqual(new Set(['template-depth']));
});

test('templates that stand for more values than a machine holds are one error, told quickly', () => {
  const attributes = Array.from({ length: 2000 }, (_, at) => `a${at}: 1`).join(', ');
  const clients = Array.from({ length: 20_000 }, (_, at) => `  c${at}: { extends: t }\n`).join('');
  const { diagnostics } = resolveText(`templates:\n  t: { attributes: { ${attributes} } }\nclients:\n${clients}`);
  expect(diagnostics.map(({ code }) => code)).toEqual(['too-many-values']);
});

const VARS = testTarget({ vars: { domain: 'acme.example', on: true, seconds: 300 } });

test('variables are replaced in scalars and keys; one that is a whole scalar keeps its type', () => {
  const desired = resolvedWithoutWords(
    resolveText(
      'clients:\n  "app.{{vars.domain}}":\n    name: "{{ vars.domain }} {{ vars.seconds }}"\n    enabled: "{{ vars.on }}"\n    notBefore: "{{ vars.seconds }}"\n    redirectUris: ["https://{{ vars.domain }}/cb"]\n',
      VARS,
    ),
  );
  expect(factsOf(desired, 'client/app.acme.example')).toEqual({
    name: 'acme.example 300',
    enabled: true,
    notBefore: 300,
    'redirectUris/https:%2F%2Facme.example%2Fcb': true,
  });
});

test('Keycloak’s own ${…} passes through', () => {
  const desired = resolvedWithoutWords(resolveText('clients:\n  x: { name: "${client_x}" }\n', VARS));
  expect(factsOf(desired, 'client/x')).toEqual({ name: '${client_x}' });
});

test('nothing but vars is known, and names of objects are no variables', () => {
  for (const written of [
    '{{ client.secret }}',
    '{{ domain }}',
    '{{ vars.domain | upper }}',
    '{{ }}',
    '{{ vars.a{{ vars.domain }} }}',
  ]) {
    const { diagnostics } = resolveText(`clients:\n  x: { name: "${written}" }\n`, VARS);
    expect(diagnostics.map(({ code }) => code)).toContain('variable-syntax');
  }
  const { diagnostics } = resolveText('clients:\n  x: { name: "{{ vars.constructor }}" }\n', VARS);
  expect(diagnosticLines(diagnostics)).toEqual(['unknown-variable realm.yaml:2:14']);
});

test('a text of braces, and one of blanks, cost no more than reading them', () => {
  const codesOf = (name: string): readonly string[] =>
    resolveText(`clients:\n  x: { name: "${name}" }\n`, VARS).diagnostics.map(({ code }) => code);
  // Both took minutes with a pattern that looks at each character again for each character before it.
  expect(codesOf('{{'.repeat(300_000))).toContain('variable-syntax');
  expect(codesOf(`{{ vars.${' '.repeat(300_000)}x y }}`)).toContain('variable-syntax');
});

test('an unknown variable is named alone, whatever its field would have wanted', () => {
  const { diagnostics } = resolveText('clients:\n  x: { enabled: "{{ vars.off }}", type: "{{ vars.kind }}" }\n', VARS);
  expect(diagnosticLines(diagnostics)).toEqual([
    'unknown-variable realm.yaml:2:17',
    'unknown-variable realm.yaml:2:41',
  ]);
});
