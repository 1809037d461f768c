import { placeText, type Place, type ReviewLinks } from '../../model/index.js';
import { codeSpan } from '../markdown.js';

/** A commit as people say it, a link to it. */
export function commitLink({ repository }: ReviewLinks, commit: string): string {
  const short = codeSpan(/^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, 7) : commit);
  return /^[0-9a-f]{7,64}$/.test(commit) ? `[${short}](${repository}/commit/${commit})` : short;
}

/** A place of a realm file, a link to its line in that commit. */
export function placeLink({ repository, folder }: ReviewLinks, commit: string, place: Place): string {
  const text = codeSpan(placeText(place));
  if (!/^[0-9a-f]{7,64}$/.test(commit) || text.includes('](')) return text;
  return `[${text}](${repository}/blob/${commit}/${encodedPath(pathInRepository(folder, place.file))}#L${place.line})`;
}

/** The path of a file from the repository's root. */
export function pathInRepository(folder: string, file: string): string {
  return folder === '' || folder === '.' ? file : `${folder}/${file}`;
}

/** Percent-encoded, and free of what ends a link in Markdown. */
function encodedPath(path: string): string {
  const well = path.toWellFormed();
  return well.split('/').map(encodedPart).join('/');
}

function encodedPart(part: string): string {
  return encodeURIComponent(part).replaceAll(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The page of the run that tells it: that of the apply, where there was one. */
export function ownRun({ run, applyRun }: ReviewLinks): string | undefined {
  return applyRun ?? run;
}

/** Where the whole plan is, when it is kept: GitHub shows artefacts at the foot of a run's page. */
export function artifactLink(links: ReviewLinks): string | undefined {
  const { artifact } = links;
  if (artifact === undefined) return undefined;
  const run = ownRun(links);
  const text = `artefact ${codeSpan(artifact)}`;
  return run === undefined ? `the ${text}` : `the [${text}](${run}#artifacts)`;
}
