// The little of Protocol Buffers that two messages of the Workload API need: fields that are texts or nested messages.

/** A field that holds text. */
export function textField(number: number, text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([varint(number * 8 + LENGTH_DELIMITED), varint(bytes.length), bytes]);
}

/** The fields of a message that hold bytes, with their numbers; others are passed over. Throws for what is no message. */
export function bytesFields(message: Buffer): readonly (readonly [number, Buffer])[] {
  const found: (readonly [number, Buffer])[] = [];
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let power = 1; ; power *= 128) {
      const byte = message[at];
      if (byte === undefined || power > POWER_MAX) throw new Error('a message that breaks off');
      at += 1;
      value += (byte % 128) * power;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = next();
    const type = key % 8;
    if (type === VARINT) next();
    else if (type === FIXED_64) at += 8;
    else if (type === FIXED_32) at += 4;
    else if (type === LENGTH_DELIMITED) {
      const length = next();
      if (at + length > message.length) throw new Error('a message that breaks off');
      found.push([Math.floor(key / 8), message.subarray(at, at + length)]);
      at += length;
    } else throw new Error('a field of an unknown type');
  }
  return found;
}

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;
/** Beyond seven bytes a number is not exact any more, and no length is so great. */
const POWER_MAX = 128 ** 6;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}
