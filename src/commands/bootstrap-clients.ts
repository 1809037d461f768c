import { readNeeds, resolveDesired } from '../desired/index.js';
import { adminClient } from '../kinds/index.js';
import {
  DEFAULT_POLICY,
  sortDiagnostics,
  type DesiredObject,
  type DesiredState,
  type LeastClient,
  type Place,
  type SignIn,
  type Target,
} from '../model/index.js';
import { leastClientsYaml } from '../render/index.js';
import { parseSource } from '../source/index.js';
import type { LoadedTarget } from './load.js';

/** The mark on what bootstrap makes: no plan of the target's own files takes it for an orphan of theirs. */
export function bootstrapOwner({ owner }: Target): string {
  return `${owner}#bootstrap`;
}

/** The target as bootstrap sees it: the administrator signs in, and the mark is another one. */
export function bootstrapTargetOf(target: Target, admin: SignIn): Target {
  const { name, place, server, realm } = target;
  return {
    ...target,
    name,
    place,
    server,
    realm,
    owner: bootstrapOwner(target),
    files: [],
    vars: {},
    signIn: { plan: admin, apply: admin },
    policy: { ...DEFAULT_POLICY, allow: [] },
  };
}

/**
 * The two clients as a realm file of no repository declares them, resolved like any other. Nobody can look into that file, so
 * everything has the place of the target in the settings, which decide what these clients are called and how they sign in.
 */
export function loadClients(target: Target, clients: readonly LeastClient[]): LoadedTarget {
  const file = parseSource('bootstrap', leastClientsYaml(clients, adminClient(target.realm)));
  const layers = { layers: [file.value === undefined ? [] : [file.value]], commit: 'none' };
  const resolved = resolveDesired(layers, target);
  const { place } = target;
  const found = [...file.diagnostics, ...resolved.diagnostics];
  const diagnostics = sortDiagnostics(
    found.map(({ code, severity, message, hint }) => ({ code, severity, place, message, hint })),
  );
  if (resolved.value === undefined) return { target, commit: 'none', diagnostics };
  const desired = placedAt(place, resolved.value);
  return { target, commit: 'none', desired, needs: readNeeds(desired), diagnostics };
}

function placedAt(place: Place, desired: DesiredState): DesiredState {
  const placed = (object: DesiredObject): DesiredObject => ({
    ...object,
    place,
    places: new Map([...object.places.keys()].map((path) => [path, place])),
    allow: object.allow.map((word) => ({ ...word, place, by: 'bootstrap' })),
  });
  return {
    ...desired,
    objects: new Map([...desired.objects].map(([address, object]) => [address, placed(object)])),
    openReferences: desired.openReferences.map((reference) => ({ ...reference, place })),
  };
}
