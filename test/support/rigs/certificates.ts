import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthority } from '../certificates.js';

/** A certificate for loopback, and the authority that signed it; all are paths of files. */
export interface RigCertificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** What somebody who connects may show; its subject is {@link CLIENT_SUBJECT}. */
  readonly clientCertificate: string;
  readonly clientKey: string;
}

export const CLIENT_SUBJECT = 'keyplan-tests';

/** The files of a folder that {@link writeCertificates} filled. */
export function certificatesIn(folder: string): RigCertificates {
  return {
    ca: join(folder, 'ca.pem'),
    certificate: join(folder, 'server.pem'),
    key: join(folder, 'server.key'),
    clientCertificate: join(folder, 'client.pem'),
    clientKey: join(folder, 'client.key'),
  };
}

/** Makes an authority of this run alone, and a certificate for loopback. */
export function writeCertificates(folder: string): RigCertificates {
  const files = certificatesIn(folder);
  const authority = createAuthority();
  const { certificate, key } = authority.issue('localhost');
  writeFileSync(files.ca, authority.certificate);
  writeFileSync(files.certificate, certificate);
  writeFileSync(files.key, key, { mode: 0o600 });
  const client = authority.issue(CLIENT_SUBJECT);
  writeFileSync(files.clientCertificate, client.certificate);
  writeFileSync(files.clientKey, client.key, { mode: 0o600 });
  return files;
}
