import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { Failure, Secret, SIGNING_ALGORITHMS, type SigningAlgorithm } from '../../../model/index.js';

/** Whose assertion it is, for whom, and how it is signed. */
export interface AssertionWish {
  readonly clientId: string;
  /** One text: the server refuses several. */
  readonly audience: string;
  readonly algorithm?: SigningAlgorithm;
  readonly kid?: string;
}

/**
 * Signs an assertion by which a client signs in with its own key: PEM (PKCS #8, PKCS #1 or SEC 1) or a JWK. Each one has a
 * `jti` of its own and lives for a minute. The library that makes it is loaded only for those who have such a key.
 */
export async function signAssertion(key: Secret, wish: AssertionWish): Promise<Secret> {
  const parsed = parsePrivateKey(key.reveal());
  const algorithm = chooseAlgorithm(parsed, wish.algorithm);
  const kid = wish.kid ?? parsed.kid;
  const { PrivateKeyJwt } = await import('openid-client');
  const cryptoKey = parsed.key.toCryptoKey(WEB_CRYPTO[algorithm], false, ['sign']);
  const fields = new URLSearchParams();
  const sign = PrivateKeyJwt({ key: cryptoKey, ...(kid === undefined ? {} : { kid }) });
  // Its type promises nothing, but signing takes its time (6.8.9).
  await Promise.resolve(sign({ issuer: wish.audience }, { client_id: wish.clientId }, fields, new Headers()));
  return new Secret(fields.get('client_assertion') ?? '');
}

const WEB_CRYPTO = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
} as const satisfies Readonly<Record<SigningAlgorithm, object>>;

interface PrivateKey {
  readonly key: KeyObject;
  /** What a JWK says of itself. */
  readonly kid?: string;
  readonly algorithm?: string;
}

/** No message says anything that stands in the key. */
function parsePrivateKey(text: string): PrivateKey {
  try {
    if (!text.trimStart().startsWith('{')) return { key: createPrivateKey(text) };
    const jwk = JSON.parse(text) as JsonWebKey;
    const { kid, alg } = jwk;
    return {
      key: createPrivateKey({ key: jwk, format: 'jwk' }),
      ...(typeof kid === 'string' ? { kid } : {}),
      ...(typeof alg === 'string' ? { algorithm: alg } : {}),
    };
  } catch {
    // The error of the parser may quote the key.
    throw unusable('it is no private key in PEM, unencrypted, and no private JWK');
  }
}

function chooseAlgorithm({ key, algorithm: own }: PrivateKey, written: SigningAlgorithm | undefined): SigningAlgorithm {
  const type = key.asymmetricKeyType;
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  const curve = key.asymmetricKeyDetails?.namedCurve;
  const fitting: readonly SigningAlgorithm[] =
    type === 'rsa' ? ['RS256', 'PS256'] : type === 'ec' && curve === 'prime256v1' ? ['ES256'] : [];
  const [usual] = fitting;
  if (usual === undefined)
    throw unusable(`it is of type ${type ?? 'unknown'}${curve === undefined ? '' : ` on ${curve}`}`);
  if (type === 'rsa' && bits < RSA_BITS_MIN) throw unusable(`it has ${bits} bits, and ${RSA_BITS_MIN} are the least`);
  const wanted = written ?? own ?? usual;
  const algorithm = SIGNING_ALGORITHMS.find((one) => one === wanted);
  if (algorithm !== undefined && fitting.includes(algorithm)) return algorithm;
  throw unusable(`it does not sign by ${JSON.stringify(wanted)} but by ${fitting.join(' or ')}`);
}

const RSA_BITS_MIN = 2048;

function unusable(why: string): Failure {
  return new Failure('credential-missing', `the private key cannot sign an assertion: ${why}`, {
    hint: 'Give an RSA key of 2048 bits or more, or an elliptic-curve key on P-256, as PEM (PKCS #8, PKCS #1, SEC 1) or as a JWK.',
  });
}
