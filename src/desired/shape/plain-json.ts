import type { Json, SourceNode } from '../../model/index.js';

const ENUMERABLE = { enumerable: true, configurable: true, writable: true };

/** The value of a node without its places. A key such as `__proto__` is only a key. */
export function plainJson(node: SourceNode): Json {
  switch (node.type) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plainJson);
    case 'map': {
      const plain: Record<string, Json> = {};
      node.entries.forEach(({ value }, key) => {
        if (key === '__proto__') Object.defineProperty(plain, key, { value: plainJson(value), ...ENUMERABLE });
        else plain[key] = plainJson(value);
      });
      return plain;
    }
  }
}
