/**
 * Client attributes whose absence the server treats as this value, so that a value equal to it and an absent one never
 * differ. The admin console writes many of them when it saves an unchanged client. One of those it writes is no default:
 * without `backchannel.logout.session.required` there is no session in a logout token, although the console and new
 * clients with an explicit protocol get `true` (26.7.4, contract "a client attribute that is absent means its default").
 */
const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['acr.loa.map', '{}'],
  ['backchannel.logout.revoke.offline.tokens', 'false'],
  ['backchannel.logout.session.required', 'false'],
  ['client.introspection.response.allow.jwt.claim.enabled', 'false'],
  ['client.use.lightweight.access.token.enabled', 'false'],
  ['client_credentials.use_refresh_token', 'false'],
  ['display.on.consent.screen', 'false'],
  ['dpop.bound.access.tokens', 'false'],
  ['frontchannel.logout.session.required', 'true'],
  ['oauth2.device.authorization.grant.enabled', 'false'],
  ['oauth2.jwt.authorization.grant.enabled', 'false'],
  ['oidc.ciba.grant.enabled', 'false'],
  ['require.pushed.authorization.requests', 'false'],
  ['standard.token.exchange.enabled', 'false'],
  ['tls.client.certificate.bound.access.tokens', 'false'],
  ['token.response.type.bearer.lower-case', 'false'],
  ['use.jwks.url', 'false'],
  ['use.refresh.tokens', 'true'],
]);

/** The value that an absent client attribute stands for; undefined where absence is a state of its own. */
export function clientAttributeDefault(key: string): string | undefined {
  return DEFAULTS.get(key);
}
