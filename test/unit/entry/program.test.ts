import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { completionScript } from '../../../src/entry/completion.js';
import { createProgram, SHELLS, type Invocation } from '../../../src/entry/program.js';
import { EXPLAINED_CODES, ORIGINS } from '../../../src/model/index.js';

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

  test.each(['plan', 'apply'])('says in the help of %s what a step is', (name) => {
    const command = createProgram('1.2.3', () => undefined).commands.find((one) => one.name() === name);
    let help = '';
    command?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help).toContain('A step is one operation on one object');
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

  test.each([
    ['bash', '"plan --only-origin"'],
    ['zsh', "'--only-origin=["],
    ['fish', '-l only-origin -r '],
  ])('for %s knows which values an option takes', (shell, option) => {
    const script = completionScript(program, shell);
    const [own = ''] = script.split('\n').filter((line) => line.includes(option));
    for (const origin of ORIGINS) expect(own).toContain(origin);
    for (const code of EXPLAINED_CODES) expect(script).toContain(code);
  });

  describe('in a real bash', () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyplan-completion-'));
    for (const file of ['plan.json', 'keyplan.yaml', 'two words.yaml']) writeFileSync(join(folder, file), '');
    mkdirSync(join(folder, 'realms'));
    afterAll(() => rmSync(folder, { recursive: true }));

    const complete = (...words: readonly string[]): readonly string[] => {
      const line = words.map((word) => `'${word}'`).join(' ');
      const ask = `COMP_WORDS=(keyplan ${line}); COMP_CWORD=${words.length}; _keyplan; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const script = `${completionScript(program, 'bash')}\n${ask}`;
      const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd: folder });
      expect(stderr).toBe('');
      return stdout.split('\n').filter((text) => text !== '');
    };

    test.each([
      ['a command', ['va'], ['validate']],
      ['an option', ['plan', '--det'], ['--detailed-exitcode']],
      ['an origin', ['plan', '--only-origin', 'dr'], ['drift']],
      ['an origin after others', ['apply', '--only-origin', 'drift,pe'], ['drift,pending']],
      ['an origin after =', ['plan', '--expect-only', '=', 'dr'], ['drift']],
      ['a hazard or a guard', ['plan', '--allow', 'mass'], ['mass-delete', 'mass-change']],
      ['a code', ['explain', 'unknown-k'], ['unknown-key']],
      ['an option before a code', ['explain', '--no'], ['--no-color']],
      ['a shell', ['completion', ''], ['bash', 'zsh', 'fish']],
      ['the settings', ['validate', '--config', 'k'], ['keyplan.yaml']],
      ['a file whose name has blanks', ['validate', '--config', 'two'], ['two words.yaml']],
      ['a plan file', ['apply', 'pl'], ['plan.json']],
      ['a file to write', ['plan', '--out', 'pl'], ['plan.json']],
      ['a folder to write', ['export', '--out', ''], ['realms']],
      ['nothing where only the settings know what there is', ['plan', '--target', ''], []],
      ['a switch after a value that is not named', ['init', '--github', '--q'], ['--quiet']],
    ])('completes %s', (_what, words, offered) => {
      expect(complete(...words)).toEqual(offered);
    });

    test('offers every code', () => {
      expect(complete('explain', '')).toEqual(EXPLAINED_CODES);
    });
  });
});
