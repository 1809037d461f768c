import { Failure, OWNER_ATTRIBUTE } from '../model/index.js';
import type { IdentityProviders, LiveIdentityProvider, WantedIdentityProvider } from '../systems/keycloak/index.js';

/** What bootstrap does to the identity provider. */
export type ProviderChange =
  | { readonly action: 'none'; readonly wanted: WantedIdentityProvider }
  | { readonly action: 'create'; readonly wanted: WantedIdentityProvider }
  | {
      readonly action: 'update';
      readonly wanted: WantedIdentityProvider;
      readonly live: LiveIdentityProvider;
      readonly fields: readonly ProviderField[];
    };

export interface ProviderField {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * Compares what should be with what is there. An identity provider of somebody else is used where it is as it should be,
 * and never changed: whoever changes an issuer says who may sign in. Our mark is a key of its config, which the server
 * keeps without asking what it means (26.7.4, contract "identity providers").
 */
export function compareProvider(
  provider: WantedIdentityProvider,
  all: readonly LiveIdentityProvider[],
  owner: string,
): ProviderChange {
  const wanted = { ...provider, config: { ...provider.config, [OWNER_ATTRIBUTE]: owner } };
  const live = all.find(({ alias }) => alias === wanted.alias);
  if (live === undefined) {
    const other = all.find(({ config }) => isSameIssuer(config, wanted.config));
    if (other === undefined) return { action: 'create', wanted };
    throw new Failure(
      'provider-conflict',
      `the realm trusts this issuer already, by identity provider "${other.alias}"`,
      {
        hint: `A realm may know an issuer once. To use that one, give --alias ${other.alias}`,
      },
    );
  }
  if (live.providerId !== wanted.providerId) {
    throw new Failure(
      'provider-conflict',
      `identity provider "${wanted.alias}" is of type ${live.providerId}, not ${wanted.providerId}`,
      { hint: 'Give another name by --alias' },
    );
  }
  return changeOf(live, wanted, owner);
}

function changeOf(live: LiveIdentityProvider, wanted: WantedIdentityProvider, owner: string): ProviderChange {
  const enabled = live.enabled ? [] : [{ name: 'enabled', before: 'false', after: 'true' }];
  const fields = [...enabled, ...differing(live.config, wanted.config)];
  // How far clocks may differ is for whoever made it to say.
  const others = fields.filter(({ name }) => name !== OWNER_ATTRIBUTE && name !== 'allowedClockSkew');
  const mark = live.config[OWNER_ATTRIBUTE];
  if (mark === owner)
    return fields.length === 0 ? { action: 'none', wanted } : { action: 'update', wanted, live, fields };
  if (others.length === 0) return { action: 'none', wanted };
  const names = others.map(({ name }) => name).join(', ');
  const whose = mark === undefined ? 'nobody marked it as ours' : `its mark says ${mark}`;
  throw new Failure('provider-conflict', `identity provider "${wanted.alias}" differs in ${names}, and ${whose}`, {
    hint: 'Change it in the admin console, or give another name by --alias',
  });
}

function differing(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly ProviderField[] {
  return Object.entries(after)
    .filter(([name, value]) => before[name] !== value)
    .map(([name, value]) => ({ name, before: before[name], after: value }));
}

function isSameIssuer(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const same = (key: string): boolean => a[key] !== undefined && a[key] === b[key];
  return same('issuer') || same('trustDomain');
}

/** The change in words, a line each; none where nothing changes. */
export function providerLines(change: ProviderChange): readonly string[] {
  const { alias, providerId, config } = change.wanted;
  switch (change.action) {
    case 'none':
      return [];
    case 'create':
      return [
        `+ identity provider ${alias} (${providerId}): the realm trusts what this issuer says of the two clients`,
        ...Object.entries(config).map(([name, value]) => `    ${name}: ${value}`),
      ];
    case 'update':
      return [
        `~ identity provider ${alias} (${providerId})`,
        ...change.fields.map(({ name, before, after }) => `    ${name}: ${before ?? 'absent'} → ${after}`),
      ];
  }
}

/** Carries the change out. */
export async function writeProvider(providers: IdentityProviders, change: ProviderChange): Promise<void> {
  switch (change.action) {
    case 'none':
      return;
    case 'create':
      return await providers.create(change.wanted);
    case 'update':
      return await providers.update(change.live, change.wanted);
  }
}
