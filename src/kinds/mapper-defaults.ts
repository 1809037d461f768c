/**
 * What a protocol mapper does when a key of its `config` is absent, so that a written default and an absent key never show
 * as a difference. Source: the behaviour of 26.7.4, contract "a mapper key that is absent means its default". Keys that
 * are not listed have no default: absent and present differ.
 */
export function mapperDefault(key: string, config: ReadonlyMap<string, string>): string | undefined {
  switch (key) {
    case 'id.token.claim':
    case 'access.token.claim':
    case 'lightweight.claim':
    case 'access.tokenResponse.claim':
    case 'multivalued':
    case 'aggregate.attrs':
    case 'full.path':
      return 'false';
    case 'userinfo.token.claim':
      return config.get('id.token.claim') ?? 'false';
    case 'introspection.token.claim':
      return 'true';
    case 'jsonType.label':
      return 'String';
    default:
      return undefined;
  }
}
