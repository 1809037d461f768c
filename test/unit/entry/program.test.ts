import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { completionScript } from '../../../src/entry/completion.js';
import { createProgram, SHELLS, type Invocation } from '../../../src/entry/program.js';

function parse(...args: readonly string[]): Invocation {
  let asked: Invocation | undefined;
  const program = createProgram('1.2.3', (invocation) => {
    asked = invocation;
  });
  const silence = (): void => undefined;
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeErr: silence, writeOut: silence });
  program.parse(args, { from: 'user' });
  if (asked === undefined) throw new Error('nothing was asked for');
  return asked;
}

describe('the command line', () => {
  test('takes several targets and allowances, with and without an address', () => {
    const { options } = parse(
      'plan',
      '--target',
      'dev',
      'prod',
      '--allow',
      'adopt',
      '--allow',
      'admin-role:client/spiffe:%2F%2Ftd%2Fx',
    );
    expect(options).toMatchObject({
      target: ['dev', 'prod'],
      allow: [{ rule: 'adopt' }, { rule: 'admin-role', address: 'client/spiffe:%2F%2Ftd%2Fx' }],
      config: 'keyplan.yaml',
      detailedExitcode: false,
    });
  });

  test('takes the plan file of an apply, or none', () => {
    expect(parse('apply', 'plan.json', '--yes')).toMatchObject({
      command: 'apply',
      planFile: 'plan.json',
      options: { yes: true },
    });
    expect(parse('apply')).toMatchObject({ planFile: undefined });
  });

  test.each(['plan', 'apply', 'drift', 'export', 'doctor', 'bootstrap'])('lets %s wait for its server', (command) => {
    expect(parse(command, '--wait', '5s').options).toMatchObject({ wait: 5000 });
  });

  test('says in its help what an option stands at, but not that a switch is off', () => {
    const plan = createProgram('1.2.3', () => undefined).commands.find((command) => command.name() === 'plan');
    expect(plan?.helpInformation()).toContain('(default: "keyplan.yaml")');
    expect(plan?.helpInformation()).not.toContain('default: false');
  });

  test('edits files that are there, or writes new ones, not both', () => {
    expect(parse('export', '--drift', '--stdout')).toMatchObject({ options: { drift: true, stdout: true } });
    expect(parse('export', '--client', 'a')).toMatchObject({ options: { drift: false, client: ['a'] } });
    for (const other of [['--client', 'a'], ['--out', 'a'], ['--single-file'], ['--force']])
      expect(() => parse('export', '--drift', ...other)).toThrow('cannot be used with option');
  });

  test('knows no word that allows everything', () => {
    expect(() => parse('apply', '--force')).toThrow('unknown option');
    expect(() => parse('plan', '--allow', 'admin-rule')).toThrow('did you mean "admin-role"');
  });
});

describe('completion', () => {
  const program = createProgram('1.2.3', () => undefined);

  test.each(SHELLS)('for %s names every command and its options', (shell) => {
    const script = completionScript(program, shell);
    for (const word of ['plan', 'apply', 'validate', 'explain', 'detailed-exitcode', 'show-unmanaged'])
      expect(script).toContain(word);
  });

  test('for bash completes a command and an option in a real bash', () => {
    const complete = (...words: readonly string[]): string => {
      const line = words.map((word) => `'${word}'`).join(' ');
      const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _keyplan; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['-c', `${completionScript(program, 'bash')}\n${ask}`], {
        encoding: 'utf8',
      }).stdout.trim();
    };
    expect(complete('keyplan', 'va')).toBe('validate');
    expect(complete('keyplan', 'plan', '--det')).toBe('--detailed-exitcode');
  });
});
