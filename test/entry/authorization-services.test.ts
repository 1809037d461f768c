import { expect, it } from 'vitest';
import { expectExit, withWorkplace } from './workplace.js';

it('a client with authorization services is as the files say after one apply, and after they are switched off again', async () => {
  await withWorkplace('uma', async (place) => {
    const guarded = (isOn: boolean): Readonly<Record<string, unknown>> => ({
      clients: {
        guarded: {
          type: 'service',
          authorizationServicesEnabled: isOn,
        },
      },
    });
    place.write({ 'realm/agents.yaml': guarded(true) });
    const first = expectExit(await place.run(['apply', '--yes']), 0);
    expect(first.stdout.replaceAll(/\s+/g, ' ')).toContain('client role guarded/uma_protection');
    expectExit(await place.run(['plan', '--detailed-exitcode']), 0);
    place.write({ 'realm/agents.yaml': guarded(false) });
    expectExit(await place.run(['apply', '--yes']), 0);
    expectExit(await place.run(['plan', '--detailed-exitcode']), 0);
  });
});
