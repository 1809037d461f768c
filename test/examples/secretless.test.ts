import { describe, expect, it } from 'vitest';
import { isUpTo } from '../../src/kinds/index.js';
import { expectExit } from '../entry/workplace.js';
import { addIdentity, federatedClient, RIGHTS, trustIssuer } from '../support/federated.js';
import { testServer } from '../support/keycloak.js';
import { startTokenIssuer } from '../support/token-issuer.js';
import { withExample } from './example.js';

/** Assertions of others came with 26.4. */
const isOld = isUpTo(6, testServer().version);
const subjectOf = (role: 'plan' | 'apply'): string => `repo:acme/identities:environment:keyplan-${role}`;
const TARGET = ['--target', 'github'] as const;

describe('the example secretless', () => {
  it('is valid without a word of warning, in all its ways to sign in', async () => {
    await withExample(
      { name: 'secretless', target: 'github', signIn: () => Promise.resolve(() => ({})) },
      async ({ run }) => {
        const { stderr, stdout } = expectExit(await run('validate'), 0);
        expect(`${stdout}${stderr}`).not.toMatch(/warning|one-identity/);
      },
    );
  });

  // Before 26.4 there is nothing that could let a job in.
  const itOnNewServers = isOld ? (): void => {} : it;
  itOnNewServers('gives its plan to a job that may look, and is applied by one that may write', async () => {
    const issuer = await startTokenIssuer();
    const example = {
      name: 'secretless',
      target: 'github',
      async signIn(realm: Parameters<typeof trustIssuer>[0]) {
        await trustIssuer(realm, issuer);
        for (const role of ['plan', 'apply'] as const) {
          await addIdentity(realm, `keyplan-${role}`, RIGHTS[role], federatedClient(subjectOf(role)));
        }
        return (args: readonly string[]) => issuer.jobEnvironment(subjectOf(args[0] === 'apply' ? 'apply' : 'plan'));
      },
    };
    try {
      await withExample(example, async ({ run, writesOf, planBeside }) => {
        const { plan, file } = await planBeside('plan.txt', ...TARGET);
        expect(plan).toEqual(file);
        expectExit(await run('apply', '--yes', ...TARGET), 0);
        expect(await writesOf('plan', '--detailed-exitcode', ...TARGET)).toEqual([]);
      });
    } finally {
      await issuer.close();
    }
  });
});
