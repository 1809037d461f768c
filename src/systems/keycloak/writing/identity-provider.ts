import type { ReadSession, Session } from '../session/session.js';

/**
 * An identity provider as the server has it, whole: a PUT replaces everything, so what is not sent back is lost
 * (26.7.4, contract "identity providers").
 */
export interface LiveIdentityProvider {
  readonly alias: string;
  readonly providerId: string;
  readonly enabled: boolean;
  readonly config: Readonly<Record<string, string>>;
  readonly representation: Readonly<Record<string, unknown>>;
}

/** What an identity provider should be; further keys of `config` are left as they are. */
export interface WantedIdentityProvider {
  readonly alias: string;
  readonly providerId: string;
  readonly displayName: string;
  readonly config: Readonly<Record<string, string>>;
}

/** Reading and writing the identity providers of one realm. */
export interface IdentityProviders {
  readonly list: () => Promise<readonly LiveIdentityProvider[]>;
  readonly create: (wanted: WantedIdentityProvider) => Promise<void>;
  readonly update: (live: LiveIdentityProvider, wanted: WantedIdentityProvider) => Promise<void>;
}

/** A realm has a handful; without a number some versions give the first hundred. */
const PROVIDERS_MAX = 10_000;

export function createIdentityProviders(session: Session): IdentityProviders {
  const path = ['identity-provider', 'instances'];
  return {
    list: () => listIdentityProviders(session),
    async create({ alias, providerId, displayName, config }) {
      // It vouches for programs and signs nobody in, so it has no place on the login page.
      const body = { alias, providerId, displayName, enabled: true, hideOnLogin: true, config };
      await session.send({ asked: 'POST /identity-provider/instances', path, body });
    },
    async update({ representation, config }, wanted) {
      const body = { ...representation, enabled: true, config: { ...config, ...wanted.config } };
      const asked = 'PUT /identity-provider/instances/{alias}';
      await session.send({ asked, path: [...path, wanted.alias], body });
    },
  };
}

async function listIdentityProviders(session: ReadSession): Promise<readonly LiveIdentityProvider[]> {
  const answer = await session.get({
    asked: 'GET /identity-provider/instances',
    path: ['identity-provider', 'instances'],
    query: { briefRepresentation: false, first: 0, max: PROVIDERS_MAX },
  });
  return (Array.isArray(answer) ? answer : []).map((one: unknown) => {
    const representation = one as Readonly<Record<string, unknown>>;
    const { alias, providerId, enabled, config } = representation;
    return {
      alias: String(alias),
      providerId: String(providerId),
      enabled: enabled === true,
      config: (config ?? {}) as Readonly<Record<string, string>>,
      representation,
    };
  });
}
