import { test } from 'vitest';
import { planMarkdown, planText } from '../../../src/render/index.js';
import { expectGolden } from '../../support/golden.js';
import * as situations from './situations.js';

const PLAIN = { style: 'plain', width: 100, verbose: false, showUnmanaged: false } as const;

test.for([
  ['new-client', situations.newClient],
  ['new-realm', situations.newRealm],
  ['hand-changes', situations.handChanges],
  ['adoption', situations.adoption],
  ['incomplete', situations.incomplete],
  ['in-sync', situations.inSync],
] as const)('the plan "%s" reads as its page says', ([name, situation]) => {
  const { plan, verdict } = situation();
  expectGolden(`render/${name}.txt`, planText(plan, verdict, PLAIN));
});

test('a verbose plan lists marks and steps, and unmanaged clients are named when asked for', () => {
  const { plan, verdict } = situations.adoption();
  expectGolden('render/adoption-verbose.txt', planText(plan, verdict, { ...PLAIN, verbose: true }));
  const inSync = situations.inSync();
  expectGolden('render/in-sync-unmanaged.txt', planText(inSync.plan, inSync.verdict, { ...PLAIN, showUnmanaged: true }));
});

test('a narrow screen breaks between phrases', () => {
  const { plan, verdict } = situations.newClient();
  expectGolden('render/new-client-narrow.txt', planText(plan, verdict, { ...PLAIN, width: 60 }));
});

test('colours are codes around the same text', () => {
  const { plan, verdict } = situations.newClient();
  expectGolden('render/new-client.ansi.txt', planText(plan, verdict, { ...PLAIN, style: 'ansi' }).replaceAll('\u001b', '<esc>'));
});

test.for([
  ['hand-changes', situations.handChanges],
  ['adoption', situations.adoption],
  ['incomplete', situations.incomplete],
  ['in-sync', situations.inSync],
] as const)('the pull request comment of "%s" reads as its page says', ([name, situation]) => {
  const { plan, verdict } = situation();
  expectGolden(`render/${name}.md`, planMarkdown(plan, verdict, { showUnmanaged: name === 'in-sync' }));
});
