/**
 * Whether a server that tells this version is of 26.`minor` or older. One that tells none counts as newer: servers up to
 * 26.3 tell whoever has any right, those from 26.5 on only whoever may manage the realm, and 26.4 nobody in the realm
 * itself (contract "the version is told").
 */
export function isUpTo(minor: number, serverVersion: string | undefined): boolean {
  const [, major, found] = /^(\d+)\.(\d+)/.exec(serverVersion ?? '') ?? [];
  return major !== undefined && (Number(major) < 26 || (Number(major) === 26 && Number(found) <= minor));
}
