import { describe, expect, it } from 'vitest';
import type { CheckRunText } from '../../../../src/systems/github/github-types.js';
import { secondaryLimit } from '../../../support/github/faults.js';
import { TOKENS } from '../../../support/github/test-github.js';
import { type GithubWork, withGithub, writesOf } from '../../../support/github/with-github.js';

const MARKER = '<!-- keyplan: prod -->';

async function withPull(work: (made: GithubWork & { readonly number: number }) => Promise<void>, token?: string) {
  await withGithub(async (made) => {
    made.push('change', { 'realms/a.yaml': 'clients: {}\n' });
    const { number } = await made.github.openPullRequest({ branch: 'change' });
    await work({ ...made, number });
  }, token);
}

describe.concurrent('the comment', () => {
  it('is one, made once and then changed', async () => {
    await withPull(async ({ github, number, saveComment, comments }) => {
      const made = await saveComment(number, MARKER, `${MARKER}\n1 to create`);
      const again = await saveComment(number, MARKER, `${MARKER}\n2 to create`);
      const same = await saveComment(number, MARKER, `${MARKER}\n2 to create`);
      expect([made, again, same]).toMatchObject([
        { posted: { body: `${MARKER}\n1 to create` } },
        { posted: { body: `${MARKER}\n2 to create` } },
        { posted: { body: `${MARKER}\n2 to create` } },
      ]);
      expect((await comments(number)).map(({ body }) => body)).toEqual([`${MARKER}\n2 to create`]);
      expect(writesOf(github)).toEqual([`POST issues/${number}/comments 201`, 'PATCH issues/comments/1 200']);
    });
  });

  it('leaves a forged one alone, and takes an edited one of ours back', async () => {
    await withPull(async ({ github, number, saveComment, comments }) => {
      const forged = `${MARKER}\nnothing will happen`;
      await github.ask(TOKENS.outsider, 'POST', `/issues/${number}/comments`, { body: forged });
      const made = await saveComment(number, MARKER, `${MARKER}\n1 to delete`);
      const id = 'posted' in made ? made.posted.id : 0;
      await github.ask(TOKENS.maintainer, 'PATCH', `/issues/comments/${id}`, { body: `${MARKER}\nharmless` });
      await saveComment(number, MARKER, `${MARKER}\n1 to delete`);
      expect((await comments(number)).map(({ body }) => body)).toEqual([forged, `${MARKER}\n1 to delete`]);
    });
  });

  it('is one again where two runs had made two; a text of ours that quotes the marker stays', async () => {
    await withPull(async ({ github, number, saveComment, comments }) => {
      for (const body of [`${MARKER}\nold`, `${MARKER}\nold, too`, `somebody wrote ${MARKER}`]) {
        await github.ask(TOKENS.job, 'POST', `/issues/${number}/comments`, { body });
      }
      await saveComment(number, MARKER, `${MARKER}\nnew`);
      expect((await comments(number)).map(({ body }) => body)).toEqual([`${MARKER}\nnew`, `somebody wrote ${MARKER}`]);
    });
  });

  it('is not made twice where the answer got lost', async () => {
    await withPull(async ({ github, number, saveComment, comments }) => {
      github.faults.push({ method: 'POST', path: /comments$/, status: 502, isDone: true, times: 1 });
      expect(await saveComment(number, MARKER, MARKER)).toMatchObject({ posted: { body: MARKER } });
      expect(await comments(number)).toHaveLength(1);
      expect(writesOf(github)).toEqual([`POST issues/${number}/comments 502`]);
    });
  });

  it('is tried again where nothing was made, and after a limit', async () => {
    await withPull(async ({ github, number, saveComment }) => {
      github.faults.push(secondaryLimit(1, { method: 'POST' }), { method: 'POST', status: undefined, times: 1 });
      // The first write asks who we are, which is a POST, too.
      expect(await saveComment(number, MARKER, MARKER)).toMatchObject({ posted: { body: MARKER } });
    });
  });

  it('that GitHub does not take is told, and nothing is thrown', async () => {
    await withPull(async ({ github, number, saveComment }) => {
      github.state.locked.add(number);
      expect(await saveComment(number, MARKER, MARKER)).toEqual({
        refused: expect.stringMatching(/^403 Unable to create comment because issue is locked/),
      });
      expect(await saveComment(number, MARKER, 'x'.repeat(65_537))).toMatchObject({ refused: expect.anything() });
    });
    await withPull(async ({ number, saveComment }) => {
      expect(await saveComment(number, MARKER, MARKER)).toEqual({
        refused: expect.stringMatching(/^403 Resource not accessible by integration/),
      });
    }, TOKENS.readOnly);
  });
});

function textWith(annotations: number): CheckRunText {
  return {
    conclusion: 'success',
    title: '2 to create',
    summary: 'two clients',
    text: 'all of it',
    annotations: Array.from({ length: annotations }, (_, index) => ({
      path: 'realms/a.yaml',
      level: 'warning' as const,
      line: index + 1,
      endLine: index + 1,
      title: 'hazard',
      message: `hazard ${index}`,
    })),
  };
}

