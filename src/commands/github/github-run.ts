import type { Allowance, Origin, ReviewLinks, Visibility } from '../../model/index.js';
import type { BareClone } from '../../systems/git/bare-clone.js';
import type { BranchWriter } from '../../systems/git/branch-writer.js';
import type { GithubActor, GithubReader, GithubWriter } from '../../systems/github/github-types.js';

/** What started the run, as far as it matters. */
export interface GithubEvent {
  /** @example 'pull_request_target' */
  readonly name: string;
  /** @example 'labeled' */
  readonly action?: string;
  /** Its head is the one that the event is about; by now there may be a newer one. */
  readonly pullRequest?: { readonly number: number; readonly head: string };
  readonly label?: string;
  readonly sender?: GithubActor;
  readonly mergeGroup?: { readonly head: string; readonly base: string; readonly pullRequest?: number };
  /** The branch or tag of the run. @example 'refs/heads/main' */
  readonly ref: string;
}

/** What the workflow asks for. */
export interface GithubWishes {
  /** Names of targets; none means all. */
  readonly targets: readonly string[];
  /** The settings, from the top of the repository. */
  readonly config: string;
  /** By the kind of repository where absent. */
  readonly visibility?: Visibility;
  /** Any other origin fails a plan; all are fine where absent. */
  readonly expectOnly?: readonly Origin[];
  readonly comment: 'always' | 'changes' | 'never';
  /** Whether commits that came without a pull request are applied. */
  readonly unreviewed: 'refuse' | 'allow';
  /** Whether steps with hazards want an approval of the merged head. */
  readonly approval: 'hazards' | 'never';
  readonly allow: readonly Allowance[];
  /** Whether the files follow what was changed outside git, in a pull request for each target. */
  readonly followDrift: boolean;
  /** By this label a maintainer lets the head of a fork be planned with credentials. */
  readonly forkLabel: string;
}

/** A run of the Action: what it was asked, and the outside without Keycloak. */
export interface GithubRun {
  readonly event: GithubEvent;
  readonly wishes: GithubWishes;
  readonly reader: GithubReader;
  readonly writer: GithubWriter;
  readonly clone: BareClone;
  /** Only for pull requests on drift. */
  readonly branches: BranchWriter;
  readonly links: ReviewLinks;
  readonly voice: GithubVoice;
  /** Of the program, for files that name it. */
  readonly version: string;
}

/** Where a run's words go besides GitHub's API. */
export interface GithubVoice {
  /** The job's summary, in Markdown. */
  readonly summary: (markdown: string) => Promise<void>;
  /** The job's log. */
  readonly note: (text: string) => void;
  readonly warn: (text: string) => void;
  /** Writes a file for later steps of the job and gives its path. */
  readonly save: (name: string, text: string) => Promise<string>;
}
