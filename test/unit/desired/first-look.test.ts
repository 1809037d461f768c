import { describe, expect, test } from 'vitest';
import { createFirstLook } from '../../../src/desired/index.js';
import type { AccountNeeds, SourceFile } from '../../../src/model/index.js';
import { parseSource } from '../../../src/source/index.js';

/** What the clients of these files seem to need, a letter for each part. */
function look(...texts: readonly string[]): Readonly<Record<string, string>> {
  const firstLook = createFirstLook();
  const seen = new Map<string, AccountNeeds>();
  for (const [index, text] of texts.entries()) {
    const { value } = parseSource(`${index}.yaml`, text);
    if (value === undefined) throw new Error(`no YAML: ${text}`);
    for (const [clientId, needs] of firstLook(value)) seen.set(clientId, needs);
  }
  return Object.fromEntries([...seen].map(([clientId, needs]) => [clientId, letters(needs)]));
}

function letters({ realmRoles, clientRoles, groups, attributes }: AccountNeeds): string {
  return `${realmRoles ? 'r' : ''}${clientRoles ? 'c' : ''}${groups ? 'g' : ''}${attributes ? 'a' : ''}`;
}

describe('what a client seems to need of its service account', () => {
  test.each([
    ['nothing where it has none', '{ name: Agent }', undefined],
    ['nothing for a type without one', '{ type: browser }', undefined],
    ['nothing where its type is none', '{ type: [service], name: service }', undefined],
    ['all grants for a service', '{ type: service }', 'rcg'],
    ['that it is there, where it is only switched on', '{ serviceAccountsEnabled: true }', ''],
    ['nothing where it is switched off', '{ serviceAccountsEnabled: false }', undefined],
    ['what its block has', '{ serviceAccount: { realmRoles: [], attributes: { team: [a] } } }', 'ra'],
    ['both of block and type', '{ type: service, serviceAccount: { attributes: { team: [a] } } }', 'rcga'],
    ['no attributes where none is written', '{ serviceAccount: { groups: [], attributes: {} } }', 'g'],
    ['nothing where it is no map', '[service]', undefined],
  ])('is %s', (_what, client, needs) => {
    expect(look(`clients: { agent: ${client} }`)).toEqual(needs === undefined ? {} : { agent: needs });
  });

  test('is what its templates say, those of earlier files too, and those below them', () => {
    const base = 'templates: { base: { serviceAccount: { groups: [/a] } }, agent: { extends: base, type: service } }';
    const own = `templates: { own: { serviceAccount: { attributes: { team: [a] } } } }
clients:
  one: { extends: agent }
  two: { extends: [base, own] }
  three: { extends: nothing }
  four: { extends: own, serviceAccount: { realmRoles: [] } }`;
    expect(look(base, own)).toEqual({ one: 'rcg', two: 'ga', four: 'ra' });
  });

  test('is what templates of later files say, and of later layers', () => {
    const clients = 'clients: { one: { extends: agent }, two: { extends: nothing }, three: { type: service } }';
    const [first, second] = ['groups', 'realmRoles'].map(
      (key) => `templates: { agent: { serviceAccount: { ${key}: [] } } }`,
    );
    expect(look(clients, `${first}`)).toEqual({ one: 'g', three: 'rcg' });
    expect(look(`${first}\n${clients}`, `${second}\nclients: { one: { extends: agent } }`)).toEqual({
      one: 'rg',
      three: 'rcg',
    });
  });

  test('is what several files say together', () => {
    const files = ['realmRoles', 'groups'].map((key) => `clients: { agent: { serviceAccount: { ${key}: [] } } }`);
    expect(look(...files, 'clients: { agent: { name: Agent } }')).toEqual({ agent: 'rg' });
  });

  test('has an end where templates extend each other in a circle, or one another in thousands', () => {
    const circle = 'a: { extends: [b, b] }, b: { extends: [a, a], type: service }';
    const chain = Array.from({ length: 20_000 }, (_, index) => `t${index}: { extends: [t${index + 1}] }`);
    const clients = 'clients: { agent: { extends: a }, other: { extends: t0 } }';
    expect(look(`templates: { ${[circle, ...chain].join(', ')} }\n${clients}`)).toEqual({ agent: 'rcg' });
  });
  test('is looked for in no more than so many templates', () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `t${index}`);
    const base = `templates: { all: { extends: [${names.join(', ')}] }, ${names.map((name) => `${name}: {}`).join(', ')} }`;
    const entry = (name: string): string =>
      `templates: { more-${name}: { extends: all } }\nclients: { ${name}: { extends: more-${name} } }`;
    let looks = 0;
    /** The same templates, which count how often somebody asks what they extend. */
    const counted = (file: SourceFile): SourceFile => {
      const templates = file.root.entries.get('templates')?.value;
      if (templates?.type !== 'map') return file;
      for (const { value } of templates.entries.values()) {
        if (value.type !== 'map') continue;
        const { entries } = value;
        const get = entries.get.bind(entries);
        Object.assign(entries, { get: (key: string) => ((looks += key === 'extends' ? 1 : 0), get(key)) });
      }
      return file;
    };
    const firstLook = createFirstLook();
    for (const [index, text] of [base, ...names.map(entry)].entries()) {
      const { value } = parseSource(`${index}.yaml`, text);
      if (value === undefined) throw new Error('no YAML');
      expect(firstLook(counted(value)).size).toBe(0);
    }
    // Each file brings a template, so that a thousand would be looked at again a thousand times.
    expect(looks).toBeGreaterThan(10_000);
    expect(looks).toBeLessThanOrEqual(100_000);
  });
});
