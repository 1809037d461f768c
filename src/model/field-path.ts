import { encodePart } from './address.js';

/**
 * The name of one managed fact inside an object: Keycloak's field names, percent-encoded part by part and joined by `/`.
 * A member of a set is a fact of its own (`redirectUris/https:%2F%2Fa.example`), and so is a key of a map
 * (`attributes/pkce.code.challenge.method`, `protocolMappers/aud/config/included.custom.audience`).
 */
export type FieldPath = string & { readonly __fieldPath: never };

/** What is known of the paths that begin with the same parts: the path that ends here, and those that go on. */
interface Branch {
  path?: FieldPath;
  below?: Map<string, Branch>;
}

/**
 * A state has tens of thousands of facts under a few hundred different paths, and both sides of a comparison have the same
 * ones: equal paths are made, and are in memory, once. The limit keeps an odd realm from filling the memory with paths that
 * it has once each.
 */
const shared: Branch = {};
const SHARED_MAX = 20_000;
let sharedCount = 0;
/** The parts of shared paths: they are asked for again for every fact of every object. */
const sharedParts = new Map<FieldPath, readonly string[]>();

/** Makes a field path of plain parts. */
export function fieldPath(...parts: readonly string[]): FieldPath {
  const branch = branchOf(parts);
  if (branch === undefined) return spelled(parts);
  branch.path ??= sharePath(spelled(parts));
  return branch.path;
}

/** Makes the paths of what lies right below a prefix, for many of one prefix: its own parts are looked up once. */
export function pathsBelow(...prefix: readonly string[]): (part: string) => FieldPath {
  const above = branchOf(prefix);
  return (part) => {
    const branch = above && branchBelow(above, part);
    return branch?.path ?? fieldPath(...prefix, part);
  };
}

/** The branch where these parts end; undefined where there is no room for it. */
function branchOf(parts: readonly string[]): Branch | undefined {
  let branch = shared;
  // By index: an iterator costs an object for each part, and there are more than a hundred thousand parts in a plan.
  for (let index = 0; index < parts.length; index += 1) {
    const below = branchBelow(branch, parts[index] ?? '');
    if (below === undefined) return undefined;
    branch = below;
  }
  return branch;
}

function sharePath(path: FieldPath): FieldPath {
  sharedParts.set(path, cutParts(path));
  return path;
}

/** The branch for one part more; undefined where there is no room for another. */
function branchBelow(branch: Branch, part: string): Branch | undefined {
  branch.below ??= new Map();
  const known = branch.below.get(part);
  if (known !== undefined || sharedCount >= SHARED_MAX) return known;
  sharedCount += 1;
  const next: Branch = {};
  branch.below.set(part, next);
  return next;
}

function spelled(parts: readonly string[]): FieldPath {
  return parts.map(encodePart).join('/') as FieldPath;
}

/** The plain parts of a field path. */
export function fieldParts(path: FieldPath): readonly string[] {
  return sharedParts.get(path) ?? cutParts(path);
}

function cutParts(path: FieldPath): readonly string[] {
  const parts = path.split('/');
  return path.includes('%') ? parts.map(decodeURIComponent) : parts;
}

/** Whether `path` is `prefix` itself or lies below it. */
export function isUnder(path: FieldPath, prefix: FieldPath): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/');
}

/** Whether a client is switched on: the fact by which it is disabled. */
export const ENABLED: FieldPath = fieldPath('enabled');

/** The id of a client, in the field change of a rename. No fact: what a client is called is its address. */
export const CLIENT_ID: FieldPath = fieldPath('clientId');
