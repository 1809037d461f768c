import { randomUUID } from 'node:crypto';
import { createOnce, ONCE } from './create-once.js';
import type { GithubSession } from './github-session.js';
import type { Annotation, CheckRun, CheckRunText, FinishedCheckText } from './github-types.js';
import { checkRunOf } from './values-of-answers.js';

/** GitHub takes so many in one request, and adds those of the next. */
const ANNOTATIONS_AT_ONCE = 50;

interface CheckRunWish {
  readonly commit: string;
  readonly name: string;
  readonly text: CheckRunText;
}

/** Makes a check run with all its annotations. What it says is there from the first request on. */
export async function createCheckRun(session: GithubSession, wish: CheckRunWish): Promise<CheckRun> {
  const { rest, paginate, repository } = session;
  const { commit, name, text } = wish;
  const mark = randomUUID();
  const find = async (): Promise<CheckRun | undefined> => {
    const call = { ...repository, ref: commit, check_name: name, filter: 'all', per_page: 100 } as const;
    const found = (await paginate(rest.checks.listForRef, call)).find(({ external_id: id }) => id === mark);
    return found && checkRunOf(found);
  };
  const made = await createOnce(session, find, async () => {
    const call = {
      ...repository,
      name,
      head_sha: commit,
      external_id: mark,
      output: outputOf(text, 0),
      ...(text.detailsUrl === undefined ? {} : { details_url: text.detailsUrl }),
    } as const;
    const { conclusion } = text;
    const answer =
      conclusion === undefined
        ? await rest.checks.create({ ...call, status: 'in_progress', ...ONCE })
        : await rest.checks.create({ ...call, status: 'completed', conclusion, ...ONCE });
    return checkRunOf(answer.data);
  });
  for (let from = ANNOTATIONS_AT_ONCE; from < text.annotations.length; from += ANNOTATIONS_AT_ONCE) {
    await addAnnotations(session, made, { text, from });
  }
  return made;
}

/** Sent twice it says the same twice, so it is repeated like reading. */
export async function finishCheckRun(
  { rest, repository }: GithubSession,
  id: number,
  { conclusion, ...output }: FinishedCheckText,
): Promise<CheckRun> {
  const call = { ...repository, check_run_id: id, status: 'completed', conclusion, output } as const;
  return checkRunOf((await rest.checks.update(call)).data);
}

/** Sent twice they would stand there twice, so it is counted first. */
async function addAnnotations(
  session: GithubSession,
  made: CheckRun,
  { text, from }: { readonly text: CheckRunText; readonly from: number },
): Promise<void> {
  const { rest, repository } = session;
  const call = { ...repository, check_run_id: made.id };
  const find = async (): Promise<true | undefined> =>
    (await rest.checks.get(call)).data.output.annotations_count > from ? true : undefined;
  await createOnce(session, find, async () => {
    await rest.checks.update({ ...call, output: outputOf(text, from), ...ONCE });
    return true as const;
  });
}

function outputOf({ title, summary, text, annotations }: CheckRunText, from: number) {
  const some = annotations.slice(from, from + ANNOTATIONS_AT_ONCE);
  return { title, summary, text, annotations: some.map(annotationOf) };
}

function annotationOf({ path, level, line, endLine, title, message }: Annotation) {
  return { path, annotation_level: level, start_line: line, end_line: endLine, title, message };
}
