import { troubled } from './errors.js';

/**
 * What a reset connection is called until it has passed undici, which takes ECONNRESET for the end of an answer that has no
 * length (8.13.1, for the sake of macOS), so that a part of an answer would count as the whole.
 */
const RESET = 'RESET';

/** Codes of undici by the ones that Node.js has for the same, which everything else goes by. */
const NODE_CODES: Readonly<Record<string, string>> = {
  [RESET]: 'ECONNRESET',
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'ERR_ANSWER_TOO_LONG',
  UND_ERR_HEADERS_OVERFLOW: 'HPE_HEADER_OVERFLOW',
  UND_ERR_INVALID_ARG: 'ERR_INVALID_ARG_VALUE',
  UND_ERR_NOT_SUPPORTED: 'ERR_INVALID_ARG_VALUE',
};

/**
 * An error of undici under the code that Node.js has for the same; any other one as it is. undici's own goes no further: it
 * may hold a part of the answer, and with it a secret. Nor may it come back to undici as one of a connection that was not
 * made: for some of its own it connects again and again (8.13.1).
 */
export function namedByNode(error: Error): Error {
  // What is no HTTP, or breaks off within a chunk; undici 8.13.1 knows which, but gives no code.
  if (error.name === 'HTTPParserError') return troubled('HPE_INVALID');
  const code = 'code' in error ? String(error.code) : '';
  const named = NODE_CODES[code] ?? (code.startsWith('UND_ERR_') ? 'ECONNRESET' : undefined);
  return named === undefined ? error : troubled(named);
}

/** Hides from undici that a connection was reset. */
export function hideReset(error: Error): void {
  if ('code' in error && error.code === 'ECONNRESET') error.code = RESET;
}
