import type { Place, Plan, ReviewLinks } from '../../model/index.js';
import { countText } from '../counts.js';
import { shellWord, visible, withoutCommands, word } from '../escape.js';
import { leftText, type FollowedDrift } from '../followed-text.js';
import { codeSpan, document } from '../markdown.js';
import { fencedBlock, tableBlock } from './blocks.js';
import { fit } from './budget.js';
import { commitLink, placeLink } from './links.js';

/** Bytes of the text of a pull request, as of a comment's. */
const TEXT_MAX = 60_000;

/** The branch on which the files of a target follow the realm. Names that git does not take are spelled out in bytes. */
export function driftBranch(target: string): string {
  const isPlain = /^[\w-]+(?:\.[\w-]+)*$/.test(target) && !target.endsWith('.lock');
  const spelled = (byte: number): string => {
    const character = String.fromCharCode(byte);
    return /[\w-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  };
  return `keyplan/drift-${isPlain ? target : Array.from(new TextEncoder().encode(target), spelled).join('')}`;
}

/** What the pull request that lets the files of one target follow its realm says. Its edit holds live values, so everybody who sees it may see everything. */
export interface DriftPullRequestInput {
  readonly plan: Pick<Plan, 'target' | 'commit'>;
  readonly links: ReviewLinks;
  readonly fields: number;
  /** Each with the first line that changes. */
  readonly files: readonly Place[];
  readonly left: FollowedDrift['left'];
  /** The names of other targets that read these files. */
  readonly readToo: readonly string[];
  /** The number of the issue that tells the drift. */
  readonly issue?: number;
}

/** Texts of the pull request and of its only commit. */
export interface DriftPullRequest {
  readonly title: string;
  readonly body: string;
  readonly message: string;
}

/** Says what the edit is, what it leaves out, and what to do with it. The same drift says the same, whenever it is looked at. */
export function driftPullRequest(input: DriftPullRequestInput): DriftPullRequest {
  const { plan, links, fields, files, left, readToo, issue } = input;
  const { target, commit } = plan;
  const title = withoutCommands(`keyplan: follow drift of ${word(target.name)}, ${countText(fields, 'field')}`);
  const where = `realm ${codeSpan(target.realm)} on ${codeSpan(target.server)}`;
  const told = issue === undefined ? '' : ` Issue #${issue} says what differs, and since when.`;
  const others = readToo.map(codeSpan).join(', ');
  const { text: body } = fit(
    [
      ...tableBlock({
        headings: ['File'],
        rows: files.map((place) => ({ cells: [placeLink(links, commit, place)], rank: 'plain', countedAs: 'file' })),
        noun: ['file', 'files'],
      }),
      ...fencedBlock({
        title: '**Not written here, and still other than live:**',
        rank: 'danger',
        groups: left.map((one) => [{ form: 'sentence', indent: 0, text: leftText(one) }]),
        noun: ['difference', 'differences'],
      }),
    ],
    {
      budget: TEXT_MAX,
      head: [
        [
          `Target ${codeSpan(target.name)}: ${where} was changed outside git. This writes what is live into the files: ${countText(fields, 'field')}, on top of ${commitLink(links, commit)}.${told}`,
        ],
        ...(readToo.length === 0 ? [] : [[`These files are read for ${others} too: see what their plans say.`]]),
      ],
      foot: (count) => [
        ...(count === 0 ? [] : [[`${countText(count, 'part')} did not fit here; the edit itself is whole.`]]),
        [
          `**What now:** merging says that what was changed shall stay; the apply then renews marks only. To set it back instead, run ${codeSpan(`keyplan apply --only-origin drift --target ${shellWord(target.name)}`)}. ` +
            'This pull request follows the realm: its branch is written anew as long as nobody else pushes to it, and it closes itself when nothing differs any more.',
        ],
      ],
    },
  );
  const about = `What was changed outside git in realm ${visible(target.realm)} on ${visible(target.server)}.`;
  return { title, body, message: `${title}\n\n${about}\n` };
}

/** What became of the pull request of each target, for the run's summary. */
export function followedSummary(followed: readonly { readonly target: string; readonly text: string }[]): string {
  return document([
    ['### Pull requests that follow the realm'],
    followed.map(({ target, text }) => `- ${codeSpan(target)}: ${text}`),
  ]);
}
