import { Failure } from '../../model/index.js';
import type { CheckRunText } from '../../systems/github/github-types.js';
import type { GithubRun } from './github-run.js';
import { postedOr } from './publish.js';

/** A check run that goes on while something is compared with recorded plans. */
export interface OwnCheck {
  readonly commit: string;
  readonly name: string;
  /** Said until it ends. */
  readonly title: string;
}

/** How it ends. */
export type CheckEnd = Pick<CheckRunText, 'title' | 'summary'> & { readonly isFine: boolean };

/**
 * Does work with the app that our check runs are made by: no login and no text tells that, so that a check run is made for it.
 * It ends as the work does.
 */
export async function withOwnCheck<T>(
  { writer, voice, links }: Pick<GithubRun, 'writer' | 'voice' | 'links'>,
  { commit, name, title }: OwnCheck,
  work: (app: number | undefined) => Promise<T>,
  endOf: (result: T) => CheckEnd,
): Promise<T> {
  const link = links.run === undefined ? {} : { detailsUrl: links.run };
  const beginning = { title, summary: 'It ends with this run.', text: '', annotations: [], ...link };
  const begun = await writer.createCheckRun(commit, name, beginning);
  if ('refused' in begun) {
    throw new Failure('github-failed', `which recorded plans are ours cannot be told: ${begun.refused}`, {
      hint: 'Give the job permissions: { checks: write }, and run it again; nothing was written to the realm',
    });
  }
  const { id, app } = begun.posted;
  const end = async ({ isFine, ...said }: CheckEnd): Promise<void> => {
    const finished = { conclusion: isFine ? 'success' : 'failure', text: '', ...said } as const;
    postedOr({ voice }, `The end of ${name}`, await writer.finishCheckRun(id, finished));
  };
  try {
    const result = await work(app);
    await end(endOf(result));
    return result;
  } catch (error) {
    await end({ isFine: false, title: 'It broke off', summary: 'The log of this run says why.' });
    throw error;
  }
}
