/**
 * Whether a server that tells this version is of 26.0 or older. Those between 26.0 and 26.7 were not tested, and count as
 * newer; so does one that tells none: whoever has any right is told it by servers up to 26.0.8, and by 26.7.4 only whoever
 * may manage the realm (contract "the version is told to whoever has any right, up to 26.0").
 */
export function isUntil26_0(serverVersion: string | undefined): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(serverVersion ?? '') ?? [];
  return major !== undefined && (Number(major) < 26 || (Number(major) === 26 && Number(minor) === 0));
}
