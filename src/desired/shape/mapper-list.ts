import { stringify } from 'yaml';
import { DEFAULT_PROTOCOL, isSecretKey } from '../../kinds/index.js';
import type { Json } from '../../model/index.js';

/** The keys of a mapper that keyplan takes, in the order in which they are written. */
const MAPPER_KEYS = ['protocol', 'protocolMapper', 'consentRequired'] as const;

/**
 * Keycloak's list of mappers as the map that keyplan takes, in YAML; undefined when the list does not hold named mappers.
 * Values whose name says that they are secret are left out of it.
 */
export function mapperListAsMap(list: readonly Json[]): string | undefined {
  const mappers = new Map<string, unknown>();
  for (const item of list) {
    if (!isMap(item) || typeof item['name'] !== 'string') return undefined;
    mappers.set(item['name'], mapper(item));
  }
  return mappers.size === 0
    ? undefined
    : stringify({ protocolMappers: mappers }, { version: '1.2', lineWidth: 0 }).trimEnd();
}

function mapper(item: Readonly<Record<string, Json>>): Readonly<Record<string, unknown>> {
  const written = MAPPER_KEYS.flatMap((key) => (isDefault(key, item[key]) ? [] : [[key, item[key]]]));
  const config = isMap(item['config']) ? Object.entries(item['config']) : [];
  const shown = config.map(([key, value]) => [key, isSecretKey(key) ? '…' : value]);
  return Object.fromEntries([...written, ['config', Object.fromEntries(shown)]]) as Readonly<Record<string, unknown>>;
}

function isDefault(key: (typeof MAPPER_KEYS)[number], value: Json | undefined): boolean {
  return (
    value === undefined ||
    (key === 'protocol' && value === DEFAULT_PROTOCOL) ||
    (key === 'consentRequired' && value === false)
  );
}

function isMap(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
