import { fc } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { Document, isCollection, visit } from 'yaml';
import { changedLines } from '../../src/edit/index.js';
import { fieldPath, type FactValue } from '../../src/model/index.js';
import { followed } from '../support/following.js';

const word = fc.constantFrom('one', 'two', 'no', '010', "it's", 'a: b', '#c', '"q"', 'x, y', '[z]', '{{', ' ü');
const names = (prefix: string): fc.Arbitrary<readonly string[]> =>
  fc.uniqueArray(
    fc.constantFrom('a', 'b', 'c', 'd').map((name) => `${prefix}${name}`),
    { maxLength: 4 },
  );

/** What an entry may say. Texts have no outer blanks, which the files refuse. */
const entry = fc.record(
  {
    type: fc.constant('service'),
    name: word.map((text) => text.trim()),
    enabled: fc.boolean(),
    redirectUris: names('https://'),
    attributes: fc.dictionary(
      fc.constantFrom('v.a', 'v.b'),
      fc.oneof(
        word.map((text) => text.trim()),
        fc.boolean(),
        fc.integer(),
      ),
    ),
    protocolMappers: fc.dictionary(
      fc.constantFrom('m1', 'm2'),
      fc.oneof(
        word.map((text) => ({ audience: text.trim() })),
        word.map((text) => ({
          protocolMapper: 'oidc-hardcoded-claim-mapper',
          config: { 'claim.name': 'c', 'claim.value': text.trim(), 'access.token.claim': 'true' },
        })),
      ),
    ),
    serviceAccount: fc.record({ realmRoles: names('r-'), groups: names('/g-') }, { requiredKeys: [] }),
  },
  { requiredKeys: ['name', 'redirectUris'] },
);

/** One client in some style: brackets or lines, remarks behind lines and between them, and either line break. */
const written = fc.record({
  value: entry,
  flow: fc.array(fc.boolean(), { maxLength: 12 }),
  remarks: fc.array(fc.nat(20)),
});

type Written = typeof written extends fc.Arbitrary<infer T> ? T : never;

function textOf(id: string, { value, flow, remarks }: Written): string {
  const document = new Document(escaped({ [id]: value }));
  let at = 0;
  visit(document, {
    Collection(key, node) {
      if (key === null || at++ === 0 || !isCollection(node)) return;
      node.flow = flow[at % Math.max(1, flow.length)] ?? false;
    },
  });
  const lines = document.toString({ lineWidth: 0 }).trimEnd().split('\n');
  return lines
    .flatMap((line, index) => [
      ...(remarks.includes(index) && index > 0 ? [`    # before ${index}`] : []),
      remarks.includes(index + 10) && !/["'][^"']*$/.test(line) ? `${line} # behind ${index}` : line,
    ])
    .map((line) => `  ${line}\n`)
    .join('');
}

/** Two braces that begin no variable. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('{{', '{{ "{{" }}');
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escaped(item)]));
}

const text = word.map((one) => one.trim());
/** What hands may do to a client, as facts. */
const change: fc.Arbitrary<readonly [string, FactValue | undefined]> = fc.oneof(
  text.map((value) => [fieldPath('name'), value] as const),
  fc.boolean().map((value) => [fieldPath('enabled'), value] as const),
  fc
    .tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom(true, undefined))
    .map(([name, value]) => [fieldPath('redirectUris', `https://${name}`), value] as const),
  fc
    .tuple(fc.constantFrom('v.a', 'v.b'), fc.option(text, { nil: undefined }))
    .map(([key, value]) => [fieldPath('attributes', key), value] as const),
  fc
    .tuple(fc.constantFrom('a', 'b', 'e'), fc.constantFrom(true, undefined))
    .map(([name, value]) => [fieldPath('serviceAccount', 'realmRoles', `r-${name}`), value] as const),
  fc
    .tuple(fc.constantFrom('m1', 'm2'), text)
    .map(([name, value]) => [fieldPath('protocolMappers', name, 'config', 'claim.value'), value] as const),
);

/** Nobody changes a mapper that is not there. */
function possible(
  changes: readonly (readonly [string, FactValue | undefined])[],
  { value: { protocolMappers = {} } }: Written,
): Readonly<Record<string, FactValue | undefined>> {
  const found = changes.filter(([path]) => {
    const [head, mapper = ''] = path.split('/');
    return head !== 'protocolMappers' || Object.hasOwn(protocolMappers, mapper);
  });
  return Object.fromEntries(found);
}

describe('files that follow the realm', () => {
  it('say what is live, and keep every line that is not about it', () => {
    fc.assert(
      fc.property(
        fc.tuple(written, written, written),
        fc.array(change, { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        ([first, second, third], changes, isWindows) => {
          const parts = [
            '# top\nclients:\n',
            textOf('x1', first),
            textOf('x2', second),
            textOf('x3', third),
            '# end\n',
          ];
          const lines = (part: string): string => (isWindows ? part.replaceAll('\n', '\r\n') : part);
          const before = parts.map(lines).join('');
          const { texts, left, differences } = followed([{ 'realm.yaml': before }], {
            'client/x2': possible(changes, second),
          });
          const after = texts['realm.yaml'] ?? '';
          expect({ left, differences }).toEqual({ left: [], differences: [] });
          const [head = '', x1 = '', , x3 = '', end = ''] = parts.map(lines);
          expect(after.startsWith(head + x1)).toBe(true);
          expect(after.endsWith(x3 + end)).toBe(true);
          const gone = changedLines(before, after).filter(({ sign }) => sign === '-');
          const own = gone.filter((line) => /^\s*#/.test(line.text));
          expect(own).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
