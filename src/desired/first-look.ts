import { CLIENT_TYPES, isClientType } from '../kinds/index.js';
import type { AccountNeeds, SourceFile, SourceMap, SourceNode } from '../model/index.js';
import { TEMPLATE_DEPTH_MAX } from './extend-templates.js';
import { accountNeedsOf } from './read-needs.js';

/** What the clients of a file seem to need of their service accounts, by client id; with what earlier files said of them. */
export type FirstLook = (file: SourceFile) => ReadonlyMap<string, AccountNeeds>;

/**
 * Looks at one file after another as soon as each is parsed: before variables are replaced and layers merged, and with the
 * templates of this file and of those before. Good enough to ask a server ahead, and for nothing else.
 */
export function createFirstLook(): FirstLook {
  const templates = new Map<string, SourceMap>();
  const seen = new Map<string, AccountNeeds>();
  return ({ root }) => {
    for (const [name, template] of mapsIn(root, 'templates')) templates.set(name, template);
    const needsOf = needsOver(templates);
    const accounts = new Map<string, AccountNeeds>();
    for (const [clientId, client] of mapsIn(root, 'clients')) {
      const needs = eitherOf([seen.get(clientId), needsOf(client)]);
      if (needs === undefined) continue;
      seen.set(clientId, needs);
      accounts.set(clientId, needs);
    }
    return accounts;
  };
}

/** Makes the function that says what an object and the templates below it need. Each template is looked at once, also where they are in a circle. */
function needsOver(templates: ReadonlyMap<string, SourceMap>): (object: SourceMap) => AccountNeeds | undefined {
  const known = new Map<string, AccountNeeds | undefined>();
  const ofTemplate = (name: string, depth: number): AccountNeeds | undefined => {
    const template = templates.get(name);
    if (template === undefined || depth > TEMPLATE_DEPTH_MAX || known.has(name)) return known.get(name);
    known.set(name, undefined);
    const needs = needsOf(template, depth);
    known.set(name, needs);
    return needs;
  };
  const needsOf = (object: SourceMap, depth: number): AccountNeeds | undefined => {
    const below = textsOf(object.entries.get('extends')?.value).map((name) => ofTemplate(name, depth + 1));
    return eitherOf([needsOfBlock(object), needsOfType(object), ...below]);
  };
  return (object) => needsOf(object, 0);
}

/** Nothing but that there is an account. */
const PRESENCE: AccountNeeds = { realmRoles: false, clientRoles: false, groups: false, attributes: false };

function needsOfBlock({ entries }: SourceMap): AccountNeeds | undefined {
  const block = entries.get('serviceAccount')?.value;
  if (block?.type === 'map') {
    const has = (key: keyof AccountNeeds): boolean => block.entries.has(key);
    return {
      realmRoles: has('realmRoles'),
      clientRoles: has('clientRoles'),
      groups: has('groups'),
      attributes: has('attributes'),
    };
  }
  const isOn = entries.get('serviceAccountsEnabled')?.value;
  return isOn?.type === 'scalar' && isOn.value === true ? PRESENCE : undefined;
}

const NEEDS_OF_TYPES = Object.fromEntries(
  Object.entries(CLIENT_TYPES).map(([type, rule]) => [type, accountNeedsOf(rule)]),
);

function needsOfType({ entries }: SourceMap): AccountNeeds | undefined {
  const type = entries.get('type')?.value;
  if (type?.type !== 'scalar' || typeof type.value !== 'string' || !isClientType(type.value)) return undefined;
  return NEEDS_OF_TYPES[type.value];
}

/** What any of these needs; undefined where there is none. */
function eitherOf(all: readonly (AccountNeeds | undefined)[]): AccountNeeds | undefined {
  const needs = all.filter((one) => one !== undefined);
  if (needs.length < 2) return needs[0];
  const isNeeded = (key: keyof AccountNeeds): boolean => needs.some((one) => one[key]);
  return {
    realmRoles: isNeeded('realmRoles'),
    clientRoles: isNeeded('clientRoles'),
    groups: isNeeded('groups'),
    attributes: isNeeded('attributes'),
  };
}

function* mapsIn({ entries }: SourceMap, section: string): Generator<readonly [string, SourceMap]> {
  const map = entries.get(section)?.value;
  if (map?.type !== 'map') return;
  for (const [name, { value }] of map.entries) if (value.type === 'map') yield [name, value];
}

/** The texts of a list, or the one that stands alone. */
function textsOf(node: SourceNode | undefined): readonly string[] {
  if (node === undefined || node.type === 'map') return [];
  if (node.type === 'list') return node.items.flatMap(textsOf);
  return typeof node.value === 'string' ? [node.value] : [];
}
