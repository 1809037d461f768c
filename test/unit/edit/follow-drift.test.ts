import { describe, expect, it } from 'vitest';
import { followed, followedText } from '../../support/following.js';
import { testTarget } from '../../support/realm-files.js';

/** What changed between two texts: lines that went and lines that came. */
function changed(before: string, after: string): { gone: string[]; come: string[] } {
  const [was, is] = [before.split('\n'), after.split('\n')];
  return { gone: was.filter((line) => !is.includes(line)), come: is.filter((line) => !was.includes(line)) };
}

const AGENT = `# who may call the gateway
clients:
  # the first one
  agent:   # keep this
    type: service
    description: "reads requests" # why it is there
    name: 'An agent'
    redirectUris: []
    attributes:
      some.flag: true   # a vendor's
      some.number: 5
      some.text: old
    accessTokenLifespan: 5m
    serviceAccount:
      realmRoles:
        - reader   # may read
        # nobody else may
        - writer
      clientRoles: { api: [submit, cancel] }
      groups: [/team]
    protocolMappers:
      aud: { audience: api }
      # a claim of its own
      tenant:
        protocolMapper: oidc-hardcoded-claim-mapper
        config:
          claim.name: tenant
          claim.value: acme # the only one
          access.token.claim: "true"

  api:
    type: resource
    roles: { submit: {}, cancel: { description: takes back } }
roles:
  reader: {}
  writer: { description: 'writes' }
groups:
  /team: { attributes: { cost: [one, two] } }
`;

