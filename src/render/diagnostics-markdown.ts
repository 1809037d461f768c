import { hasErrors, type Diagnostic } from '../model/index.js';
import { diagnosticsText } from './diagnostics.js';
import { codeSpan, document, fenced } from './markdown.js';

const WIDTH = 100;

/** What is wrong with files, for a pull request that gets no plan because of it. `target` is absent where the settings are wrong. */
export function diagnosticsMarkdown(diagnostics: readonly Diagnostic[], target?: string): string {
  const whose = target === undefined ? 'the settings' : `the files of ${codeSpan(target)}`;
  const verdict = hasErrors(diagnostics) ? `there is no plan, because ${whose} have errors` : `${whose} have warnings`;
  return document([
    [`### keyplan: ${verdict}`],
    fenced(diagnosticsText(diagnostics, { style: 'plain', width: WIDTH }).trimEnd()),
    [
      '**How to verify:** `keyplan plan` at this commit must say the same; `keyplan validate` says what needs no server.',
    ],
  ]);
}
