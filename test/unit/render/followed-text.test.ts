import { expect, it } from 'vitest';
import { address, fieldPath } from '../../../src/model/index.js';
import { followedText } from '../../../src/render/index.js';

it('says which lines changed, and what is still other than live', () => {
  const client = address('client', 'agent');
  const text = followedText(
    {
      target: 'prod',
      fields: 2,
      files: [
        {
          path: 'realms/a.yaml',
          lines: [
            { sign: '-', line: 9, text: '    enabled: true' },
            { sign: '+', line: 9, text: '    enabled: false' },
            { sign: '+', line: 10, text: '::error::no command \u202e' },
          ],
        },
      ],
      left: [
        { address: client, paths: [fieldPath('attributes', 'a b')], why: 'it holds a secret' },
        { address: client, paths: [fieldPath('redirectUris', 'https://a')], why: 'one' },
        { address: client, paths: [fieldPath('protocolMappers', 'm', 'config', 'x')], why: 'two' },
        { address: address('role', 'r'), paths: [], why: 'three' },
      ],
      isDry: false,
    },
    'plain',
  );
  expect(text).toBe(
    [
      'prod: 2 fields changed outside git, 1 file edited; look through the lines, commit them, and refresh the marks by apply --mark-only',
      '',
      'realms/a.yaml',
      '   9 -     enabled: true',
      '   9 +     enabled: false',
      '  10 + ::error::no command \\u202e',
      '',
      'Not written, and still other than live:',
      '  client agent, attribute "a b": it holds a secret',
      '  client agent, redirect URI https://a: one',
      '  client agent, mapper m x: two',
      '  role r, which is gone: three',
    ].join('\n'),
  );
});

it('says that there is nothing to do, and that nothing was written', () => {
  const done = { target: 'prod', fields: 0, files: [], left: [], isDry: true };
  expect(followedText(done, 'plain')).toBe('prod: nothing to write');
  const files = [{ path: 'a.yaml', lines: [{ sign: '+', line: 1, text: 'x' }] }] as const;
  expect(followedText({ ...done, fields: 1, files }, 'plain')).toContain('nothing was written');
});
