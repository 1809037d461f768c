import { codePage, EXPLAINED_CODES, Failure, nearest } from '../model/index.js';
import { codesText, explainText } from '../render/index.js';
import { EXIT } from './exit.js';
import type { Output } from './output.js';

/** Says what a code means and how to go on; without a code lists them all. */
export function explain(code: string | undefined, output: Output): number {
  if (code === undefined) {
    output.result(codesText(EXPLAINED_CODES.flatMap((one) => codePage(one) ?? [])));
    return EXIT.fine;
  }
  const page = codePage(code);
  if (page === undefined) {
    const [suggestion] = nearest(code, EXPLAINED_CODES);
    const hint = suggestion === undefined ? 'List all codes with: keyplan explain' : `Did you mean ${suggestion}?`;
    throw new Failure('usage', `there is no code "${code}"`, { hint });
  }
  output.result(explainText(page, { style: output.resultStyle, width: output.width }));
  return EXIT.fine;
}
