import type { Json, SourceNode } from '../../model/index.js';

/** The value of a node without its places. Objects have no prototype, so that a key such as `__proto__` is only a key. */
export function plainJson(node: SourceNode): Json {
  switch (node.type) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plainJson);
    case 'map': {
      const plain = Object.create(null) as Record<string, Json>;
      for (const [key, { value }] of node.entries) plain[key] = plainJson(value);
      return plain;
    }
  }
}
