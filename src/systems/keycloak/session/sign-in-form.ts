import { Secret, Failure, type AssertionSource, type SignIn } from '../../../model/index.js';
import type { CredentialReader } from './credential.js';
import { signAssertion } from './sign-assertion.js';
import type { ShownCertificate } from './tls-material.js';

/** Gives a fresh assertion for this audience from a source; called for each token request, because a `jti` counts once. */
export type AssertionReader = (source: AssertionSource, audience: string) => Promise<Secret>;

/** What a sign-in takes from the world outside of the server. */
export interface SignInEdges {
  readonly readCredential: CredentialReader;
  /** Needed only where somebody else's assertion is shown. */
  readonly readAssertion?: AssertionReader;
}

/** What is sent to the token endpoint. */
export interface SignInForm {
  readonly fields: URLSearchParams;
  /** What in it is secret: the credential, or the assertion. */
  readonly shown: Secret;
  /** What was read to make it: the same, or the key that signed. */
  readonly credential: Secret;
  /** What the connection must show for the form to count. */
  readonly certificate?: ShownCertificate;
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:';

/**
 * Makes the form for one token request. `audience` is the issuer of the realm that is signed in to, in one text: the only
 * audience that the server takes from others (26.7.4; contract "the audience of an assertion is the realm's issuer").
 */
export async function signInForm(signIn: SignIn, audience: string, edges: SignInEdges): Promise<SignInForm> {
  const { clientId } = signIn;
  switch (signIn.method) {
    case 'client-secret': {
      const shown = await edges.readCredential(signIn.clientSecret);
      return form({ grant_type: 'client_credentials', client_id: clientId, client_secret: shown.reveal() }, shown);
    }
    case 'password': {
      const shown = await edges.readCredential(signIn.password);
      const { username } = signIn;
      return form({ grant_type: 'password', client_id: clientId, username, password: shown.reveal() }, shown);
    }
    case 'private-key-jwt': {
      const key = await edges.readCredential(signIn.key);
      const shown = await signAssertion(key, { ...signIn, audience });
      return { ...form(assertionFields(clientId, 'jwt-bearer', shown), shown), credential: key };
    }
    case 'assertion': {
      if (edges.readAssertion === undefined) {
        throw new Failure('bug', 'the session was opened without a way to read assertions', {
          hint: 'Give readAssertion to openSession or openReadSession.',
        });
      }
      const shown = await edges.readAssertion(signIn.source, audience);
      return form(assertionFields(clientId, signIn.assertionType, shown), shown);
    }
    case 'tls-client-certificate': {
      const certificate = await edges.readCredential(signIn.certificate);
      const key = await edges.readCredential(signIn.key);
      // The form names only whose the certificate is.
      const made = form({ grant_type: 'client_credentials', client_id: clientId }, key);
      return { ...made, certificate: { certificate, key } };
    }
  }
}

/** The client id stands beside the assertion, so that a second client with the same issuer and subject is no quiet stand-in. */
function assertionFields(clientId: string, type: string, shown: Secret): Readonly<Record<string, string>> {
  return {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_assertion_type: ASSERTION_TYPE + type,
    client_assertion: shown.reveal(),
  };
}

function form(fields: Readonly<Record<string, string>>, shown: Secret): SignInForm {
  return { fields: new URLSearchParams(fields), shown, credential: shown };
}
