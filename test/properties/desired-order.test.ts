import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { canonicalJson, Secret, type DesiredState, type Diagnosed } from '../../src/model/index.js';
import { resolveDesired } from '../../src/desired/index.js';
import { parseSource } from '../../src/source/index.js';
import { testTarget } from '../support/realm-files.js';
import { valueOf } from '../support/resolved.js';

type Tree = { readonly [key: string]: Tree | readonly string[] | string | boolean };

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e/f', 'G h');
const names = fc.uniqueArray(name, { maxLength: 4 });
const byName = (value: fc.Arbitrary<Tree>): fc.Arbitrary<Tree> => fc.dictionary(name, value, { maxKeys: 4 });
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

const roleLists = fc.dictionary(name, names, { maxKeys: 3 });
const role = record({ description: fc.constantFrom('x', ''), composites: record({ realm: names, client: roleLists }) });
const mapper: fc.Arbitrary<Tree> = fc.constantFrom<Tree>(
  { audience: 'api-x' },
  { fullName: {} },
  { groups: { claim: 'g' } },
);
const client = record({
  type: fc.constantFrom('service', 'resource'),
  name: fc.constantFrom('x', 'y'),
  extends: fc.constantFrom<readonly string[]>(['t'], ['t', 'u']),
  attributes: fc.dictionary(fc.constantFrom('k.a', 'k.b', 'my.token'), fc.constantFrom('1', '2')),
  redirectUris: fc.uniqueArray(fc.constantFrom('https://a', 'https://b')),
  protocolMappers: byName(mapper),
  serviceAccount: record({ realmRoles: names, clientRoles: roleLists, attributes: fc.dictionary(name, names) }),
  roles: byName(role),
});
const template = record({ name: fc.constantFrom('t1', 't2'), protocolMappers: byName(mapper) });

function record(
  fields: Readonly<Record<string, fc.Arbitrary<Tree | readonly string[] | string | boolean>>>,
): fc.Arbitrary<Tree> {
  const entries = Object.entries(fields).map(([key, value]) => [key, optional(value)] as const);
  return fc.record(Object.fromEntries(entries)).map((made) => {
    const written = Object.entries(made).filter(([, value]) => value !== undefined);
    return Object.fromEntries(written) as Tree;
  });
}

/** One declaration: a section, a name and its fields. */
type Declaration = readonly [section: string, name: string, fields: Tree];

const declarations: fc.Arbitrary<readonly Declaration[]> = fc
  .record({ roles: byName(role), clients: byName(client), t: template, u: template })
  .map(({ roles, clients, t, u }) => [
    ['templates', 't', t],
    ['templates', 'u', u],
    ...Object.entries(roles).map(([key, fields]): Declaration => ['roles', key, fields as Tree]),
    ...Object.entries(clients).map(([key, fields]): Declaration => ['clients', key, fields as Tree]),
  ]);

/** A whole number for each choice that a shuffle makes. */
const shuffling = fc.infiniteStream(fc.nat());

function shuffled<T>(items: readonly T[], numbers: Iterator<number>): T[] {
  const keyed = items.map((item) => [Number(numbers.next().value), item] as const);
  return keyed.sort(([a], [b]) => a - b).map(([, item]) => item);
}

function shuffledKeys(tree: unknown, numbers: Iterator<number>): unknown {
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return tree;
  const entries = shuffled(Object.entries(tree), numbers);
  return Object.fromEntries(entries.map(([key, value]) => [key, shuffledKeys(value, numbers)]));
}

/** The declarations over two files; JSON is YAML. */
function resolve(written: readonly Declaration[], inFirst: (index: number) => boolean): Diagnosed<DesiredState> {
  const files = [true, false].map((first, number) => {
    const sections: Record<string, Record<string, unknown>> = {};
    for (const [index, [section, key, fields]] of written.entries()) {
      if (inFirst(index) !== first) continue;
      sections[section] = { ...sections[section], [key]: fields };
    }
    return valueOf(parseSource(`f${number}.yaml`, JSON.stringify(sections)));
  });
  return resolveDesired({ layers: [files], commit: 'none' }, testTarget());
}

/** Everything of a desired state but the places, which say where things stand. */
function withoutPlaces({ value, diagnostics }: Diagnosed<DesiredState>): string {
  const objects = [...(value?.objects ?? [])].map(([address, object]) => {
    const facts = [...object.facts].map(([path, fact]) => [path, fact instanceof Secret ? fact.reveal() : fact]);
    return [address, facts, object.exact, object.type ?? null, object.digest];
  });
  const open = value?.openReferences.map(({ from, path, to }) => [from, path, to]) ?? null;
  return canonicalJson([objects, open, diagnostics.map(({ code, message }) => `${code} ${message}`).sort()]);
}

test.prop([declarations, shuffling, fc.infiniteStream(fc.boolean())], { numRuns: 60 })(
  'the order of keys and of files, and which file an object is in, change nothing',
  (written, numbers, sides) => {
    const straight = resolve(written, () => true);
    const again = shuffled(written, numbers).map(
      ([section, key, fields]): Declaration => [section, key, shuffledKeys(fields, numbers) as Tree],
    );
    const chosen = again.map(() => sides.next().value === true);
    const other = resolve(again, (index) => chosen[index] === true);
    expect(withoutPlaces(other)).toBe(withoutPlaces(straight));
  },
);

test.prop([declarations], { numRuns: 20 })('objects and facts come in the order of addresses and paths', (written) => {
  const { value } = resolve(written, () => true);
  const addresses = [...(value?.objects.keys() ?? [])];
  expect(addresses).toEqual([...addresses].sort());
  for (const { facts } of value?.objects.values() ?? []) expect([...facts.keys()]).toEqual([...facts.keys()].sort());
});

// The laws above would say little if most of these files were refused.
test.prop([declarations], { numRuns: 20 })('these files have a desired state', (written) => {
  expect(resolve(written, () => true).value).not.toBe(undefined);
});
