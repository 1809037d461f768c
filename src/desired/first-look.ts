import { CLIENT_TYPES, isClientType } from '../kinds/index.js';
import type { AccountNeeds, SourceFile, SourceMap, SourceNode } from '../model/index.js';
import { TEMPLATE_DEPTH_MAX } from './extend-templates.js';
import { accountNeedsOf } from './read-needs.js';

/** What the clients of the files so far seem to need of their service accounts, by client id: those of which something new is seen. */
export type FirstLook = (file: SourceFile) => ReadonlyMap<string, AccountNeeds>;

/** So many templates are looked at in all: of a hundred thousand clients that extend others there may be any number. */
const TEMPLATES_MAX = 100_000;

/**
 * Looks at one file after another as soon as each is parsed, before variables are replaced and layers merged. Good enough to
 * ask a server ahead, and for nothing else.
 */
export function createFirstLook(): FirstLook {
  const templates = createTemplates();
  const seen = new Map<string, AccountNeeds>();
  /** Clients that extend something and showed no need: their templates may be in a later file. */
  const open = new Map<string, SourceMap>();
  return ({ root }) => {
    const accounts = new Map<string, AccountNeeds>();
    const look = (clientId: string, client: SourceMap): void => {
      const needs = eitherOf([seen.get(clientId), needsOf(client, templates.needs)]);
      if (needs === undefined) {
        if (extendedBy(client).length > 0) open.set(clientId, client);
        return;
      }
      open.delete(clientId);
      seen.set(clientId, needs);
      accounts.set(clientId, needs);
    };
    if (templates.add(mapsIn(root, 'templates'))) for (const [clientId, client] of open) look(clientId, client);
    for (const [clientId, client] of mapsIn(root, 'clients')) look(clientId, client);
    return accounts;
  };
}

interface Templates {
  /** Adds those of one file. Says whether a second look at what extends some may show more. */
  readonly add: (more: Iterable<readonly [string, SourceMap]>) => boolean;
  readonly needs: (name: string) => AccountNeeds | undefined;
}

function createTemplates(): Templates {
  const templates = new Map<string, SourceMap>();
  const known = new Map<string, AccountNeeds | undefined>();
  let left = TEMPLATES_MAX;
  let depth = 0;
  const needs: Templates['needs'] = (name) => {
    const template = templates.get(name);
    left -= 1;
    if (template === undefined || left < 0 || depth === TEMPLATE_DEPTH_MAX || known.has(name)) return known.get(name);
    // Where templates extend each other in a circle, this is what the innermost finds.
    known.set(name, undefined);
    depth += 1;
    const found = needsOf(template, needs);
    depth -= 1;
    known.set(name, found);
    return found;
  };
  return {
    add(more) {
      let isMore = false;
      for (const [name, template] of more) {
        templates.set(name, template);
        isMore = true;
      }
      if (isMore) known.clear();
      return isMore && left > 0;
    },
    needs,
  };
}

function needsOf(object: SourceMap, ofTemplate: Templates['needs']): AccountNeeds | undefined {
  return eitherOf([needsOfBlock(object), needsOfType(object), ...extendedBy(object).map(ofTemplate)]);
}

function extendedBy({ entries }: SourceMap): readonly string[] {
  return textsOf(entries.get('extends')?.value);
}

/** Nothing but that there is an account. */
const PRESENCE: AccountNeeds = { realmRoles: false, clientRoles: false, groups: false, attributes: false };

function needsOfBlock({ entries }: SourceMap): AccountNeeds | undefined {
  const block = entries.get('serviceAccount')?.value;
  if (block?.type === 'map') {
    const attributes = block.entries.get('attributes')?.value;
    return {
      realmRoles: block.entries.has('realmRoles'),
      clientRoles: block.entries.has('clientRoles'),
      groups: block.entries.has('groups'),
      attributes: attributes?.type === 'map' && attributes.entries.size > 0,
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
