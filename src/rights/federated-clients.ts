import type { DoctorCheck } from '../model/index.js';

/** A client that signs in by the token of another issuer. */
export interface FederatedClient {
  readonly clientId: string;
  /** The alias of the identity provider that its attribute `jwt.credential.issuer` names. */
  readonly issuer: string;
  readonly subject: string;
}

/** An identity provider whose tokens clients may sign in with. */
export interface TrustedIssuer {
  readonly alias: string;
  readonly isOn: boolean;
}

const check = 'federated-clients';

/**
 * What can be wrong with clients of other issuers. The server takes two clients with one issuer and subject, and gives
 * tokens to one of them in silence; it keeps what names a provider that is gone; it compares subjects as they are (26.7.4,
 * probed).
 */
export function federatedChecks(
  clients: readonly FederatedClient[],
  issuers: readonly TrustedIssuer[] | undefined,
): readonly DoctorCheck[] {
  if (clients.length === 0) return [];
  const found = [...sharedSubjects(clients), ...clients.flatMap(looseSubject), ...lostIssuers(clients, issuers)];
  if (found.length > 0) return found;
  return [{ check, state: 'fine', text: `${clients.length} with subjects of their own` }];
}

function sharedSubjects(clients: readonly FederatedClient[]): readonly DoctorCheck[] {
  const bySubject = Map.groupBy(clients, ({ issuer, subject }) => JSON.stringify([issuer, subject]));
  return [...bySubject.values()].flatMap((same): readonly DoctorCheck[] => {
    const [first] = same;
    if (first === undefined || same.length < 2) return [];
    const ids = same.map(({ clientId }) => clientId).sort();
    return [
      {
        check,
        state: 'warning',
        text: `${ids.join(' and ')} have one issuer and subject, "${first.subject}" of ${first.issuer}: one of them gets the tokens`,
        hint: 'Give each client a subject of its own',
      },
    ];
  });
}

/** Whoever may open a pull request runs its workflow, from any branch; one branch or one environment is a subject of its own. */
function looseSubject({ clientId, subject }: FederatedClient): readonly DoctorCheck[] {
  if (subject.endsWith(':pull_request'))
    return [
      {
        check,
        state: 'warning',
        text: `${clientId} is for whoever opens a pull request, from any branch: "${subject}"`,
        hint: 'Bind it to an environment that reviewers guard, as in repo:o/r:environment:keyplan-plan',
      },
    ];
  if (!subject.includes('*')) return [];
  return [
    {
      check,
      state: 'warning',
      text: `${clientId} has a subject with "*", which is compared as it is and fits nothing: "${subject}"`,
      hint: 'Write the whole subject',
    },
  ];
}

function lostIssuers(
  clients: readonly FederatedClient[],
  issuers: readonly TrustedIssuer[] | undefined,
): readonly DoctorCheck[] {
  if (issuers === undefined)
    return [
      {
        check,
        state: 'unknown',
        text: 'which issuers the realm trusts was not shown',
        hint: 'Give the identity that plans view-identity-providers of realm-management to have it looked at',
      },
    ];
  const known = new Map(issuers.map(({ alias, isOn }) => [alias, isOn]));
  return clients.flatMap(({ clientId, issuer }): readonly DoctorCheck[] => {
    const isOn = known.get(issuer);
    if (isOn === true) return [];
    const what = isOn === false ? 'is switched off' : 'is not there, or takes no assertions of clients';
    return [{ check, state: 'warning', text: `the identity provider ${issuer} of ${clientId} ${what}` }];
  });
}
