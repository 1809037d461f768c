import { compareText, type DesiredState, type LiveState } from '../model/index.js';

/** How many commits are read only to tell whether something that is missing was ever applied. */
const OTHER_COMMITS_MAX = 20;

/**
 * The commits of marks whose files are worth reading: of objects whose files changed since their last apply, and, where
 * something declared is missing or is never marked, those that most marks name. Commits that nobody can read by name,
 * `none` and those of a dirty work tree, are not among them.
 */
export function commitsToRead(desired: DesiredState, live: LiveState): ReadonlySet<string> {
  const needed = new Set<string>();
  const marks = new Map<string, number>();
  for (const { address, mark } of live.objects.values()) {
    if (mark?.owner !== desired.target.owner || !/^[0-9a-f]{4,64}$/.test(mark.commit)) continue;
    marks.set(mark.commit, (marks.get(mark.commit) ?? 0) + 1);
    const object = desired.objects.get(address);
    if (object !== undefined && object.digest !== mark.digest) needed.add(mark.commit);
  }
  const isAsked = [...desired.objects.keys()].some((of) => {
    const found = live.objects.get(of);
    return found === undefined || found.builtIn;
  });
  const others = [...marks]
    .filter(([commit]) => isAsked && !needed.has(commit))
    .sort(([a, x], [b, y]) => y - x || compareText(a, b))
    .map(([commit]) => commit);
  return new Set([...needed, ...others.slice(0, OTHER_COMMITS_MAX)].sort(compareText));
}
