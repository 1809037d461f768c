import type { Attribution, Plan, Release } from '../../../src/model/index.js';
import {
  addressOf,
  at,
  created,
  hazardOf,
  markOf,
  marked,
  pathOf,
  planOf,
  removed,
  renamed,
  updated,
  verdictOf,
} from '../../support/builders.js';
import { audienceMapper } from './facts.js';
import type { Situation } from './situations.js';

const BASE = '0d1e2f3a4b5c6d7e8f90';

/** A client with another name, and everything that says the old one. */
export function rename(): Situation {
  const smartem = renamed('client/SmartEM', 'client/SmartEM_User', {
    at: 'realms/agents/smartem.yaml:3',
    stillNamed: [
      {
        address: addressOf('client/portal'),
        path: pathOf('protocolMappers/smartem/config/included.client.audience'),
        isChanged: true,
      },
      {
        address: addressOf('client/grafana'),
        path: pathOf('protocolMappers/aud/config/included.custom.audience'),
        isChanged: false,
      },
      { address: addressOf('client-scope/team'), path: pathOf('protocolMappers/aud/protocolMapper'), isChanged: false },
    ],
  });
  const adopted = renamed('client/report', 'client/reporting', {
    at: 'realms/agents/reporting.yaml:2',
    adopts: true,
    mark: { after: markOf() },
    fields: { name: ['Report', 'Reporting'] },
  });
  const portal = updated('client/portal', {
    at: 'realms/agents/portal.yaml:2',
    fields: { 'protocolMappers/smartem/config/included.client.audience': ['SmartEM', 'SmartEM_User'] },
  });
  const placed = {
    ...portal,
    fields: portal.fields.map((field) => ({ ...field, place: at('realms/agents/portal.yaml:5') })),
  };
  return {
    plan: planOf([smartem, adopted, placed], { counts: { unchangedClients: 4, unchanged: 4 } }),
    verdict: verdictOf(),
  };
}

/** Objects that go in every way, orphans that stay, and what falls due. */
export function removal(): Situation {
  const word = { by: 'removed', reason: 'replaced by aip-agent-2' } as const;
  const hazards = [
    hazardOf('delete', 'client/aip-agent-0', 'it is deleted with what hangs on it'),
    hazardOf('delete', 'role/agent-writer', 'it is deleted with what hangs on it'),
    hazardOf('disable', 'client/aip-agent-9', 'it is switched off'),
  ];
  const changes = [
    removed('client/aip-agent-0', 'delete', {
      at: 'realms/agents/aip.yaml:40',
      removal: word,
      loses: ['its service account with 3 roles and 1 group', 'client roles read, write'],
    }),
    removed('client/aip-agent-8', 'delete', {
      at: 'keyplan.yaml:12',
      removal: { by: 'orphans' },
      mark: { before: markOf({ disabledAt: '2026-10-01' }) },
    }),
    removed('client/aip-agent-9', 'disable', { at: 'keyplan.yaml:12', removal: { by: 'orphans' } }),
    removed('client/grafana', 'forget', { at: 'realms/agents/aip.yaml:41', removal: { by: 'removed' } }),
    removed('role/agent-writer', 'delete', {
      at: 'realms/agents/aip.yaml:44',
      removal: { by: 'removed' },
      loses: ['2 people hold it'],
    }),
    removed('group/ops', 'delete', { at: 'realms/agents/aip.yaml:45', removal: { by: 'removed' } }),
    updated('client/aip-agent-7', { at: 'realms/agents/aip.yaml:9', fields: { enabled: [false, true] } }),
  ];
  return {
    plan: planOf(changes, {
      hazards,
      due: true,
      counts: { unchangedClients: 12, unchanged: 12, owned: 19 },
      orphans: [
        { address: addressOf('client/vault'), mark: markOf({ isProtected: true }), kept: 'it is protected' },
        {
          address: addressOf('client/aip-agent-6'),
          mark: markOf({ disabledAt: '2026-11-20' }),
          kept: 'it is not due yet',
        },
      ],
      scheduled: [
        { address: addressOf('client/aip-agent-6'), what: 'delete', due: '2026-12-24', isDue: false },
        { address: addressOf('client/aip-agent-5'), what: 'delete', due: '2026-11-01', isDue: true },
      ],
    }),
    verdict: verdictOf({
      allowed: hazards.map((hazard) => ({
        hazard,
        allowance: { rule: hazard.hazard, reason: 'replaced', place: at('realms/agents/aip.yaml:40') },
      })),
      refusals: [
        {
          rule: 'in-use',
          address: addressOf('group/ops'),
          detail: 'service account of client billing, managed by github.com/acme/shop, is a member',
          place: at('realms/agents/aip.yaml:45'),
        },
        {
          rule: 'protected',
          address: addressOf('client/vault'),
          detail: 'removed names it, and it is protected',
          place: at('realms/agents/aip.yaml:46'),
          allowWith: 'declare it with protect: false, and apply that first',
        },
        {
          rule: 'mass-delete',
          detail: '6 of 19 objects would be deleted or disabled; the limit is 5 and 20 %',
          allowWith: '--allow mass-delete, or in the settings: policy.allow',
        },
      ],
    }),
  };
}

