import { createSecureContext, getCACertificates, type ConnectionOptions } from 'node:tls';
import { Failure, type ClientCertificate, type Secret } from '../../../model/index.js';
import type { CredentialReader } from './credential.js';

/** What the settings say about TLS. */
export interface TlsOptions {
  /** A file of authorities that are trusted besides the usual ones. */
  readonly caFile?: string;
  readonly clientCertificate?: ClientCertificate;
  /** Whether the server's certificate is not looked at. */
  readonly insecureSkipTlsVerify?: boolean;
}

/** What is shown to a server that asks who connects, in PEM. */
export interface ShownCertificate {
  readonly certificate: Secret;
  readonly key: Secret;
}

/**
 * The options of TLS connections; `own` is shown instead of the settings' certificate. Files are read once for a session.
 *
 * @throws Failure when a file cannot be read or does not hold what it must.
 */
export async function readTlsMaterial(
  options: TlsOptions,
  read: CredentialReader,
  own: ShownCertificate | undefined,
): Promise<ConnectionOptions> {
  const { caFile, clientCertificate, insecureSkipTlsVerify = false } = options;
  const plain: ConnectionOptions = { rejectUnauthorized: !insecureSkipTlsVerify };
  if (caFile === undefined && clientCertificate === undefined && own === undefined) return plain;
  const authorities = caFile === undefined ? undefined : await readAuthorities(caFile, read);
  const shown = own ?? (clientCertificate === undefined ? undefined : await readCertificate(clientCertificate, read));
  const ours = shown === undefined ? {} : { cert: shown.certificate.reveal(), key: shown.key.reveal() };
  return { ...plain, secureContext: contextOf({ ...authorities, ...ours }) };
}

async function readAuthorities(caFile: string, read: CredentialReader): Promise<{ readonly ca: string[] }> {
  const text = await read({ file: caFile }).catch((cause: unknown) => {
    throw unusable(`the file of authorities ${caFile} cannot be read`, cause);
  });
  if (!CERTIFICATE.test(text.reveal())) throw unusable(`the file of authorities ${caFile} holds no certificate in PEM`);
  // Those of the system and of NODE_EXTRA_CA_CERTS count too: a file adds to them.
  return { ca: [...getCACertificates('default'), text.reveal()] };
}

async function readCertificate(
  { certificate, key }: ClientCertificate,
  read: CredentialReader,
): Promise<ShownCertificate> {
  return { certificate: await read(certificate), key: await read(key) };
}

function contextOf(parts: { readonly ca?: string[]; readonly cert?: string; readonly key?: string }) {
  try {
    return createSecureContext(parts);
  } catch (cause) {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw unusable(`the certificates of the connection cannot be used${code}`);
  }
}

const CERTIFICATE = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----/;

function unusable(message: string, cause?: unknown): Failure {
  return new Failure('credential-missing', message, {
    hint: 'Give certificates and unencrypted keys in PEM; a key must be that of its certificate.',
    cause,
  });
}
