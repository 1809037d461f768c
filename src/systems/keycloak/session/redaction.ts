import { isSecretKey } from '../../../kinds/index.js';
import { SECRET_MASK } from '../../../model/index.js';

/** What a session has sent or got that is secret, and how it is taken out of what a server says. */
export interface Redaction {
  /** Remembers a credential or a token. */
  readonly keep: (secret: string) => void;
  /** Remembers what the JSON text of a request carries under keys that say it is secret, as in attributes and in the config of mappers. */
  readonly keepSecretsOf: (body: string) => void;
  /** The parsed body of an error with everything secret replaced. */
  readonly clean: (body: unknown) => unknown;
}

/**
 * Gateways in front of a server were seen to repeat the request in their error, with its form and its headers, and what a
 * server says is shown. So every credential and token of the session is replaced in it, every secret value that a request
 * carried, and whatever looks like a token.
 */
export function createRedaction(): Redaction {
  const secrets = new Set<string>();
  const cleanText = (text: string): string => {
    let cleaned = text;
    for (const secret of secrets) cleaned = cleaned.replaceAll(secret, SECRET_MASK);
    return cleaned.replaceAll(TOKEN, '(token)');
  };
  const clean = (value: unknown, depth = 0): unknown => {
    if (typeof value === 'string') return cleanText(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth === DEPTH_MAX) return undefined;
    if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, clean(member, depth + 1)]));
  };
  const keep = (secret: string): void => {
    if (secret.length < SECRET_LENGTH_MIN) return;
    // As it is, as a form encodes it, as a URL does, and as JSON does.
    const [, inForm = secret] = new URLSearchParams([['', secret]]).toString().split('=');
    const inJson = JSON.stringify(secret).slice(1, -1);
    for (const spelling of [secret, inForm, encodeURIComponent(secret), inJson]) secrets.add(spelling);
  };
  const keepSecretsIn = (value: unknown, isSecret: boolean): void => {
    if (typeof value === 'string' && isSecret) keep(value);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) keepSecretsIn(member, isSecret || isSecretKey(key));
  };
  return {
    keep,
    keepSecretsOf(body) {
      try {
        keepSecretsIn(JSON.parse(body), false);
      } catch {
        // The form of a sign-in, whose secrets are kept before it is sent.
      }
    },
    clean: (body) => clean(body),
  };
}

/** Shorter ones are no secrets, and replacing them would only garble what is said. */
const SECRET_LENGTH_MIN = 4;
/** No error of a Keycloak is as deep; what lies deeper is dropped. */
const DEPTH_MAX = 16;
/** The beginning of a JSON Web Token, `{"` in base64url, with or without its other parts. */
const TOKEN = /eyJ[\w-]{8,}(\.[\w-]*)*/g;
