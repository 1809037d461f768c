import { CHECK_NAMES } from '../../model/index.js';
import { listOf, oneWordOf, flag, strict, text, textSet, use, type JsonSchema } from './json-schema.js';

/** The schema of what `keyplan doctor --json` prints for one target. */
export const DOCTOR_SCHEMA: JsonSchema = {
  title: 'keyplan doctor report',
  ...strict(
    'What plan and apply need of a realm, and what their identities have there.',
    {
      format: { description: 'Version of this format.', const: 1 },
      target: strict(
        'The target that was examined.',
        {
          name: text('Its name in the settings.'),
          server: text('Base URL of the server.'),
          realm: text('The managed realm.'),
          owner: text('In whose name it is managed.'),
        },
        { required: ['name', 'server', 'realm', 'owner'] },
      ),
      identities: listOf('The identity that plans, then the one that applies where that is another.', use('identity')),
      checks: listOf('What was looked at besides rights.', use('check')),
    },
    { required: ['format', 'target', 'identities', 'checks'] },
  ),
  definitions: {
    identity: strict(
      'One identity, as far as its rights could be seen.',
      {
        uses: listOf('What it signs in for.', oneWordOf('A use.', ['plan', 'apply'])),
        name: text('A client id, or a user name.'),
        realm: text('The realm that it belongs to.'),
        problem: strict(
          'Why it could not sign in.',
          {
            text: text('In words.'),
            isRefused: flag('Whether the server refused it; else its credential is not here.'),
          },
          { required: ['text', 'isRefused'] },
        ),
        rights: listOf('Every right that it needs.', use('right')),
        excess: textSet('Roles that it has and that nothing needs.'),
        add: textSet('The fewest roles that give it what it lacks.'),
      },
      { required: ['uses', 'name', 'realm', 'rights', 'excess', 'add'] },
    ),
    right: strict(
      'One right that is needed.',
      {
        role: text('A role of realm-management, or of <realm>-realm for an identity of master.'),
        standing: oneWordOf('Whether the identity has it.', ['held', 'missing', 'unknown']),
        by: text('How that was found out.'),
        reasons: listOf('What needs it.', use('reason')),
      },
      { required: ['role', 'standing', 'by', 'reasons'] },
    ),
    reason: strict(
      'Something that needs a right.',
      {
        text: text('In words.'),
        address: text('The object, where it is one.'),
        step: text('The id of the step of the plan, where it is one.'),
      },
      { required: ['text'] },
    ),
    check: strict(
      'One thing that was looked at.',
      {
        check: oneWordOf('What was looked at.', CHECK_NAMES),
        state: oneWordOf(
          'warning: worth a change, and nothing fails for it now. wrong: runs fail for it. unknown: it could not be seen.',
          ['fine', 'warning', 'wrong', 'unknown'],
        ),
        text: text('What was found.'),
        hint: text('What to do.'),
      },
      { required: ['check', 'state', 'text'] },
    ),
  },
};
