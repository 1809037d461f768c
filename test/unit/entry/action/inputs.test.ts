import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readInputs, type ActionInputs } from '../../../../src/entry/action/inputs.js';
import { Failure } from '../../../../src/model/index.js';
import { readProjectFile } from '../../../support/project-files.js';

const read = (inputs: Readonly<Record<string, string>>): ActionInputs =>
  readInputs((name) => ({ 'github-token': 't', ...inputs })[name] ?? '');

test('without inputs everything of keyplan.yaml at the top is planned', () => {
  const { command, folder, wishes } = read({});
  expect({ command, folder, wishes }).toEqual({
    command: 'plan',
    folder: '',
    wishes: {
      targets: [],
      config: 'keyplan.yaml',
      comment: 'always',
      unreviewed: 'refuse',
      approval: 'hazards',
      allow: [],
      followDrift: false,
      forkLabel: 'keyplan-plan',
    },
  });
});

test('several targets and words are told apart by commas or lines', () => {
  const { wishes } = read({ target: 'dev, prod\n test', allow: 'delete:client/a\nmass-delete', expect: 'pr,adopt' });
  expect(wishes.targets).toEqual(['dev', 'prod', 'test']);
  expect(wishes.allow).toEqual([{ rule: 'delete', address: 'client/a' }, { rule: 'mass-delete' }]);
  expect(wishes.expectOnly).toEqual(['pr', 'adopt']);
});

test('the settings lie below the working directory', () => {
  const { wishes, folder } = read({ 'working-directory': 'sso/agents', config: 'deep/keyplan.yaml' });
  expect([wishes.config, folder]).toEqual(['sso/agents/deep/keyplan.yaml', 'sso/agents/deep']);
});

test.each([
  [{ command: 'aply' }, 'Did you mean "apply"?'],
  [{ config: '../other/keyplan.yaml' }, 'from the top of the repository'],
  [{ config: '/etc/keyplan.yaml' }, 'from the top of the repository'],
  [{ visibility: 'all' }, 'full, changed-fields, counts'],
  [{ artifact: 'plans/prod' }, 'letters, digits'],
  [{ 'pull-request': 'true' }, 'command: drift'],
  [{ 'github-token': '' }, 'Leave it out'],
  [{ allow: 'everything' }, 'Correct the input allow'],
  [{ wait: 'long' }, 'Correct the input wait'],
])('%j is a wrong call', (inputs, hint) => {
  const failed = ((): unknown => {
    try {
      return read(inputs);
    } catch (error) {
      return error;
    }
  })();
  expect(failed).toBeInstanceOf(Failure);
  expect(failed).toMatchObject({ code: 'usage', hint: expect.stringContaining(hint) });
});

test('action.yml names the inputs that are read, and no others', () => {
  const names = new Set<string>();
  readInputs((name) => {
    names.add(name);
    return name === 'github-token' ? 't' : '';
  });
  const { inputs } = parse(readProjectFile('action.yml')) as { readonly inputs: Readonly<Record<string, unknown>> };
  expect(Object.keys(inputs).sort()).toEqual([...names].sort());
});
