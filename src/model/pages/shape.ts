import { lines, type PageText } from './page.js';

/** Pages about the shape of files: keys and values. */
export const SHAPE_PAGES = {
  'unknown-key': {
    title: 'a key is not known',
    meaning:
      'Keys are checked strictly, because a misspelled key would silently do nothing. Field names are those of Keycloak, such as redirectUris and fullScopeAllowed, and a few words of our own, such as type, serviceAccount and attachTo.',
    example: lines(
      'clients: { agent: { redirectUrls: [] } }     # wrong',
      'clients: { agent: { redirectUris: [] } }     # right',
    ),
    fix: 'Correct the key as the hint says. With the first line "# yaml-language-server: $schema=…/schemas/realm-file.schema.json" an editor lists the keys and marks wrong ones while you type.',
  },
  'wrong-type': {
    title: 'a value has the wrong type',
    meaning:
      'Text stands where a list is wanted, a number where text is wanted, and so on. Nothing is converted silently.',
    example: lines(
      'defaultClientScopes: profile      # wrong: text',
      'defaultClientScopes: [profile]    # right: a list',
      'roles: { submit: }                # wrong: nothing',
      'roles: { submit: {} }             # right: a role without further fields',
    ),
    fix: 'Write the value as the hint says. Text that looks like a number or like true wants quotes.',
  },
  'invalid-value': {
    title: 'a value is not one that can be',
    meaning: 'The type is right, but the value is none of those that are allowed, or it breaks a rule of its field.',
    example: lines(
      'accessTokenLifespan: 5 minutes     # wrong',
      'accessTokenLifespan: 5m            # right; PT5M is the same',
    ),
    fix: 'Write one of the values that the message names.',
  },
  'missing-key': {
    title: 'a key is missing',
    meaning: 'An entry cannot be understood without this key.',
    example: lines('m: { groups: {} }                     # wrong', 'm: { groups: { claim: groups } }      # right'),
    fix: 'Add the key; the hint says what it means.',
  },
  'not-yet': {
    title: 'a key or a value is not supported yet',
    meaning:
      'The word is reserved, and this version of keyplan cannot do what it says. It is refused rather than ignored, so that nobody relies on it.',
    fix: 'Leave it out until a version of keyplan takes it; the changelog says which.',
  },
  'conflicting-keys': {
    title: 'two keys say the same thing',
    meaning:
      'Two keys exclude each other: two forms of one mapper, or a field and the attribute that this field writes.',
    example: lines(
      'accessTokenLifespan: 5m',
      'attributes: { access.token.lifespan: 300 }     # wrong: the line above writes it',
    ),
    fix: 'Keep one of them; the shorter form is the better one.',
  },
  'mapper-list': {
    title: 'mappers are written as a list',
    meaning:
      'Exports of Keycloak hold mappers as a list. keyplan takes a map by name, so that a template or a later layer can change one of them.',
    example: lines(
      'protocolMappers:               # wrong',
      '  - name: aud',
      '    protocolMapper: oidc-audience-mapper',
      '    config: { included.custom.audience: gateway }',
      'protocolMappers:               # right',
      '  aud: { audience: gateway }',
    ),
    fix: 'Copy the map from the hint.',
  },
  'literal-secret': {
    title: 'a secret stands in a file',
    meaning:
      'Files name where a secret is and never hold it, since whoever can read the repository could use it. keyplan does not print it, but git has it already.',
    example: lines(
      'clientSecret: 3x4mpl3                        # wrong',
      'clientSecret: { env: KEYPLAN_PLAN_SECRET }   # right',
    ),
    fix: 'Take the secret out of the file, change it on the server, and name its place. A secret that was pushed must be taken as known.',
  },
} satisfies Readonly<Record<string, PageText>>;
