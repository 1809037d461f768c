/** A way to get the layout of a realm file wrong, and where that is told: once for each mistake. */
export interface BrokenLayout {
  readonly name: string;
  readonly lines: readonly string[];
  /** `<code> <line>:<column>` of every diagnostic, in their order. */
  readonly says: readonly string[];
}

export const BROKEN_LAYOUT: readonly BrokenLayout[] = [
  {
    name: 'a field is indented one blank too few, among others',
    lines: ['clients:', '  shop:', '    type: service', '   name: Shop', '    enabled: true', '  other: {}'],
    says: ['yaml-syntax 4:4'],
  },
  {
    name: 'the last field is indented one blank too few',
    lines: ['clients:', '  shop:', '    type: service', '    enabled: true', '   name: Shop'],
    says: ['yaml-syntax 5:4'],
  },
  {
    name: 'the same in a file with CR LF',
    lines: ['clients:\r', '  shop:\r', '    type: service\r', '   name: Shop\r'],
    says: ['yaml-syntax 4:4'],
  },
  {
    name: 'the first field is indented one blank too many',
    lines: ['clients:', '  shop:', '     type: service', '    name: Shop'],
    says: ['yaml-syntax 4:5'],
  },
  {
    name: 'a field is indented too far, below plain text',
    lines: ['clients:', '  shop:', '    type: service', '     name: Shop', '    enabled: true'],
    says: ['yaml-syntax 4:6'],
  },
  {
    name: 'a field is indented too far, below text in quotes',
    lines: ['clients:', '  shop:', '    name: "Shop"', '      enabled: true', '    type: service'],
    says: ['yaml-syntax 4:7'],
  },
  {
    name: 'a field is indented too far, below brackets',
    lines: ['clients:', '  shop:', '    redirectUris: [https://a.example/cb]', '      name: Shop', '    enabled: true'],
    says: ['yaml-syntax 4:7'],
  },
  {
    name: 'a field is indented too far, below a list',
    lines: ['clients:', '  shop:', '    defaultClientScopes:', '      - a', '      - b', '     name: Shop'],
    says: ['yaml-syntax 6:6'],
  },
  {
    name: 'a client is indented too little',
    lines: ['clients:', '  shop:', '    type: service', ' other:', '    type: service'],
    says: ['yaml-syntax 4:2'],
  },
  {
    name: 'a key of the file is indented',
    lines: ['clients:', '  shop: {}', ' roles:', '  a: {}'],
    says: ['yaml-syntax 3:2'],
  },
  {
    name: 'a key of the file is indented as the clients',
    lines: ['clients:', '  shop: {}', '  roles:', '    a: {}'],
    says: ['unknown-key 4:5'],
  },
  {
    name: 'the first key of the file is indented',
    lines: [' clients:', '  shop: {}', 'roles:', '  a: {}'],
    says: ['yaml-syntax 3:1'],
  },
  {
    name: 'a client stands at the left edge',
    lines: ['clients:', 'shop:', '  type: service'],
    says: ['wrong-type 1:1', 'unknown-key 2:1'],
  },
  {
    name: 'fields are indented as their client',
    lines: ['clients:', '  shop:', '  type: service', '  redirectUris: [a]'],
    says: ['wrong-type 2:3', 'wrong-type 3:9', 'wrong-type 4:17'],
  },
  {
    name: 'fields stand at the left edge',
    lines: ['clients:', '  shop:', '    name: x', 'type: service', 'enabled: true'],
    says: ['unknown-key 4:1', 'unknown-key 5:1'],
  },
  {
    name: 'a client is indented as a field',
    lines: ['clients:', '  shop:', '    type: service', '    other:', '      type: service'],
    says: ['unknown-key 4:5'],
  },
  {
    name: 'a list item is indented too little',
    lines: [
      'clients:',
      '  shop:',
      '    redirectUris:',
      '      - https://a.example/cb',
      '     - https://b.example/cb',
      '    name: x',
    ],
    says: ['yaml-syntax 5:6'],
  },
  {
    name: 'a list item is indented too far',
    lines: [
      'clients:',
      '  shop:',
      '    redirectUris:',
      '      - "https://a.example/cb"',
      '        - "https://b.example/cb"',
      '    name: x',
    ],
    says: ['yaml-syntax 5:9'],
  },
  {
    name: 'a list item has no dash',
    lines: [
      'clients:',
      '  shop:',
      '    redirectUris:',
      '      - https://a.example/cb',
      '      https://b.example/cb',
      '    name: x',
    ],
    says: ['yaml-syntax 5:7'],
  },
  {
    name: 'no list item has a blank behind its dash',
    lines: [
      'clients:',
      '  shop:',
      '    redirectUris:',
      '      -https://a.example/cb',
      '      -https://b.example/cb',
      '    name: x',
    ],
    says: ['wrong-type 4:7'],
  },
  {
    name: 'one list item has no blank behind its dash',
    lines: [
      'clients:',
      '  shop:',
      '    redirectUris:',
      '      - https://a.example/cb',
      '      -https://b.example/cb',
      '    name: x',
    ],
    says: ['yaml-syntax 5:7'],
  },
  {
    name: 'a list starts on the line of its key',
    lines: ['clients:', '  shop:', '    redirectUris: - https://a.example/cb', '    name: x'],
    says: ['yaml-syntax 3:19'],
  },
  {
    name: 'a list item stands among fields',
    lines: ['clients:', '  shop:', '    name: x', '    - a', '    type: service'],
    says: ['yaml-syntax 4:5'],
  },
  {
    name: 'a list stands under a key that has a value',
    lines: [
      'clients:',
      '  shop:',
      '    redirectUris: https://a.example/cb',
      '      - https://b.example/cb',
      '    name: x',
    ],
    says: ['wrong-type 3:19'],
  },
  {
    name: 'a key of a list item is not aligned',
    lines: ['clients:', '  shop:', '    protocolMappers:', '      - name: x', '       protocol: y', '      - name: z'],
    says: ['yaml-syntax 5:8'],
  },
  {
    name: 'the file holds only a list',
    lines: ['- shop:', '    type: service'],
    says: ['wrong-type 1:1'],
  },
  {
    name: 'clients are a list',
    lines: ['clients:', '  - shop:', '      type: service'],
    says: ['wrong-type 2:3'],
  },
  {
    name: 'no blank stands behind a colon',
    lines: ['clients:', '  shop:', '    type:service', '    name: x'],
    says: ['yaml-syntax 3:10'],
  },
  {
    name: 'no blank stands behind the only colon',
    lines: ['clients:', '  shop:', '    type:service'],
    says: ['wrong-type 3:5'],
  },
  {
    name: 'no blank stands behind a colon in brackets',
    lines: ['clients:', '  shop: {type:service, name: x}'],
    says: ['unknown-key 2:10'],
  },
  {
    name: 'a client has no colon',
    lines: ['clients:', '  shop', '    type: service'],
    says: ['yaml-syntax 2:3'],
  },
  {
    name: 'a key of the file has no colon',
    lines: ['clients', '  shop:', '    type: service'],
    says: ['yaml-syntax 1:1'],
  },
  {
    name: 'a field has no colon',
    lines: ['clients:', '  shop:', '    name: x', '    type service', '    enabled: true'],
    says: ['yaml-syntax 4:5'],
  },
  {
    name: 'the key of a list has no colon',
    lines: ['clients:', '  shop:', '    redirectUris', '      - https://a.example/cb', '    name: x'],
    says: ['yaml-syntax 3:5'],
  },
  {
    name: 'a field has an equals sign',
    lines: ['clients:', '  shop:', '    type = service', '    name: x'],
    says: ['yaml-syntax 3:5'],
  },
  {
    name: 'two keys stand on one line',
    lines: ['clients:', '  shop:', '    type: service name: Shop', '    enabled: true'],
    says: ['yaml-syntax 3:11'],
  },
  {
    name: 'a client stands on the line of "clients"',
    lines: ['clients: shop:', '    type: service'],
    says: ['yaml-syntax 1:10'],
  },
  {
    name: 'fields stand under a key that has a value',
    lines: ['clients:', '  shop: web', '    type: service', '    name: x'],
    says: ['yaml-syntax 3:5'],
  },
  {
    name: 'fields stand under a key that has an empty map',
    lines: ['clients:', '  shop: {}', '    type: service', '    name: x'],
    says: ['yaml-syntax 3:5'],
  },
  {
    name: 'text goes on below its key, not indented',
    lines: ['clients:', '  shop:', '    description: My shop that', '    is good', '    type: service'],
    says: ['yaml-syntax 4:5'],
  },
  {
    name: 'text goes on below its key, with a colon in it',
    lines: ['clients:', '  shop:', '    description: My shop', '      note: is good', '    type: service'],
    says: ['yaml-syntax 4:7'],
  },
  {
    name: 'text of several lines is not indented',
    lines: ['clients:', '  shop:', '    description: |', '    My text', '    type: service'],
    says: ['yaml-syntax 4:5'],
  },
  {
    name: 'tabs indent all lines',
    lines: ['clients:', '\tshop:', '\t\ttype: service', '\t\tname: x'],
    says: ['yaml-tab 2:1', 'yaml-tab 3:1', 'yaml-tab 4:1'],
  },
  {
    name: 'a tab indents one line',
    lines: ['clients:', '  shop:', '    type: service', '\tname: x'],
    says: ['yaml-tab 4:1'],
  },
  {
    name: 'blanks of a web page indent a line',
    lines: ['clients:', '  shop:', '\u00a0\u00a0\u00a0\u00a0type: service', '    name: x'],
    says: ['yaml-syntax 3:1'],
  },
  {
    name: 'a quote is not closed',
    lines: ['clients:', '  shop:', '    name: "Shop', '    type: service', '  other:', '    name: Other'],
    says: ['yaml-syntax 3:11'],
  },
  {
    name: 'a quote is not closed, and more quotes follow',
    lines: ['clients:', '  shop:', '    name: "Shop', '    type: service', '  other:', '    name: "Other"'],
    says: ['yaml-syntax 3:11'],
  },
  {
    name: 'a single quote is not closed',
    lines: ['clients:', '  shop:', "    name: 'Shop", '    type: service'],
    says: ['yaml-syntax 3:11'],
  },
  {
    name: 'an apostrophe stands between single quotes',
    lines: ['clients:', '  shop:', "    name: 'Bob's shop'", '    type: service'],
    says: ['yaml-syntax 3:16'],
  },
  {
    name: 'the quote of a key is not closed',
    lines: ['clients:', '  "shop:', '    type: service'],
    says: ['yaml-syntax 2:3'],
  },
  {
    name: 'the bracket of a list is not closed',
    lines: [
      'clients:',
      '  shop:',
      '    redirectUris: [https://a.example/cb, https://b.example/cb',
      '    type: service',
      '  other:',
      '    type: service',
    ],
    says: ['yaml-syntax 3:19'],
  },
  {
    name: 'the bracket of a list of several lines is not closed',
    lines: [
      'clients:',
      '  shop:',
      '    redirectUris: [',
      '      https://a.example/cb,',
      '      https://b.example/cb',
      '    type: service',
      '  other: {}',
    ],
    says: ['yaml-syntax 3:19'],
  },
  {
    name: 'the bracket of a map is not closed',
    lines: ['clients:', '  shop: { type: service', '  other: { type: service }'],
    says: ['yaml-syntax 2:9'],
  },
  {
    name: 'one of several brackets is not closed',
    lines: ['clients:', '  shop: { type: service, authentication: { secret: { from: generate } }', '  other: {}'],
    says: ['yaml-syntax 2:9'],
  },
  {
    name: 'a bracket is closed by another one',
    lines: ['clients:', '  shop: { redirectUris: [a, b}, type: service }', '  other: {}'],
    says: ['yaml-syntax 2:25'],
  },
  {
    name: 'a bracket is closed twice',
    lines: ['clients:', '  shop: { type: service }}', '  other: {}'],
    says: ['yaml-syntax 2:26'],
  },
  {
    name: 'what lies between brackets is not indented',
    lines: ['clients:', '  shop: {', '    type: service,', '  }', '  list: {', '  redirectUris: [a]', '  }'],
    says: ['yaml-syntax 6:3'],
  },
  {
    name: 'a comma is missing in a map',
    lines: ['clients:', '  shop: {', '    type: service', '    name: x', '  }'],
    says: ['yaml-syntax 3:11'],
  },
  {
    name: 'a comma is missing in a list',
    lines: ['clients:', '  shop:', '    redirectUris: ["a" "b"]'],
    says: ['yaml-syntax 3:24'],
  },
  {
    name: 'a list with dashes lies between brackets',
    lines: ['clients:', '  shop: {', '    redirectUris:', '      - a', '      - b', '  }'],
    says: ['yaml-syntax 4:7'],
  },
  {
    name: 'a variable with text behind it is not in quotes',
    lines: ['clients:', '  shop:', '    rootUrl: {{base}}/x', '    name: x'],
    says: ['yaml-syntax 3:22'],
  },
  {
    name: 'a conflict of a merge is left in the file',
    lines: ['clients:', '  shop:', '<<<<<<< HEAD', '    type: service', '=======', '    type: service', '>>>>>>> x'],
    says: ['yaml-syntax 3:1'],
  },
];