const BY_HAND: readonly Attribution[] = [
  { user: 'ops-person', isOfOtherRealm: false, through: 'security-admin-console', at: '2026-11-21T18:02:11Z' },
  { user: 'ops-person', isOfOtherRealm: false, through: 'security-admin-console', at: '2026-11-21T17:59:40Z' },
  { isOfOtherRealm: true, through: 'account-console', at: '2026-11-20T07:30:00Z' },
  { user: 'service-account-ci', isOfOtherRealm: false, through: 'ci', at: '2026-11-02T23:05:00Z' },
];

/** Every origin in one plan, against a base. */
export function everyOrigin(): Situation {
  return {
    plan: planOf(changesOfEveryOrigin(), {
      base: BASE,
      counts: { unchangedClients: 30, unchanged: 33 },
      released: RELEASED,
      notes: [{ text: 'admin events of realm agents are kept for 30 days only' }],
    }),
    verdict: verdictOf({
      refusals: [
        {
          rule: 'unexpected-origin',
          address: addressOf('client/aip-agent-1'),
          detail: 'its origin is drift, and this run expects pr only',
          place: at('realms/agents/aip.yaml:11'),
        },
      ],
    }),
  };
}

const RELEASED: readonly Release[] = [
  { address: addressOf('client/aip-agent-4'), path: pathOf('description'), value: 'agent for reports' },
  { address: addressOf('client/aip-agent-4'), path: pathOf('attributes/vendor.api.token'), value: 'never shown' },
  { address: addressOf('client/aip-agent-4'), path: pathOf('redirectUris/https:%2F%2Fa.example%2F'), value: true },
  { address: addressOf('client/aip-agent-4'), path: pathOf('webOrigins/+'), value: undefined },
  { address: addressOf('client/aip-agent-4'), path: pathOf('protocolMappers/aud/protocolMapper'), value: 'x-mapper' },
  { address: addressOf('client/aip-agent-4'), path: pathOf('protocolMappers/aud/config/y'), value: 'z' },
  { address: addressOf('client/aip-agent-4'), path: pathOf('protocolMappers/team/config/claim.value'), value: 'red' },
  { address: addressOf('client-scope/aip-aud'), path: pathOf('attachTo/default/rossoctl'), value: true },
];

