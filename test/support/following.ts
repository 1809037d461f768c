// Realm files, hand changes of what they declare, and the files after the edit that follows these changes.
import { expect } from 'vitest';
import { compareStates } from '../../src/diff/index.js';
import { followDrift } from '../../src/edit/index.js';
import { mapperForms } from '../../src/export/index.js';
import {
  isBlank,
  type Address,
  type Diagnosed,
  type DesiredState,
  type FactValue,
  type FieldPath,
  type LiveObject,
  type ObjectChange,
  type Target,
} from '../../src/model/index.js';
import { resolveFiles, testTarget, type WrittenFiles } from './realm-files.js';
import { valueOf } from './resolved.js';
import { comparing, live } from './states.js';

/** By address: facts as they are live now, `undefined` for absent; or that the object is gone. */
export type HandChanges = Readonly<Record<string, Readonly<Record<string, FactValue | undefined>> | 'gone'>>;

export interface FollowedFiles {
  /** The text of each file after the edit. */
  readonly texts: Readonly<Record<string, string>>;
  /** What was left as it is: address, first field, and why. */
  readonly left: readonly string[];
  /** Differences, but for marks, that planning the edited files finds. */
  readonly differences: readonly string[];
}

/** Follows hand changes of what the files declare. All of it was applied before by the files as they are. */
export function followed(
  layers: readonly WrittenFiles[],
  changes: HandChanges,
  target: Target = testTarget(),
): FollowedFiles {
  const desired = valueOf(resolveFiles(layers, target));
  const state = live([...desired.objects.values()].flatMap((object) => liveObject(object.address, desired, changes)));
  const differences = (of: DesiredState): readonly ObjectChange[] =>
    compareStates(of, state, comparing({ history: { applied: new Map([['c0ffee', desired]]) } })).changes;
  const result = followDrift({
    layers: layers.map((layer) => Object.entries(layer).map(([path, text]) => ({ path, text }))),
    variables: target.vars,
    desired,
    live: state,
    changes: differences(desired),
    resolve: (files): Diagnosed<DesiredState> =>
      resolveFiles(
        files.map((layer) => Object.fromEntries(layer.map(({ path, text }) => [path, text]))),
        target,
      ),
    mapperForms,
  });
  const edited = result.layers.map((layer) => Object.fromEntries(layer.map(({ path, text }) => [path, text])));
  const again = differences(valueOf(resolveFiles(edited, target)));
  return {
    texts: Object.assign({}, ...edited) as Record<string, string>,
    left: result.left.map(({ address, fields, why }) => `${address} ${fields[0]?.path ?? ''}: ${why}`),
    differences: again
      .filter(({ action }) => action !== 'mark')
      .flatMap(({ address, fields, action }) => [
        ...(action === 'update' ? [] : [`${action} ${address}`]),
        ...fields.map(({ path }) => `${address} ${path}`),
      ]),
  };
}

/** Follows hand changes of one file, all of which can be said. */
export function followedText(text: string, changes: HandChanges, target?: Target): string {
  const { texts, left, differences } = followed([{ 'realm.yaml': text }], changes, target);
  expect({ left, differences }).toEqual({ left: [], differences: [] });
  return texts['realm.yaml'] ?? '';
}

function liveObject(address: Address, desired: DesiredState, changes: HandChanges): readonly LiveObject[] {
  const change = changes[address] ?? {};
  const object = desired.objects.get(address);
  if (object === undefined || change === 'gone') return [];
  const facts = new Map([...object.facts].filter(([, value]) => !isBlank(value)));
  for (const [path, value] of Object.entries(change)) {
    if (value === undefined) facts.delete(path as FieldPath);
    else facts.set(path as FieldPath, value);
  }
  const { owner } = desired.target;
  return [
    {
      address,
      kind: object.kind,
      id: `id-of-${address}`,
      facts,
      detail: 'facts',
      unread: [],
      builtIn: false,
      mark: { owner, commit: 'c0ffee', format: 1, digest: object.digest, ownsRoles: false },
    },
  ];
}
