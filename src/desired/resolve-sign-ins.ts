import type {
  CredentialSource,
  Diagnostic,
  SignIn,
  SourceEntry,
  SourceMap,
  SourceNode,
  Target,
} from '../model/index.js';
import { problem, warning } from './problem.js';
import { entriesOf, optionalText } from './read-nodes.js';

/** How plan and apply sign in: an identity each, or one for both, which is a warning. */
export function resolveSignIns(
  entry: SourceEntry | undefined,
  realm: string,
  found: Diagnostic[],
): Target['signIn'] | undefined {
  if (entry?.value.type !== 'map') return undefined;
  const { entries } = entry.value;
  const [planEntry, applyEntry] = [entries.get('plan'), entries.get('apply')];
  if (planEntry === undefined && applyEntry === undefined) {
    const signIn = resolveSignIn(entry.value, realm, found);
    if (signIn === undefined) return undefined;
    found.push(oneIdentity(entry));
    return { plan: signIn, apply: signIn };
  }
  const plan = planEntry?.value.type === 'map' ? resolveSignIn(planEntry.value, realm, found) : undefined;
  const apply = applyEntry?.value.type === 'map' ? resolveSignIn(applyEntry.value, realm, found) : undefined;
  if (plan === undefined || apply === undefined) return undefined;
  if (plan.realm === apply.realm && plan.clientId === apply.clientId && plan.method === 'client-secret')
    found.push(oneIdentity(entry));
  return { plan, apply };
}

function oneIdentity({ place }: SourceEntry): Diagnostic {
  const hint = 'Write auth: { plan: …, apply: … } with an identity for plan that cannot write';
  return warning('one-identity', place, 'plan and apply sign in with one identity, so that a plan could write', hint);
}

function resolveSignIn(map: SourceMap, targetRealm: string, found: Diagnostic[]): SignIn | undefined {
  const realm = optionalText(map, 'realm', found) ?? targetRealm;
  const clientId = optionalText(map, 'clientId', found);
  const username = optionalText(map, 'username', found);
  const password = credentialOf(map.entries.get('password')?.value, found);
  const clientSecret = credentialOf(map.entries.get('clientSecret')?.value, found);
  if (clientId === undefined) return undefined;
  if (username !== undefined && password !== undefined)
    return { method: 'password', realm, clientId, username, password };
  return clientSecret === undefined ? undefined : { method: 'client-secret', realm, clientId, clientSecret };
}

/** Where a credential is. Text in its place is a secret in the file, which is never quoted. */
function credentialOf(node: SourceNode | undefined, found: Diagnostic[]): CredentialSource | undefined {
  if (node === undefined) return undefined;
  if (node.type === 'scalar' && node.value !== null) {
    const hint =
      'Take it out of the file and of its history, change the secret, and write { env: NAME } or { file: PATH }';
    found.push(problem('literal-secret', node.place, 'a secret stands here, which must not stand in a file', hint));
    return undefined;
  }
  const fields = entriesOf(node, found);
  const map: SourceMap = { type: 'map', entries: fields, place: node.place };
  const env = optionalText(map, 'env', found);
  const file = optionalText(map, 'file', found);
  if (env !== undefined) return { env };
  return file === undefined ? undefined : { file };
}