function changesOfEveryOrigin() {
  return [
    created('client/aip-agent-5', { at: 'realms/agents/aip.yaml:60', origin: 'pr', facts: { name: 'AIP agent 5' } }),
    created('client/aip-agent-2', {
      at: 'realms/agents/aip.yaml:24',
      origin: 'drift',
      facts: { name: 'AIP agent 2' },
      changedBy: [{ isOfOtherRealm: true, through: 'admin-cli', at: '2026-11-21T18:02:11Z' }],
    }),
    created('client/aip-agent-3', {
      at: 'realms/agents/aip.yaml:31',
      origin: 'unknown',
      facts: { name: 'AIP agent 3' },
    }),
    updated('client/aip-agent-1', {
      at: 'realms/agents/aip.yaml:11',
      origin: 'drift',
      changedBy: BY_HAND,
      origins: {
        name: 'pr',
        description: 'pending',
        'serviceAccount/realmRoles/agent-reader': 'pending',
        'serviceAccount/groups/%2Fops': 'drift',
        'protocolMappers/team/config/claim.value': 'pending',
        'redirectUris/https:%2F%2Fa.example%2F': 'pr',
        ...Object.fromEntries(Object.keys(audienceMapper('aud', 'x')).map((path) => [path, 'pr' as const])),
      },
      fields: {
        name: ['Agent', 'AIP agent 1'],
        description: ['', 'reads requests'],
        enabled: [false, true],
        'redirectUris/https:%2F%2Fa.example%2F': [undefined, true],
        'protocolMappers/team/config/claim.value': ['blue', 'red'],
        'protocolMappers/team/config/claim.name': ['squad', 'team'],
        'serviceAccount/realmRoles/agent-reader': [undefined, true],
        'serviceAccount/groups/%2Fops': [true, undefined],
        ...Object.fromEntries(
          Object.entries(audienceMapper('aud', 'aip-gateway')).map(([path, value]) => [
            path,
            [undefined, value] as const,
          ]),
        ),
      },
    }),
    updated('client/aip-agent-6', {
      at: 'realms/agents/aip.yaml:70',
      origin: 'pending',
      fields: { name: ['6', 'AIP agent 6'] },
    }),
    updated('client/aip-agent-7', {
      at: 'realms/agents/aip.yaml:80',
      origin: 'unknown',
      mark: { before: markOf(), after: markOf() },
      changedBy: BY_HAND,
      fields: { name: ['7', 'AIP agent 7'] },
    }),
    updated('client/aip-agent-8', {
      at: 'realms/agents/aip.yaml:90',
      origin: 'unknown',
      mark: { before: markOf({ commit: 'none' }), after: markOf() },
      fields: { name: ['8', 'AIP agent 8'] },
    }),
    updated('client/aip-agent-9', {
      at: 'realms/agents/aip.yaml:95',
      origin: 'drift',
      fields: { name: ['9', 'AIP agent 9'] },
    }),
  ];
}

/** What a look for drift finds: hand changes, and changes of other origins that are only named. */
export function drift(): Plan {
  const { plan } = everyOrigin();
  return planOf(
    plan.changes.filter(({ address }) => address === 'client/aip-agent-1' || address === 'client/aip-agent-8'),
    {
      onlyOrigins: ['drift', 'unknown'],
      hazards: [hazardOf('disable', 'client/aip-agent-1', 'its service account is switched off')],
      leftOut: [
        { origin: 'pending', addresses: ['client/b', 'client/a', 'role/r'].map(addressOf) },
        { origin: 'adopt', addresses: [addressOf('client/c')] },
        { origin: 'orphan', addresses: [] },
      ],
    },
  );
}

/** A look for drift that finds none, with one change that is only named. */
export function noDrift(): Plan {
  return planOf([], {
    onlyOrigins: ['drift', 'unknown'],
    leftOut: [{ origin: 'pending', addresses: [addressOf('client/a')] }],
  });
}

/** More left out than need be named, and more adopted than are named without being asked for. */
export function narrowed(adoptions: number): Plan {
  return planOf(
    Array.from({ length: adoptions }, (_, at) =>
      marked(`client/tool-${at}`, { at: `tools.yaml:${at + 1}`, adopts: true }),
    ),
    {
      base: BASE,
      onlyOrigins: ['pr', 'adopt'],
      leftOut: [
        { origin: 'drift', addresses: Array.from({ length: 13 }, (_, index) => addressOf(`client/a${index + 10}`)) },
      ],
    },
  );
}
