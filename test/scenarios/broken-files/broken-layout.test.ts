import { describe, expect, test } from 'vitest';
import { diagnosticsText } from '../../../src/render/index.js';
import { resolveText } from '../../support/realm-files.js';
import { BROKEN_LAYOUT, type BrokenLayout } from './broken-layout.js';

const textOf = ({ lines }: BrokenLayout): string => `${lines.join('\n')}\n`;

describe('a mistake of indentation or structure is told where it has to be put right', () => {
  test.each(BROKEN_LAYOUT.map((broken) => [broken.name, broken] as const))('%s', (_, broken) => {
    const { value, diagnostics } = resolveText(textOf(broken));
    expect(diagnostics.map(({ code, place }) => `${code} ${place.line}:${place.column}`)).toEqual(broken.says);
    expect(value).toBe(undefined);
  });
});

test('each says what to do, in words that fit the mistake', async () => {
  const told = BROKEN_LAYOUT.map((broken) => {
    const shown = broken.lines.map(
      (line, index) => `${index + 1} | ${line.replaceAll('\r', '').replaceAll('\t', '→')}`,
    );
    const { diagnostics } = resolveText(textOf(broken));
    return [`# ${broken.name}`, ...shown, '', diagnosticsText(diagnostics, { style: 'plain', width: 120 })].join('\n');
  });
  await expect(`${told.join('\n\n\n')}\n`).toMatchFileSnapshot('broken-layout.txt');
});
