import { Failure } from '../model/index.js';
import type { WantedIdentityProvider } from '../systems/keycloak/index.js';

/** The two identities of a target: one that looks, one that writes. */
export const ENDS = ['plan', 'apply'] as const;
export type End = (typeof ENDS)[number];

/** Who vouches for keyplan where it runs; a secret where nothing of this is asked for. */
export interface TrustOptions {
  /** `owner/repo`. */
  readonly github?: string;
  /** Issuer of a GitHub Enterprise Server. */
  readonly githubIssuer?: string;
  /** Issuer of the cluster. */
  readonly kubernetes?: string;
  /** `namespace/name`. */
  readonly serviceAccount?: string;
  /** Trust domain of SPIRE. */
  readonly spiffe?: string;
  readonly spiffePath?: string;
  readonly bundleEndpoint?: string;
  /** Stem of the environments. */
  readonly environment: string;
  /** Alias of the identity provider. */
  readonly alias?: string;
}

/** An issuer that the realm is to trust, and what it must say of each identity. */
export interface Trust {
  readonly provider: WantedIdentityProvider;
  readonly subjects: Readonly<Record<End, string>>;
  /** The key of the settings by which this way of signing in is chosen, with what belongs there. */
  readonly setting: string;
}

/**
 * A program with a good clock may still be ahead of the server; without this a token from 3 s ahead is refused (26.7.4,
 * contract "age and clock").
 */
const CLOCK_SKEW_SECONDS = '15';

/** What the options ask the realm to trust; undefined where the clients get secrets. Options that do not go together are refused. */
export function trustOf(options: TrustOptions): Trust | undefined {
  const asked = [options.github, options.kubernetes, options.spiffe].filter((one) => one !== undefined);
  if (asked.length > 1) refuse('--github, --kubernetes and --spiffe exclude each other', 'Ask for one of them');
  checkCompanions(options);
  // A name that no address can hold: the server takes it and never finds it again (26.7.4).
  if (/^\.{0,2}$/.test(options.alias ?? 'usual'))
    refuse(`"${options.alias}" is no alias of an identity provider`, 'Write --alias with letters, or leave it out');
  if (options.github !== undefined) return githubTrust(options.github, options);
  if (options.kubernetes !== undefined) return kubernetesTrust(options.kubernetes, options);
  return options.spiffe === undefined ? undefined : spiffeTrust(options.spiffe, options);
}

/** GitHub counts an id token's environment, so that only who may deploy to it may sign in: never a branch, never a pull request. */
function githubTrust(repository: string, { githubIssuer, environment, alias = 'github' }: TrustOptions): Trust {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) refuse(`"${repository}" is no repository`, 'Write --github owner/repo');
  // A colon would name another part of the subject, and a star fits nothing.
  if (!/^[^\s:*\p{C}](?:[^:*\p{C}]*[^\s:*\p{C}])?$/u.test(environment))
    refuse(`"${environment}" is no stem of an environment`, 'Write --environment with the name of yours before -plan');
  const issuer = withoutSlash(githubIssuer ?? 'https://token.actions.githubusercontent.com');
  checkUrl('--github-issuer', issuer);
  const config = {
    issuer,
    jwksUrl: `${issuer}/.well-known/jwks`,
    useJwksUrl: 'true',
    validateSignature: 'true',
    supportsClientAssertions: 'true',
    allowedClockSkew: CLOCK_SKEW_SECONDS,
  };
  return {
    provider: { alias, providerId: 'oidc', displayName: 'GitHub Actions', config },
    subjects: bothEnds((end) => `repo:${repository}:environment:${environment}-${end}`),
    setting: 'githubOidc: {}',
  };
}

function kubernetesTrust(issuer: string, { serviceAccount = '', alias = 'kubernetes' }: TrustOptions): Trust {
  // The issuer must be the text in the tokens to the letter, so a slash at its end stays.
  checkUrl('--kubernetes', issuer);
  const [namespace, name] = /^[a-z0-9.-]+\/[a-z0-9.-]+$/.test(serviceAccount) ? serviceAccount.split('/') : [];
  if (namespace === undefined || name === undefined) {
    refuse(
      '--kubernetes wants the service accounts that keyplan runs as',
      'Write --service-account namespace/name; keyplan then runs as name-plan and as name-apply',
    );
  }
  return {
    provider: {
      alias,
      providerId: 'kubernetes',
      displayName: 'Kubernetes',
      config: { issuer, allowedClockSkew: CLOCK_SKEW_SECONDS },
    },
    subjects: bothEnds((end) => `system:serviceaccount:${namespace}:${name}-${end}`),
    setting: 'tokenFile: { path: /var/run/secrets/keyplan/token }',
  };
}

/** The server takes any text for a bundle endpoint, none too, and fails at the first sign-in (26.7.4), so it is asked for here. */
function spiffeTrust(
  domain: string,
  { spiffePath, bundleEndpoint, environment, alias = 'spiffe' }: TrustOptions,
): Trust {
  const trustDomain = domain.startsWith('spiffe://') ? domain : `spiffe://${domain}`;
  if (!/^spiffe:\/\/[a-z0-9._-]+$/.test(trustDomain)) {
    refuse(`"${domain}" is no trust domain`, 'Write it like example.org, in lower case and without a path');
  }
  if (bundleEndpoint === undefined) {
    refuse(
      '--spiffe wants to know where the server finds the keys of the trust domain',
      "Write --bundle-endpoint with the URL of SPIRE's bundle endpoint, of profile https_web",
    );
  }
  checkUrl('--bundle-endpoint', bundleEndpoint);
  const stem = spiffePath ?? `/${environment}`;
  if (!/^(?:\/[\w.-]+)+$/.test(stem)) refuse(`"${stem}" is no path of a SPIFFE id`, 'Write it like /ci/keyplan');
  return {
    provider: {
      alias,
      providerId: 'spiffe',
      displayName: 'SPIFFE',
      config: { trustDomain, bundleEndpoint, allowedClockSkew: CLOCK_SKEW_SECONDS },
    },
    subjects: bothEnds((end) => `${trustDomain}${stem}-${end}`),
    setting: 'spiffe: {}',
  };
}

/** An option that nothing would use is a mistake. */
function checkCompanions(options: TrustOptions): void {
  const companions: readonly (readonly [string, string | undefined, string, string | undefined])[] = [
    ['--github-issuer', options.githubIssuer, '--github', options.github],
    ['--service-account', options.serviceAccount, '--kubernetes', options.kubernetes],
    ['--spiffe-path', options.spiffePath, '--spiffe', options.spiffe],
    ['--bundle-endpoint', options.bundleEndpoint, '--spiffe', options.spiffe],
  ];
  for (const [option, value, companion, other] of companions) {
    if (value !== undefined && other === undefined)
      refuse(`${option} goes with ${companion} only`, `Leave it out, or give ${companion} too`);
  }
}

function bothEnds(text: (end: End) => string): Readonly<Record<End, string>> {
  return { plan: text('plan'), apply: text('apply') };
}

function checkUrl(option: string, url: string): void {
  if (!/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#@]*)?$/.test(url))
    refuse(`${option} wants a URL, and "${url}" is none`, `Write ${option} https://…`);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function refuse(message: string, hint: string): never {
  throw new Failure('usage', message, { hint });
}
