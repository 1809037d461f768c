/** The Keycloak that the demo and the tests start where nothing else is asked for. */
export const DEFAULT_SERVER_VERSION = '26.7.4';

export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
}

/** Reads `26.7.4` (anything may follow, such as `.Final`); undefined where the text is no version. */
export function parseServerVersion(text: string): ServerVersion | undefined {
  const match = /^(\d+)\.(\d+)\.\d+(?!\d)/.exec(text.trim());
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** Whether `version` is the release `major.minor` or a later one. */
export function isAtLeast(version: ServerVersion, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
