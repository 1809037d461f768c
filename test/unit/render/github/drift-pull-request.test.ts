import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { execFileSync } from 'node:child_process';
import { bytesOf } from '../../../../src/render/github/budget.js';
import { driftBranch, driftPullRequest, followedSummary } from '../../../../src/render/github/index.js';
import { planOf } from '../../../support/builders.js';
import { LINKS } from '../../../support/reviews.js';

const input = {
  plan: planOf([]),
  links: LINKS,
  fields: 3,
  files: [{ file: 'realms/agents.yaml', line: 7, column: 1 }],
  left: [
    {
      address: 'client/agent-1' as never,
      paths: ['attributes/api.secret' as never],
      why: 'it holds a secret',
    },
  ],
  readToo: ['stage'],
  issue: 5,
};

describe('the pull request that follows the realm', () => {
  it('says what the edit is, what it leaves out, and what to do with it', async () => {
    const { title, body, message } = driftPullRequest(input);
    expect(title).toBe('keyplan: follow drift of prod, 3 fields');
    expect(message).toBe(
      `${title}\n\nWhat was changed outside git in realm ${input.plan.target.realm} on ${input.plan.target.server}.\n`,
    );
    await expect(body).toMatchFileSnapshot('golden/drift-pull-request.md');
  });

  it('keeps to its budget, counts what is left out, and lets no name do anything', () => {
    const left = Array.from({ length: 3000 }, (_, n) => ({
      address: `client/a${n}` as never,
      paths: [],
      why: '@everyone <b>::warning::</b> ``` '.repeat(5),
    }));
    const { body } = driftPullRequest({ ...input, left, readToo: ['`@x`'] });
    expect(bytesOf(body)).toBeLessThanOrEqual(60_000);
    expect(body).toMatch(/\d+ parts did not fit here; the edit itself is whole\./);
    expect(body).toContain('`` `@x` ``');
    expect(followedSummary([{ target: 'a`b', text: 'done' }])).toContain('- ``a`b``: done');
  });

  it('has a branch that git takes, another for each target', () => {
    expect([driftBranch('prod'), driftBranch('eu.prod-1')]).toEqual(['keyplan/drift-prod', 'keyplan/drift-eu.prod-1']);
    expect(driftBranch('a..b')).toBe('keyplan/drift-a%2E%2Eb');
    const names = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      fc.constantFrom('x.lock', '-', '@{', 'a/b', '%61'),
    );
    fc.assert(
      fc.property(names, (name) => {
        execFileSync('git', ['check-ref-format', `refs/heads/${driftBranch(name)}`]);
      }),
      { numRuns: 40 },
    );
    fc.assert(fc.property(names, names, (one, other) => one === other || driftBranch(one) !== driftBranch(other)));
  });
});
