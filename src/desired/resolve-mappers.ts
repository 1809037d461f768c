import { DEFAULT_PROTOCOL, isCredentialKey, isKnownMapperType, isSecretKey } from '../kinds/index.js';
import {
  address,
  fieldPath,
  pathsBelow,
  Secret,
  type FieldPath,
  type Place,
  type ReferenceTarget,
  type SourceEntry,
  type SourceNode,
} from '../model/index.js';
import { checkName } from './check-names.js';
import { writeExact, writeFact, type Draft, type Resolving } from './draft.js';
import { shortMapper, type MapperConfig } from './mapper-short-forms.js';
import { problem } from './problem.js';
import { entriesOf, textOf, valueOf } from './read-nodes.js';

const MAPPERS = fieldPath('protocolMappers');

/** The mappers of a client or client scope, by name; exact when written. */
export function writeMappers(draft: Draft, node: SourceNode, protocol: string, resolving: Resolving): void {
  writeExact(draft, MAPPERS);
  for (const [name, { place, value }] of entriesOf(node, resolving.found)) {
    checkName(name, place, { what: 'the mapper' }, resolving.found);
    if (value.type !== 'map') entriesOf(value, resolving.found);
    else writeMapper(draft, name, { place, value }, { ...resolving, protocol });
  }
}

interface ResolvingMapper extends Resolving {
  readonly protocol: string;
}

function writeMapper(draft: Draft, name: string, { place, value }: SourceEntry, resolving: ResolvingMapper): void {
  const fields = entriesOf(value, resolving.found);
  const type = fields.get('protocolMapper');
  if (type === undefined) {
    const short = shortMapper(fields, place, resolving.found);
    if (short === undefined) return;
    write(draft, name, short, { protocol: DEFAULT_PROTOCOL, place });
    return;
  }
  const id = valueOf(type.value, 'string', resolving.found);
  if (id === undefined) return;
  checkOldConsent(fields.get('consentRequired'), resolving);
  const written = fields.get('protocol');
  const protocol = (written && valueOf(written.value, 'string', resolving.found)) ?? resolving.protocol;
  if (!isKnownMapperType(id, protocol)) {
    refer(draft, fieldPath('protocolMappers', name, 'protocolMapper'), type.value.place, {
      type: 'mapper-type',
      id,
      protocol,
    });
  }
  const config: MapperConfig[] = [];
  for (const [key, entry] of entriesOf(fields.get('config')?.value, resolving.found)) {
    const text = isDeclarable(key, entry, resolving) ? textOf(entry.value, resolving.found) : undefined;
    if (text !== undefined) config.push({ key, text, place: entry.value.place });
  }
  write(draft, name, { type: id, typePlace: type.value.place, config }, { protocol, place });
}

interface WrittenMapper {
  readonly type: string;
  readonly typePlace: Place;
  readonly config: readonly MapperConfig[];
}

function write(
  draft: Draft,
  name: string,
  mapper: WrittenMapper,
  { protocol, place }: { protocol: string; place: Place },
): void {
  writeFact(draft, fieldPath('protocolMappers', name, 'protocol'), protocol, place);
  writeFact(draft, fieldPath('protocolMappers', name, 'protocolMapper'), mapper.type, mapper.typePlace);
  const below = pathsBelow('protocolMappers', name, 'config');
  for (const { key, text, place: at } of mapper.config) {
    // The server drops blank keys, and the whole config is exact, so a blank one is written by leaving it out.
    if (text.trim() === '') continue;
    const value = isSecretKey(key) ? new Secret(text) : text;
    const path = below(key);
    writeFact(draft, path, value, at);
    if (CLIENT_KEYS.has(key)) refer(draft, path, at, { type: 'object', address: address('client', text) });
  }
}

/** Whether a file may say what stands under a key of a mapper's config. */
function isDeclarable(key: string, { place }: SourceEntry, { found }: Resolving): boolean {
  if (!isCredentialKey(key)) return true;
  const message = `the key "${key}" of a mapper's config holds a secret and cannot be declared`;
  const hint =
    'Take it out of the file and of its history, and change the secret; a rule under "ignore" keeps what the server has there';
  found.push(problem('secret-attribute', place, message, hint));
  return false;
}

/** Keys of a mapper's config that hold a client id. The server takes any text there (26.7.4). */
const CLIENT_KEYS: ReadonlySet<string> = new Set(['included.client.audience', 'usermodel.clientRoleMapping.clientId']);

function refer(draft: Draft, path: FieldPath, place: Place, to: ReferenceTarget): void {
  draft.references.push({ from: draft.address, path, place, to });
}

function checkOldConsent(entry: SourceEntry | undefined, { found }: Resolving): void {
  if (entry === undefined || valueOf(entry.value, 'boolean', found) !== true) return;
  const hint = 'Remove it; no supported server asks for consent mapper by mapper';
  found.push(problem('not-yet', entry.place, '"consentRequired" of a mapper cannot be true', hint));
}
