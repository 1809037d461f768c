import { resolveDesired, resolveSettings } from '../../src/desired/index.js';
import {
  DEFAULT_POLICY,
  hasErrors,
  sortDiagnostics,
  type Diagnosed,
  type Diagnostic,
  type DesiredState,
  type SourceFile,
  type Settings,
  type Target,
} from '../../src/model/index.js';
import { parseSource } from '../../src/source/index.js';

/** Realm files as a test writes them: texts by path. */
export type WrittenFiles = Readonly<Record<string, string>>;

const PLACE = { file: 'keyplan.yaml', line: 1, column: 1 };

/** A target for realm files of a test: realm `agents`, signed in with clients of that realm. */
export function testTarget(more: Partial<Target> = {}): Target {
  const identity = (clientId: string) =>
    ({ method: 'client-secret', realm: 'agents', clientId, clientSecret: { env: 'SECRET' } }) as const;
  return {
    name: 'test',
    server: 'https://sso.example',
    realm: 'agents',
    owner: 'github.com/acme/identities',
    place: PLACE,
    files: [],
    vars: {},
    signIn: { plan: identity('keyplan-plan'), apply: identity('keyplan-apply') },
    issuer: 'https://sso.example/realms/agents',
    connection: { headers: {}, insecureSkipTlsVerify: false },
    policy: DEFAULT_POLICY,
    ...more,
  };
}

/** Resolves realm files, a layer for each record; the diagnostics are those of reading and of resolving. */
export function resolveFiles(layers: readonly WrittenFiles[], target: Target = testTarget()): Diagnosed<DesiredState> {
  const diagnostics: Diagnostic[] = [];
  const parsed = layers.map((layer) =>
    Object.entries(layer).map(([path, text]): SourceFile | undefined => {
      const { value, diagnostics: found } = parseSource(path, text);
      diagnostics.push(...found);
      return value;
    }),
  );
  const files = parsed.map((layer) => layer.filter((file) => file !== undefined));
  if (files.flat().length < parsed.flat().length) return { diagnostics: sortDiagnostics(diagnostics) };
  return together(diagnostics, resolveDesired({ layers: files, commit: 'none' }, target));
}

/** Resolves one realm file. */
export function resolveText(text: string, target: Target = testTarget()): Diagnosed<DesiredState> {
  return resolveFiles([{ 'realm.yaml': text }], target);
}

/** Resolves the text of a settings file. */
export function resolveSettingsText(text: string): Diagnosed<Settings> {
  const { value, diagnostics } = parseSource('keyplan.yaml', text);
  if (value === undefined) return { diagnostics };
  return together(diagnostics, resolveSettings(value));
}

/** What reading and resolving found, with a value only where neither found an error. */
function together<T>(read: readonly Diagnostic[], { value, diagnostics }: Diagnosed<T>): Diagnosed<T> {
  const all = sortDiagnostics([...read, ...diagnostics]);
  return value === undefined || hasErrors(all) ? { diagnostics: all } : { value, diagnostics: all };
}

/** Diagnostics as one line each: severity unless it is an error, code, file, line and column. */
export function diagnosticLines(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ severity, code, place }) => {
    const at = `${code} ${place.file}:${place.line}:${place.column}`;
    return severity === 'error' ? at : `${severity} ${at}`;
  });
}
