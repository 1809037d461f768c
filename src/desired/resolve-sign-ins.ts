import {
  ASSERTION_TYPES,
  SIGNING_ALGORITHMS,
  type AssertionSource,
  type AssertionType,
  type CredentialSource,
  type Diagnostic,
  type SignIn,
  type SignInMethod,
  type SourceEntry,
  type SourceMap,
  type Target,
} from '../model/index.js';
import { problem, warning } from './problem.js';
import { entriesOf, itemsOf, optionalText, textOf } from './read-nodes.js';
import { refuseFile, refuseVariable } from './refuse-sources.js';

/** How plan and apply sign in: an identity each, or one for both, which is a warning. */
export function resolveSignIns(
  entry: SourceEntry | undefined,
  { realm, server }: { readonly realm: string; readonly server: string | undefined },
  found: Diagnostic[],
): Target['signIn'] | undefined {
  const signIn = resolveBoth(entry, realm, found);
  const shows = [signIn?.plan, signIn?.apply].some((one) => one?.method === 'tls-client-certificate');
  if (entry !== undefined && shows && server?.startsWith('http:') === true) {
    const hint = 'Write a server that begins with https://, or sign in another way';
    found.push(problem('invalid-value', entry.place, 'a certificate cannot be shown without TLS', hint));
  }
  return signIn;
}

function resolveBoth(entry: SourceEntry | undefined, realm: string, found: Diagnostic[]): Target['signIn'] | undefined {
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
  if (isSameIdentity(plan, apply)) found.push(oneIdentity(entry));
  return { plan, apply };
}

/** A client is one identity whatever it shows; people who sign in through one client are warned of anyway. */
function isSameIdentity(plan: SignIn, apply: SignIn): boolean {
  if (plan.method === 'password' || apply.method === 'password') return false;
  return plan.realm === apply.realm && plan.clientId === apply.clientId;
}

function oneIdentity({ place }: SourceEntry): Diagnostic {
  const hint = 'Write auth: { plan: …, apply: … } with an identity for plan that cannot write';
  return warning('one-identity', place, 'plan and apply sign in with one identity, so that a plan could write', hint);
}

function resolveSignIn(map: SourceMap, targetRealm: string, found: Diagnostic[]): SignIn | undefined {
  const realm = optionalText(map, 'realm', found) ?? targetRealm;
  const clientId = optionalText(map, 'clientId', found);
  const method = resolveMethod(map, found);
  return clientId === undefined || method === undefined ? undefined : { realm, clientId, ...method };
}

/** The one way that is written; several of them were named by the shape check. */
function resolveMethod(map: SourceMap, found: Diagnostic[]): SignInMethod | undefined {
  const clientSecret = credentialOf(map, 'clientSecret', found);
  if (clientSecret !== undefined) return { method: 'client-secret', clientSecret };
  const username = optionalText(map, 'username', found);
  const password = credentialOf(map, 'password', found);
  if (username !== undefined && password !== undefined) {
    found.push(passwordSignIn(map));
    return { method: 'password', username, password };
  }
  const [privateKeyJwt, clientCertificate] = [partOf(map, 'privateKeyJwt'), partOf(map, 'clientCertificate')];
  if (privateKeyJwt !== undefined) return resolvePrivateKey(privateKeyJwt, found);
  if (clientCertificate !== undefined) return resolveCertificate(clientCertificate, found);
  return resolveAssertion(map, found);
}

function passwordSignIn({ entries, place }: SourceMap): Diagnostic {
  const hint = 'Use it for a first start only; "keyplan explain password-sign-in" names the ways that need no password';
  const at = entries.get('password')?.place ?? place;
  return warning('password-sign-in', at, 'a user signs in with a password', hint);
}

function resolvePrivateKey(map: SourceMap, found: Diagnostic[]): SignInMethod | undefined {
  const key = credentialOf(map, 'key', found);
  const algorithm = wordOf(map, 'algorithm', SIGNING_ALGORITHMS, found);
  const kid = optionalText(map, 'kid', found);
  if (key === undefined) return undefined;
  return {
    method: 'private-key-jwt',
    key,
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(kid === undefined ? {} : { kid }),
  };
}

function resolveCertificate(map: SourceMap, found: Diagnostic[]): SignInMethod | undefined {
  const certificate = credentialOf(map, 'certificate', found);
  const key = credentialOf(map, 'key', found);
  if (certificate === undefined || key === undefined) return undefined;
  return { method: 'tls-client-certificate', certificate, key };
}

function resolveAssertion(map: SourceMap, found: Diagnostic[]): SignInMethod | undefined {
  const [spiffe, tokenFile, exec] = [partOf(map, 'spiffe'), partOf(map, 'tokenFile'), partOf(map, 'exec')];
  const shown = (source: AssertionSource, assertionType: AssertionType): SignInMethod => ({
    method: 'assertion',
    source,
    assertionType,
  });
  if (partOf(map, 'githubOidc') !== undefined) return shown({ type: 'github-oidc' }, 'jwt-bearer');
  if (spiffe !== undefined) {
    const socket = optionalText(spiffe, 'socket', found);
    const spiffeId = optionalText(spiffe, 'spiffeId', found);
    const named = { ...(socket === undefined ? {} : { socket }), ...(spiffeId === undefined ? {} : { spiffeId }) };
    return shown({ type: 'spiffe', ...named }, 'jwt-spiffe');
  }
  if (tokenFile !== undefined) {
    const path = optionalText(tokenFile, 'path', found);
    if (path !== undefined) found.push(...refuseFile(path, tokenFile));
    return path === undefined ? undefined : shown({ type: 'token-file', path }, assertionTypeOf(tokenFile, found));
  }
  if (exec === undefined) return undefined;
  const written = exec.entries.get('command')?.value;
  const command = written === undefined ? [] : itemsOf(written, found).flatMap((item) => textOf(item, found) ?? []);
  return command.length === 0 ? undefined : shown({ type: 'exec', command }, assertionTypeOf(exec, found));
}

function assertionTypeOf(map: SourceMap, found: Diagnostic[]): AssertionType {
  return wordOf(map, 'assertionType', ASSERTION_TYPES, found) ?? 'jwt-bearer';
}

function wordOf<T extends string>(
  map: SourceMap,
  key: string,
  words: readonly T[],
  found: Diagnostic[],
): T | undefined {
  const text = optionalText(map, key, found);
  // Any other word was named by the shape check.
  return words.find((word) => word === text);
}

export function partOf(map: SourceMap, key: string): SourceMap | undefined {
  const node = map.entries.get(key)?.value;
  return node?.type === 'map' ? node : undefined;
}

/** Where a credential is. Text in its place is a secret in the file, which is never quoted. */
export function credentialOf(parent: SourceMap, key: string, found: Diagnostic[]): CredentialSource | undefined {
  const node = parent.entries.get(key)?.value;
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
  if (env !== undefined) found.push(...refuseVariable(env, node));
  if (file !== undefined) found.push(...refuseFile(file, node));
  if (env !== undefined) return { env };
  return file === undefined ? undefined : { file };
}
