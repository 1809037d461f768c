import { fieldParts, fieldPath, Secret, type Facts, type FieldPath } from '../model/index.js';
import { mapperDefault } from './mapper-defaults.js';

/** The value that an absent key of a mapper's config stands for; undefined for facts that are none, or have no default. */
export function mapperDefaultIn(path: FieldPath, facts: Facts): string | undefined {
  if (!path.startsWith('protocolMappers/')) return undefined;
  const [, mapper = '', field, key] = fieldParts(path);
  if (field !== 'config' || key === undefined) return undefined;
  const textAt = (...parts: readonly string[]): string | undefined => {
    const value = facts.get(fieldPath('protocolMappers', mapper, ...parts));
    return typeof value === 'string' ? value : undefined;
  };
  return mapperDefault(key, (other) => textAt('config', other), textAt('protocolMapper'));
}

/** The config of one mapper among an object's facts, without its secrets. */
export function mapperConfig(facts: Facts, mapper: string): ReadonlyMap<string, string> {
  const prefix = `${fieldPath('protocolMappers', mapper, 'config')}/`;
  const config = new Map<string, string>();
  for (const [path, value] of facts) {
    if (path.startsWith(prefix) && typeof value === 'string')
      config.set(decodeURIComponent(path.slice(prefix.length)), value);
  }
  return config;
}

/** The keys of a mapper's config that hold secrets. */
export function mapperSecrets(facts: Facts, mapper: string): readonly string[] {
  const prefix = `${fieldPath('protocolMappers', mapper, 'config')}/`;
  return [...facts].flatMap(([path, value]) =>
    value instanceof Secret && path.startsWith(prefix) ? [decodeURIComponent(path.slice(prefix.length))] : [],
  );
}

/** The names of the mappers among an object's facts, in their order. */
export function mapperNames(facts: Facts): readonly string[] {
  const names = new Set<string>();
  for (const path of facts.keys()) {
    const [list, mapper] = fieldParts(path);
    if (list === 'protocolMappers' && mapper !== undefined) names.add(mapper);
  }
  return [...names];
}
