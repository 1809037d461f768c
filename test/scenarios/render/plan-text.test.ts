import { expect, test } from 'vitest';
import { planMarkdown, planText } from '../../../src/render/index.js';
import { page } from './page.js';
import * as situations from './situations.js';

const PLAIN = { style: 'plain', width: 100, verbose: false, showUnmanaged: false } as const;

test.for([
  ['new-client', situations.newClient],
  ['new-realm', situations.newRealm],
  ['hand-changes', situations.handChanges],
  ['adoption', situations.adoption],
  ['incomplete', situations.incomplete],
  ['in-sync', situations.inSync],
] as const)('the plan "%s" reads as its page says', async ([name, situation]) => {
  const { plan, verdict } = situation();
  await expect(page(planText(plan, verdict, PLAIN))).toMatchFileSnapshot(`${name}.txt`);
});

test('a verbose plan lists marks and steps, and unmanaged clients are named when asked for', async () => {
  const { plan, verdict } = situations.adoption();
  await expect(page(planText(plan, verdict, { ...PLAIN, verbose: true }))).toMatchFileSnapshot('adoption-verbose.txt');
  const inSync = situations.inSync();
  await expect(page(planText(inSync.plan, inSync.verdict, { ...PLAIN, showUnmanaged: true }))).toMatchFileSnapshot(
    'in-sync-unmanaged.txt',
  );
});

test('a narrow screen breaks between phrases', async () => {
  const { plan, verdict } = situations.newClient();
  await expect(page(planText(plan, verdict, { ...PLAIN, width: 60 }))).toMatchFileSnapshot('new-client-narrow.txt');
});

test('colours are codes around the same text', async () => {
  const { plan, verdict } = situations.newClient();
  await expect(
    page(planText(plan, verdict, { ...PLAIN, style: 'ansi' }).replaceAll('\u001b', '<esc>')),
  ).toMatchFileSnapshot('new-client.ansi.txt');
});

test.for([
  ['hand-changes', situations.handChanges],
  ['adoption', situations.adoption],
  ['incomplete', situations.incomplete],
  ['in-sync', situations.inSync],
] as const)('the pull request comment of "%s" reads as its page says', async ([name, situation]) => {
  const { plan, verdict } = situation();
  await expect(page(planMarkdown(plan, verdict, { showUnmanaged: name === 'in-sync' }))).toMatchFileSnapshot(
    `${name}.md`,
  );
});
