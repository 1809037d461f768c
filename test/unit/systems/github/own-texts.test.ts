import { expect, it } from 'vitest';
import type { GithubComment } from '../../../../src/systems/github/github-types.js';
import { ownTexts } from '../../../../src/systems/github/own-texts.js';

const MARKER = '<!-- keyplan: prod -->';
const viewer = { id: 7, login: 'github-actions[bot]' };

function comment(id: number, author: { id: number; login: string } | undefined, body: string): GithubComment {
  return { id, nodeId: `C_${id}`, author, body };
}

it('takes a text for ours by its author and its marker, never by one of them', () => {
  const forged = comment(1, { id: 8, login: 'github-actions[bot]' }, `${MARKER}\nnothing will happen`);
  const ofNobody = comment(2, undefined, MARKER);
  const otherTool = comment(3, viewer, 'lint is fine');
  const ours = comment(4, viewer, `${MARKER}\n2 to create`);
  expect(ownTexts([forged, ofNobody, otherTool, ours], viewer, MARKER)).toEqual([ours]);
});

it('knows who we are by id, whatever the login has become', () => {
  const ours = comment(1, { id: 7, login: 'renamed[bot]' }, MARKER);
  expect(ownTexts([ours], viewer, MARKER)).toEqual([ours]);
});
