import { describe, expect, it } from 'vitest';
import { standingOf, type Standing } from '../../../src/apply/standing.js';
import { Secret, type FactValue, type Mark, type Step } from '../../../src/model/index.js';
import { markOf, pathOf, stepsOf, TARGET, updated } from '../../support/builders.js';

function stepOf(
  fields: Readonly<Record<string, readonly [FactValue | undefined, FactValue | undefined]>>,
  of = 'client/a',
): Step {
  const [step] = stepsOf(updated(of, { at: 'realm.yaml:1', fields }));
  if (step === undefined) throw new Error('no step');
  return step;
}

function standing(step: Step, facts: Readonly<Record<string, FactValue>>, mark?: Mark): Standing {
  const now = new Map(Object.entries(facts).map(([path, value]) => [pathOf(path), value]));
  return standingOf(step, { facts: now, mark }, TARGET.owner);
}

describe('how an object stands to a step', () => {
  it('as the plan saw it: all of the step is left', () => {
    const step = stepOf({ name: ['old', 'new'], enabled: [undefined, true] });
    expect(standing(step, { name: 'old' })).toEqual({ type: 'open', fields: step.fields });
  });

  it('done in part: only the rest is left', () => {
    const step = stepOf({ name: ['old', 'new'], description: ['old', 'new'] });
    expect(standing(step, { name: 'new', description: 'old' })).toMatchObject({
      type: 'open',
      fields: [{ path: 'description' }],
    });
  });

  it('as the plan wants it: done', () => {
    expect(standing(stepOf({ name: ['old', 'new'] }), { name: 'new' })).toEqual({ type: 'done' });
  });

  it('neither: moved, and says how without showing a secret', () => {
    expect(standing(stepOf({ name: ['old', 'new'] }), { name: 'third' })).toEqual({
      type: 'moved',
      why: 'name is "third" now, and was "old" when the plan was made',
    });
    const step = stepOf({ 'attributes/api.token': [new Secret('one'), new Secret('two')] });
    const moved = standing(step, { 'attributes/api.token': new Secret('three') });
    expect(moved).toMatchObject({ type: 'moved' });
    expect(JSON.stringify(moved)).not.toMatch(/one|two|three/);
  });

  it('blank and absent are the same, and so are a default and absent', () => {
    const path = 'attributes/use.refresh.tokens';
    expect(standing(stepOf({ [path]: [undefined, 'false'] }), { [path]: 'true' })).toMatchObject({ type: 'open' });
    expect(standing(stepOf({ [path]: ['false', 'true'] }), {})).toEqual({ type: 'done' });
    expect(standing(stepOf({ description: ['x', undefined] }), { description: ' ' })).toEqual({ type: 'done' });
  });

  it('with a mark of another owner on a step that leaves the mark alone: moved', () => {
    const step = stepOf({ name: ['old', 'new'] });
    const foreign = standing(step, { name: 'old' }, markOf({ owner: 'somebody' }));
    expect(foreign).toEqual({ type: 'moved', why: 'somebody manages it now' });
    expect(standing(step, { name: 'old' }, markOf())).toMatchObject({ type: 'open' });
  });

  it('with another owner’s mark that the plan saw and takes over: open', () => {
    const before = markOf({ owner: 'somebody' });
    const [step] = stepsOf(
      updated('client/a', { at: 'realm.yaml:1', fields: { name: ['old', 'new'] }, mark: { before, after: markOf() } }),
    );
    if (step === undefined) throw new Error('no step');
    expect(standing(step, { name: 'old' }, before)).toMatchObject({ type: 'open' });
    expect(standing(step, { name: 'new' }, before)).toEqual({ type: 'open', fields: [] });
    expect(standing(step, { name: 'new' }, markOf())).toEqual({ type: 'done' });
  });

  it('links and grants leave the mark alone, and never touch what another owner manages', () => {
    const step = stepOf({ 'composites/realm/reader': [undefined, true] }, 'role/a');
    const why = { type: 'moved', why: 'somebody manages it now' };
    expect(standing(step, {}, markOf())).toMatchObject({ type: 'open' });
    expect(standing(step, {})).toMatchObject({ type: 'open' });
    expect(standing(step, {}, markOf({ owner: 'somebody' }))).toEqual(why);
    expect(standing(step, { 'composites/realm/reader': true }, markOf({ owner: 'somebody' }))).toEqual(why);
  });

  it('the owner that the plan takes the object from may still have it before the first write', () => {
    const step = stepOf({ 'composites/realm/reader': [undefined, true] }, 'role/a');
    const now = { facts: new Map(), mark: markOf({ owner: 'somebody' }) };
    expect(standingOf(step, now, TARGET.owner, 'somebody')).toMatchObject({ type: 'open' });
    expect(standingOf(step, now, TARGET.owner, 'another')).toMatchObject({ type: 'moved' });
  });
});
