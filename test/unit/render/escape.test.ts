import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { jsonText, quoted, visible, withoutCommands, word } from '../../../src/render/escape.js';

const DECEIVING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const anything = fc.string({ unit: 'binary' });

describe('what a server or a file wrote cannot deceive a reader', () => {
  test.prop([anything])('no control, format or separator character is left', (text) => {
    expect(visible(text)).not.toMatch(DECEIVING);
    expect(quoted(text)).not.toMatch(DECEIVING);
    expect(word(text)).not.toMatch(DECEIVING);
  });

  test.prop([anything])('what is safe stays as it is', (text) => {
    expect(visible(visible(text))).toBe(visible(text));
  });

  test('characters are spelled as escapes that people know', () => {
    expect(visible('a\u202eb\u0000\n\t\u{e0041}')).toBe(String.raw`a\u202eb\u0000\n\t\u{e0041}`);
    expect(visible('Zürich 東京 ok')).toBe('Zürich 東京 ok');
  });

  test('a name that could pass for more than one word is quoted', () => {
    expect(word('aip-agent-1')).toBe('aip-agent-1');
    expect(word('spiffe://acme.example/ns/team1')).toBe('spiffe://acme.example/ns/team1');
    expect(word('a, realm role admin')).toBe('"a, realm role admin"');
    expect(word('')).toBe('""');
    expect(word('a"b')).toBe(String.raw`"a\"b"`);
  });

  test.prop([anything, anything])('two different values are never quoted alike', (a, b) => {
    fc.pre(a !== b && !/[\ud800-\udfff]/u.test(a + b));
    expect(quoted(a)).not.toBe(quoted(b));
  });
});

describe("a workflow's runner finds no command", () => {
  test('at the start of a line or in its middle', () => {
    expect(withoutCommands('::set-output name=a::b')).toBe(String.raw`\u003a:set-output name=a::b`);
    expect(withoutCommands('    ::add-mask::x')).toBe(String.raw`    \u003a:add-mask::x`);
    expect(withoutCommands('see ##[error]x')).toBe(String.raw`see \u0023#[error]x`);
    expect(withoutCommands('a::b')).toBe('a::b');
  });
});

describe('JSON documents', () => {
  test.prop([fc.jsonValue(), anything])('mean the same and hold nothing that deceives', (value, text) => {
    const document = { value, text, command: `##[error]${text}` };
    const written = jsonText(document);
    expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(document)));
    expect(written.replaceAll('\n', '')).not.toMatch(DECEIVING);
    expect(written).not.toContain('##[');
  });
});
