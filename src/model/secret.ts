/** What stands in every text in place of a value that must not be printed. */
export const SECRET_MASK = '(secret)';
/** The method that `console.log` and `util.inspect` ask. */
const INSPECT: unique symbol = Symbol.for('nodejs.util.inspect.custom');

/**
 * A value that must never be printed. It shows itself as `(secret)` wherever text is made of it: string conversion,
 * JSON, `console.log`, `util.inspect`, template literals, error causes. Only {@link Secret.reveal} gives the value, and
 * only the code that hands it to its one destination may call that.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one request, header or file that it is meant for. */
  reveal(): string {
    return this.#value;
  }

  /** Whether both hold the same value; the only question that may be asked of two secrets. */
  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return SECRET_MASK;
  }

  toJSON(): string {
    return SECRET_MASK;
  }

  [INSPECT](): string {
    return SECRET_MASK;
  }
}
