import { describe, expect, it } from 'vitest';
import { standingOf, type Seen, type Standing } from '../../../src/apply/standing.js';
import { address, Secret, type FactValue, type Mark, type Operation, type Step } from '../../../src/model/index.js';
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

/** A step on client `a` that takes or renames what carries this mark. */
function partingStep(operation: Operation, mark: Step['mark'] = { before: markOf() }): Step {
  const [step] = stepsOf(updated('client/a', { at: 'realm.yaml:1', fields: { name: ['old', 'new'] } }));
  if (step === undefined) throw new Error('no step');
  const renamed = operation === 'rename' ? { renamedFrom: address('client', 'old') } : {};
  return { ...step, operation, fields: [], ...(mark === undefined ? {} : { mark }), ...renamed };
}

const seen = (mark?: Mark, clientId?: string): Seen => ({ facts: new Map(), mark, clientId });

describe('how an object stands to its removal', () => {
  it('with the mark that the plan saw: open', () => {
    for (const operation of ['delete', 'forget'] as const) {
      expect(standingOf(partingStep(operation), seen(markOf()), TARGET.owner)).toEqual({ type: 'open', fields: [] });
    }
  });

  it('gone already: a delete and a forget are done, and a disable finds that it moved', () => {
    for (const operation of ['delete', 'forget'] as const) {
      expect(standingOf(partingStep(operation), undefined, TARGET.owner)).toEqual({ type: 'done' });
    }
    expect(standingOf(partingStep('disable'), undefined, TARGET.owner)).toMatchObject({ type: 'moved' });
  });

  it('without our mark it is never deleted or disabled, and is forgotten already', () => {
    for (const operation of ['delete', 'disable'] as const) {
      expect(standingOf(partingStep(operation), seen(), TARGET.owner)).toEqual({
        type: 'moved',
        why: 'its mark is gone',
      });
      expect(standingOf(partingStep(operation, undefined), seen(), TARGET.owner)).toMatchObject({ type: 'moved' });
    }
    expect(standingOf(partingStep('forget'), seen(), TARGET.owner)).toEqual({ type: 'done' });
  });

  it('with another owner’s mark it is left alone', () => {
    const foreign = seen(markOf({ owner: 'somebody' }));
    for (const operation of ['delete', 'disable', 'forget'] as const) {
      const why = 'somebody manages it now';
      expect(standingOf(partingStep(operation), foreign, TARGET.owner)).toEqual({ type: 'moved', why });
    }
  });

  it('protected or applied by another run since, it is left alone', () => {
    const protectedNow = seen(markOf({ isProtected: true }));
    const why = 'it is protected now';
    expect(standingOf(partingStep('delete'), protectedNow, TARGET.owner)).toEqual({ type: 'moved', why });
    const applied = seen(markOf({ digest: 'ffff' }));
    expect(standingOf(partingStep('delete'), applied, TARGET.owner)).toMatchObject({ type: 'moved' });
  });

  it('is disabled only when the day of it is written down too', () => {
    const after = markOf({ disabledAt: '2026-11-25' });
    const [found] = stepsOf(updated('client/a', { at: 'realm.yaml:1', fields: { enabled: [true, false] } }));
    if (found === undefined) throw new Error('no step');
    const step: Step = { ...found, operation: 'disable', mark: { before: markOf(), after } };
    const now = (enabled: boolean, mark: Mark): Seen => ({ facts: new Map([[pathOf('enabled'), enabled]]), mark });
    expect(standingOf(step, now(true, markOf()), TARGET.owner)).toEqual({ type: 'open', fields: step.fields });
    expect(standingOf(step, now(false, markOf()), TARGET.owner)).toEqual({ type: 'open', fields: [] });
    expect(standingOf(step, now(false, after), TARGET.owner)).toEqual({ type: 'done' });
  });
});

describe('how a client stands to its renaming', () => {
  const step = partingStep('rename', { before: markOf(), after: markOf({ renamedFrom: 'old' }) });

  it('is open under the old id, and where nobody looked', () => {
    expect(standingOf(step, seen(markOf(), 'old'), TARGET.owner)).toEqual({ type: 'open', fields: [] });
    expect(standingOf(step, seen(markOf()), TARGET.owner)).toEqual({ type: 'open', fields: [] });
  });

  it('is done under the new id with the new mark, and only then', () => {
    expect(standingOf(step, seen(markOf({ renamedFrom: 'old' }), 'a'), TARGET.owner)).toEqual({ type: 'done' });
    expect(standingOf(step, seen(markOf(), 'a'), TARGET.owner)).toEqual({ type: 'open', fields: [] });
  });

  it('is not compared by the field that shows the new id, which is no fact', () => {
    const shown = { ...step, fields: [{ path: pathOf('clientId'), before: 'old', after: 'a', place: step.place }] };
    expect(standingOf(shown, seen(markOf(), 'old'), TARGET.owner)).toEqual({ type: 'open', fields: [] });
    expect(standingOf(shown, seen(markOf({ renamedFrom: 'old' }), 'a'), TARGET.owner)).toEqual({ type: 'done' });
  });

  it('under a third id it moved', () => {
    const why = 'it is named third now';
    expect(standingOf(step, seen(markOf(), 'third'), TARGET.owner)).toEqual({ type: 'moved', why });
  });
});