describe('the edit that lets files follow the realm', () => {
  it.each([
    [
      'a scalar keeps its quotes and its remark',
      { 'client/agent': { description: 'reads "all"' } },
      ['    description: "reads \\"all\\"" # why it is there'],
    ],
    ['single quotes stay', { 'client/agent': { name: "An agent's" } }, ["    name: 'An agent''s'"]],
    [
      'a truth stays one',
      { 'client/agent': { 'attributes/some.flag': 'false' } },
      ["      some.flag: false   # a vendor's"],
    ],
    ['a number stays one', { 'client/agent': { 'attributes/some.number': '6' } }, ['      some.number: 6']],
    [
      'text that a number would be read from gets quotes',
      { 'client/agent': { 'attributes/some.text': '010' } },
      ['      some.text: "010"'],
    ],
    [
      'an attribute that is gone is still managed',
      { 'client/agent': { 'attributes/some.text': undefined } },
      ['      some.text: ""'],
    ],
    [
      'a duration is said as one',
      { 'client/agent': { 'attributes/access.token.lifespan': '7200' } },
      ['    accessTokenLifespan: 2h'],
    ],
    [
      'a member comes to a list of lines',
      { 'client/agent': { 'serviceAccount/realmRoles/auditor': true } },
      ['        - auditor'],
    ],
    [
      'a member comes to a list in brackets',
      { 'client/agent': { 'serviceAccount/groups/%2Fadmins': true } },
      ['      groups: [/team, /admins]'],
    ],
    [
      'a list that was empty gets its first member',
      { 'client/agent': { 'redirectUris/https:%2F%2Fa.example': true } },
      ['    redirectUris: [https://a.example]'],
    ],
    [
      'roles of another client',
      { 'client/agent': { 'serviceAccount/clientRoles/other/run': true } },
      ['      clientRoles: { api: [submit, cancel], other: [run] }'],
    ],
    [
      'a value of a mapper',
      { 'client/agent': { 'protocolMappers/tenant/config/claim.value': 'other' } },
      ['          claim.value: other # the only one'],
    ],
    [
      'a key more in a mapper',
      { 'client/agent': { 'protocolMappers/tenant/config/id.token.claim': 'true' } },
      ['          id.token.claim: "true"'],
    ],
    [
      'a mapper in its short form',
      { 'client/agent': { 'protocolMappers/aud/config/included.custom.audience': 'other' } },
      ['      aud: { audience: other }'],
    ],
    [
      'the tokens of a short form',
      { 'client/agent': { 'protocolMappers/aud/config/id.token.claim': 'true' } },
      ['      aud: { audience: api, in: [access, id, introspection] }'],
    ],
    ['what the type says is written over it', { 'client/agent': { enabled: false } }, ['    enabled: false']],
    [
      'a client role',
      { 'client-role/api/cancel': { description: 'takes it back' } },
      ['    roles: { submit: {}, cancel: { description: takes it back } }'],
    ],
    ['a realm role', { 'role/writer': { description: 'w' } }, ["  writer: { description: 'w' }"]],
    [
      'an attribute of a list',
      { 'group/team': { 'attributes/cost': ['one', 'three'] } },
      ['  /team: { attributes: { cost: [one, three] } }'],
    ],
  ] as const)('%s', (_name, changes, come) => {
    expect(changed(AGENT, followedText(AGENT, changes)).come).toEqual(come);
  });

  it.each([
    [
      'a member goes with its line, remarks on others stay',
      { 'client/agent': { 'serviceAccount/realmRoles/reader': undefined } },
      ['        - reader   # may read'],
    ],
    [
      'a mapper goes with its lines',
      {
        'client/agent': {
          'protocolMappers/tenant/config/claim.name': undefined,
          'protocolMappers/tenant/config/claim.value': undefined,
          'protocolMappers/tenant/config/access.token.claim': undefined,
          'protocolMappers/tenant/protocol': undefined,
          'protocolMappers/tenant/protocolMapper': undefined,
        },
      },
      AGENT.split('\n').slice(23, 29),
    ],
    [
      'a role that was deleted',
      { 'role/writer': 'gone', 'client/agent': { 'serviceAccount/realmRoles/writer': undefined } },
      ['        - writer', "  writer: { description: 'writes' }"],
    ],
  ] as const)('%s', (_name, changes, gone) => {
    expect(changed(AGENT, followedText(AGENT, changes))).toEqual({ gone: [...gone], come: [] });
  });

  it('writes a mapper that came by hand in its short form', () => {
    const mapper = {
      'protocolMappers/extra/config/included.custom.audience': 'more',
      'protocolMappers/extra/config/access.token.claim': 'true',
      'protocolMappers/extra/config/id.token.claim': 'false',
      'protocolMappers/extra/config/introspection.token.claim': 'true',
      'protocolMappers/extra/protocol': 'openid-connect',
      'protocolMappers/extra/protocolMapper': 'oidc-audience-mapper',
    };
    const after = followedText(AGENT, { 'client/agent': mapper });
    expect(changed(AGENT, after)).toEqual({ gone: [], come: ['      extra: { audience: more }'] });
  });

  it('writes out what would follow from a flow that is switched on', () => {
    const after = followedText(AGENT, { 'client/agent': { directAccessGrantsEnabled: true } });
    expect(changed(AGENT, after)).toEqual({
      gone: [],
      come: ['    directAccessGrantsEnabled: true', '    fullScopeAllowed: true'],
    });
  });

  it('makes all edits of one file together', () => {
    const after = followedText(AGENT, {
      'client/agent': {
        enabled: false,
        'serviceAccount/realmRoles/writer': undefined,
        'serviceAccount/realmRoles/auditor': true,
        'serviceAccount/clientRoles/api/cancel': undefined,
      },
      'client-role/api/cancel': 'gone',
      'role/writer': 'gone',
    });
    expect(changed(AGENT, after).come).toEqual([
      '        - auditor',
      '      clientRoles: { api: [submit] }',
      '    enabled: false',
      '    roles: { submit: {} }',
    ]);
  });

  it('leaves what a variable says, and names it', () => {
    const text =
      'clients:\n  a: { description: "for {{ vars.who }}", redirectUris: ["https://{{ vars.who }}/x", https://b] }\n';
    const target = testTarget({ vars: { who: 'acme' } });
    const changes = { 'client/a': { description: 'for all', 'redirectUris/https:%2F%2Facme%2Fx': undefined } };
    const { texts, left } = followed([{ 'realm.yaml': text }], changes, target);
    expect(texts['realm.yaml']).toBe(text);
    expect(left).toEqual([
      'client/a description: a variable of the target says it',
      'client/a redirectUris/https:%2F%2Facme%2Fx: a variable of the target says it',
    ]);
  });
});