describe.concurrent('a check run', () => {
  it('is made once with all its annotations, fifty at a time', async () => {
    await withGithub(async ({ github, first, createCheckRun }) => {
      const made = await createCheckRun(first, 'keyplan / prod', textWith(120));
      expect(made).toMatchObject({ posted: { app: 15_368, text: 'all of it' } });
      expect(writesOf(github)).toEqual(['POST check-runs 201', 'PATCH check-runs/1 200', 'PATCH check-runs/1 200']);
      const shown = (await github.ask(TOKENS.job, 'GET', '/check-runs/1/annotations?per_page=100&page=2')) as readonly {
        readonly message: string;
      }[];
      expect(shown.at(-1)?.message).toBe('hazard 119');
      expect(await github.ask(TOKENS.job, 'GET', '/check-runs/1')).toMatchObject({
        conclusion: 'success',
        output: { title: '2 to create', summary: 'two clients' },
      });
    });
  });

  it('is neither made nor annotated twice where answers got lost', async () => {
    await withGithub(async ({ github, first, createCheckRun, checkRuns }) => {
      github.faults.push(
        { method: 'POST', path: /check-runs$/, status: undefined, isDone: true, times: 1 },
        { method: 'PATCH', path: /check-runs/, status: 502, isDone: true, times: 1 },
      );
      expect(await createCheckRun(first, 'keyplan / prod', textWith(60))).toMatchObject({ posted: { id: 1 } });
      expect(await checkRuns(first, 'keyplan / prod')).toHaveLength(1);
      const run = (await github.ask(TOKENS.job, 'GET', '/check-runs/1')) as { readonly output: object };
      expect(run.output).toMatchObject({ annotations_count: 60 });
    });
  });

  it('without a conclusion goes on until it is finished, also where an answer got lost', async () => {
    await withGithub(async ({ github, first, createCheckRun, finishCheckRun, checkRuns }) => {
      const { conclusion: _, ...beginning } = textWith(0);
      const begun = await createCheckRun(first, 'keyplan / apply (prod)', beginning);
      expect(begun).toMatchObject({ posted: { completedAt: undefined } });
      github.faults.push({ method: 'PATCH', path: /check-runs/, status: 502, isDone: true, times: 1 });
      const id = 'posted' in begun ? begun.posted.id : 0;
      const end = { conclusion: 'failure', title: 'Not applied', summary: 'It is gone.', text: '' } as const;
      expect(await finishCheckRun(id, end)).toMatchObject({ posted: { id } });
      expect(await github.ask(TOKENS.job, 'GET', `/check-runs/${id}`)).toMatchObject({
        conclusion: 'failure',
        output: { title: 'Not applied' },
      });
      expect((await checkRuns(first, 'keyplan / apply (prod)'))[0]?.completedAt).toBeDefined();
    });
  });

  it('of another app with the same name is told apart', async () => {
    await withGithub(async ({ github, first, createCheckRun, checkRuns }) => {
      await github.ask(TOKENS.otherApp, 'POST', '/check-runs', {
        name: 'keyplan / prod',
        head_sha: first,
        status: 'completed',
        conclusion: 'success',
        output: { title: 'forged', summary: 'forged', text: 'forged' },
      });
      const made = await createCheckRun(first, 'keyplan / prod', textWith(0));
      const app = 'posted' in made ? made.posted.app : undefined;
      const runs = await checkRuns(first, 'keyplan / prod');
      expect(runs.map((run) => [run.text, run.app === app])).toEqual([
        ['all of it', true],
        ['forged', false],
      ]);
    });
  });

  it('that GitHub does not take is told', async () => {
    await withGithub(async ({ first, createCheckRun }) => {
      const long = { ...textWith(0), text: 'x'.repeat(65_536) };
      expect(await createCheckRun(first, 'keyplan / prod', long)).toMatchObject({ refused: /^422/ });
    });
  });
});

it.concurrent('a status is the newest of its context, and names who wrote it', async () => {
  await withGithub(async ({ github, first, setStatus, statuses }) => {
    const context = 'keyplan / applied (prod)';
    await setStatus(first, { context, state: 'failure', description: 'applied in part' });
    await setStatus(first, {
      context,
      state: 'success',
      description: '2 applied',
      url: 'https://github.example/run/1',
    });
    const found = await statuses(first);
    expect(found.map(({ state, creator }) => [state, creator])).toEqual([
      ['success', github.personOf(TOKENS.job)],
      ['failure', github.personOf(TOKENS.job)],
    ]);
    expect(await setStatus(first, { context, state: 'success', description: 'x'.repeat(141) })).toHaveProperty(
      'refused',
    );
  });
});

it.concurrent('an issue is opened once, found again by its label and author, changed and closed', async () => {
  await withGithub(async ({ github, openIssue, updateIssue, ownIssues, addComment, comments }) => {
    await github.ask(TOKENS.outsider, 'POST', '/issues', { title: 'Drift', body: MARKER, labels: ['keyplan-drift'] });
    github.faults.push({ method: 'POST', path: /issues$/, status: 502, isDone: true, times: 1 });
    const made = await openIssue({ title: 'Drift in prod', body: `${MARKER}\n1 change` }, MARKER, ['keyplan-drift']);
    const number = 'posted' in made ? made.posted.number : 0;
    await updateIssue(number, { body: `${MARKER}\n2 changes` });
    await addComment(number, MARKER, `${MARKER}\nin sync again`);
    await updateIssue(number, { isOpen: false });
    expect(await ownIssues('keyplan-drift')).toMatchObject([{ number, isOpen: false, body: `${MARKER}\n2 changes` }]);
    expect(await comments(number)).toMatchObject([{ body: `${MARKER}\nin sync again` }]);
  });
});
