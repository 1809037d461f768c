import { describe, expect, it } from 'vitest';
import { expectExit, jsonOf, type PlanDocument } from '../entry/workplace.js';
import type { TestRealm } from '../support/keycloak.js';
import { type Example, withExample } from './example.js';

const ROSSOCTL: Example = { name: 'rossoctl-agents', target: 'kind' };
const AIP: Example = { name: 'aip-gateway', target: 'dev' };
const TELICENT: Example = { name: 'telicent-clients', target: 'dev' };
const SMARTEM: Example = { name: 'smartem', target: 'dev' };
const REPORTING: Example = { name: 'reporting', target: 'dev' };
const QUICKSTART: Example = { name: 'quickstart', target: 'local', isAdministered: true };

describe('the examples, with the least rights', () => {
  it.for([ROSSOCTL, AIP, TELICENT, SMARTEM, QUICKSTART])(
    '$name gives its plan, is applied, and is then found to be so without a write',
    async (example) => {
      await withExample(example, async ({ run, writesOf, planBeside }) => {
        expect(await writesOf('validate')).toEqual([]);
        const { plan, file } = await planBeside('plan.txt');
        expect(plan).toEqual(file);
        expectExit(await run('apply', '--yes'), 0);
        expect(await writesOf('plan', '--detailed-exitcode')).toEqual([]);
        expect(await writesOf('apply', '--yes')).toEqual([]);
      });
    },
  );

  it('aip-gateway: one more agent in the files is one client in the plan', async () => {
    await withExample(AIP, async ({ useFilesOf, run, writesOf, planBeside }) => {
      useFilesOf('before');
      expectExit(await run('apply', '--yes'), 0);
      useFilesOf('.');
      const { plan, file } = await planBeside('plan-of-the-change.txt');
      expect(plan).toEqual(file);
      expectExit(await run('apply', '--yes'), 0);
      expect(await writesOf('plan', '--detailed-exitcode')).toEqual([]);
    });
  });

  it('rossoctl-agents: the client of the platform gets the scopes and is otherwise left alone', async () => {
    await withExample(ROSSOCTL, async ({ place, run }) => {
      const platform = async (): Promise<Readonly<Record<string, unknown>>> => {
        const [client] = await place.realm.admin.get<Readonly<Record<string, unknown>>[]>('/clients?clientId=rossoctl');
        return client ?? {};
      };
      const { defaultClientScopes: before, ...untouched } = await platform();
      expectExit(await run('apply', '--yes'), 0);
      const { defaultClientScopes: after, ...rest } = await platform();
      expect(rest).toEqual(untouched);
      const added = (after as string[]).filter((scope) => !(before as string[]).includes(scope));
      expect(added.toSorted()).toEqual(['agent-team1-slack-researcher-aud', 'agent-team1-weather-service-aud']);
    });
  });

  it('reporting: one client is renamed, one deleted, one switched off, and a mapper of a fourth is left alone', async () => {
    await withExample(REPORTING, async ({ place, useFilesOf, run, writesOf, planBeside }) => {
      useFilesOf('before');
      expectExit(await run('apply', '--yes'), 0);
      const { id, secret } = await clientOf(place.realm, 'bi-reports');
      const legacy = { name: 'legacy-roles', protocol: 'openid-connect', protocolMapper: 'oidc-full-name-mapper' };
      const dashboard = await clientOf(place.realm, 'dashboard');
      await place.realm.admin.post(`/clients/${dashboard.id}/protocol-mappers/models`, { ...legacy, config: {} });
      useFilesOf('.');
      const { plan, file } = await planBeside('plan-of-the-change.txt');
      expect(plan).toEqual(file);
      expectExit(await run('apply', '--yes'), 0);
      expect(await writesOf('plan', '--detailed-exitcode')).toEqual([]);
      expect(await writesOf('apply', '--yes')).toEqual([]);
      expect(await clientOf(place.realm, 'reporting')).toMatchObject({
        id,
        secret,
        attributes: { 'keyplan.protected': 'true' },
      });
      expect(await clientOf(place.realm, 'report-archive')).toMatchObject({ enabled: false });
      expect(await place.realm.admin.get('/clients?clientId=report-mailer')).toEqual([]);
      expect(await clientOf(place.realm, 'dashboard')).toMatchObject({ protocolMappers: [legacy] });
    });
  });

  it('smartem: a client that was made by hand becomes ours without a change of it', async () => {
    await withExample(SMARTEM, async ({ run }) => {
      const document = jsonOf<PlanDocument>(expectExit(await run('plan', '--json'), 0));
      const adopted = document.changes.find(({ address }) => address === 'client/SmartEM_User');
      expect(adopted).toMatchObject({ action: 'mark', origin: 'adopt', fields: [] });
    });
  });
});

async function clientOf({ admin }: TestRealm, clientId: string): Promise<Client> {
  const [client] = await admin.get<Client[]>(`/clients?clientId=${clientId}`);
  if (client === undefined) throw new Error(`there is no client ${clientId}`);
  return client;
}

interface Client {
  readonly id: string;
  readonly secret?: string;
}
