import { describe, expect, it } from 'vitest';
import { serverErrors } from '../../support/server-log-reporter.js';

const line = (level: string, text: string): string =>
  `2026-01-01 10:00:00,000 ${level.padEnd(5)} [org.keycloak.services] (executor-thread-1) ${text}`;

describe('the errors in a log of Keycloak', () => {
  it('are its error entries with the lines that follow them', () => {
    const log = [
      line('INFO', 'an ERROR that is none'),
      line('ERROR', 'Uncaught server error: java.lang.IllegalStateException'),
      '\tat org.keycloak.models.First.call(First.java:1)',
      line('WARN', 'something else'),
      line('ERROR', 'the last one'),
    ].join('\n');
    expect(serverErrors(`${log}\n`)).toEqual([
      [
        line('ERROR', 'Uncaught server error: java.lang.IllegalStateException'),
        '\tat org.keycloak.models.First.call(First.java:1)',
      ].join('\n'),
      line('ERROR', 'the last one'),
    ]);
  });

  it('are shortened, and the last ones are kept', () => {
    const entries = Array.from({ length: 30 }, (_, index) => [
      line('ERROR', `number ${index}`),
      ...Array(40).fill('\tat x'),
    ]);
    const found = serverErrors(entries.flat().join('\n'));
    expect(found).toHaveLength(20);
    expect(found[0]).toContain('number 10');
    expect(found[19]?.split('\n')).toHaveLength(13);
    expect(found[19]).toContain('… 29 lines more');
  });

  it('are none in a quiet log', () => {
    expect(serverErrors(line('INFO', 'Listening'))).toEqual([]);
  });
});
