/**
 * What a protocol mapper does when a key of its `config` is absent, so that a written default and an absent key never show
 * as a difference. `type` is its `protocolMapper`, `configOf` gives its other keys. Keys that are not listed have no
 * default: absent and present differ. Source: the tokens that 26.7.4 makes, contract "a mapper key that is absent means its default".
 */
export function mapperDefault(
  key: string,
  configOf: (key: string) => string | undefined,
  type: string | undefined,
): string | undefined {
  switch (key) {
    case 'id.token.claim':
    case 'lightweight.claim':
    case 'access.tokenResponse.claim':
    case 'multivalued':
    case 'aggregate.attrs':
    case 'full.path':
      return 'false';
    case 'access.token.claim':
      return ON_BY_DEFAULT.has(type ?? '') ? 'true' : 'false';
    case 'userinfo.token.claim':
      return configOf('id.token.claim') ?? 'false';
    case 'introspection.token.claim':
      return ON_BY_DEFAULT.has(type ?? '') ? 'true' : (configOf('access.token.claim') ?? 'false');
    case 'jsonType.label':
      return 'String';
    default:
      return undefined;
  }
}

/** Mapper types that are older than the switch and stay on without it. */
const ON_BY_DEFAULT: ReadonlySet<string> = new Set(['oidc-allowed-origins-mapper', 'oidc-audience-resolve-mapper']);
