import { codePage, EXPLAINED_CODES, type CodePage } from '../src/model/index.js';

const FAMILIES: readonly (readonly [CodePage['family'], string, string])[] = [
  [
    'diagnostic',
    'Diagnostics',
    'Something is wrong, or worth a word, in the files. Errors end the command with exit code 4.',
  ],
  ['failure', 'Failures', 'Something went wrong outside the files; each page names the exit code.'],
  [
    'ending',
    'Endings',
    'How a run ended that did not do all that it was asked, as policy, its report or its last line says; each page names the exit code.',
  ],
  [
    'hazard',
    'Hazards',
    'Dangers of a step. Each wants the word of a reviewer; without it the plan is refused with exit code 5.',
  ],
  [
    'guard',
    'Guards',
    'Limits on a whole plan, and what happens to allowances that are over. The plan is refused with exit code 5.',
  ],
];

/** All pages of `keyplan explain` as one Markdown document. */
export function codesDocument(): string {
  const pages = EXPLAINED_CODES.flatMap((code) => codePage(code) ?? []);
  const families = FAMILIES.map(([family, title, words]) => {
    const members = pages.filter((page) => page.family === family);
    return [`## ${title}`, words, ...members.map(pageText)].join('\n\n');
  });
  const head = [
    '<!-- Generated from src/model/pages by "npm run fresh"; edits are overwritten. -->',
    '# Codes',
    'Everything that keyplan may print with a code. `keyplan explain CODE` shows the same.',
  ];
  return `${[...head, ...families].join('\n\n')}\n`;
}

function pageText({ code, title, meaning, example, fix }: CodePage): string {
  const shown = example === undefined ? [] : [['```text', example, '```'].join('\n')];
  return [
    `### ${code}`,
    `**${title.charAt(0).toUpperCase()}${title.slice(1)}.** ${plain(meaning)}`,
    ...shown,
    plain(fix),
  ].join('\n\n');
}

/** Text without anything that Markdown would take for markup. */
function plain(text: string): string {
  return text.replaceAll(/[<>*_|]/g, (sign) => `\\${sign}`);
}
