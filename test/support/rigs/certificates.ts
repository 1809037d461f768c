import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate for loopback, and the authority that signed it; all are paths of files. */
export interface TestCertificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** The files of a folder that {@link makeCertificates} filled. */
export function certificatesIn(folder: string): TestCertificates {
  return {
    ca: join(folder, 'ca.pem'),
    certificate: join(folder, 'server.pem'),
    key: join(folder, 'server.key'),
  };
}

/** Makes an authority of this run alone, and a certificate for loopback. Gives why not, where openssl is missing. */
export function makeCertificates(folder: string): TestCertificates | { readonly reason: string } {
  const files = certificatesIn(folder);
  if (existsSync(files.certificate)) return files;
  const openssl = (...args: readonly string[]): void =>
    void execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const subject = (name: string): readonly string[] => ['-subj', `/CN=${name}`];
  writeFileSync(join(folder, 'extensions'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n');
  try {
    const usage = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
    openssl('req', '-x509', ...newKey, ...subject('keyplan tests'), ...usage, '-keyout', 'ca.key', '-out', 'ca.pem');
    openssl('req', ...newKey, ...subject('localhost'), '-keyout', 'server.key', '-out', 'server.csr');
    const signer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
    openssl('x509', '-req', '-in', 'server.csr', ...signer, '-out', 'server.pem', '-extfile', 'extensions');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { reason: 'there is no openssl on PATH to make certificates with' };
    throw error;
  }
  return files;
}
