// Certificates for tests, made anew for each: an authority, and what it signs for this machine. Node has no call that
// makes one, so the few structures of X.509 are put together here.
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate and its private key, in PEM. */
export interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Something that signs certificates, itself signed by nobody else. */
export interface TestAuthority extends TestCertificate {
  /** Makes a certificate for 127.0.0.1, localhost and these names. */
  readonly issue: (commonName: string, ...names: readonly string[]) => TestCertificate;
}

export function createAuthority(commonName = 'keyplan tests'): TestAuthority {
  const own = keyPair();
  const issuer = nameOf(commonName);
  const signed = (subject: Buffer, publicKey: KeyObject, extensions: readonly Buffer[]): string =>
    certificateOf({ issuer, subject, publicKey, extensions, signer: own.privateKey });
  return {
    certificate: signed(issuer, own.publicKey, [extension('551d13', sequence(der(0x01, Buffer.from([0xff]))), true)]),
    key: pemOf(own.privateKey),
    issue(subject, ...names) {
      const { publicKey, privateKey } = keyPair();
      const alternatives = [
        der(0x87, Buffer.from([127, 0, 0, 1])),
        ...['localhost', ...names].map((name) => der(0x82, Buffer.from(name))),
      ];
      const extensions = [extension('551d11', sequence(...alternatives))];
      return { certificate: signed(nameOf(subject), publicKey, extensions), key: pemOf(privateKey) };
    },
  };
}

interface Parts {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly signer: KeyObject;
}

const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));
const DAY_MS = 86_400_000;

function certificateOf({ issuer, subject, publicKey, extensions, signer }: Parts): string {
  const serial = der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const life = sequence(time(Date.now() - DAY_MS), time(Date.now() + DAY_MS));
  const version = der(0xa0, der(0x02, Buffer.from([2])));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const tbs = sequence(version, serial, ECDSA_SHA256, issuer, life, subject, spki, der(0xa3, sequence(...extensions)));
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', tbs, signer)]));
  const lines =
    sequence(tbs, ECDSA_SHA256, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function keyPair(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function nameOf(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(commonName)))));
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  const critical = isCritical ? [der(0x01, Buffer.from([0xff]))] : [];
  return sequence(oid(id), ...critical, der(0x04, value));
}

function time(ms: number): Buffer {
  return der(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`));
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

/** One value of DER: its tag, its length and its content. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
