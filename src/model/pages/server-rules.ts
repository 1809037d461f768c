import { lines, type PageText } from './page.js';

/** Pages about what the server would swallow or refuse, and about references. */
export const SERVER_RULE_PAGES = {
  'secret-attribute': {
    title: 'an attribute holds a secret',
    meaning:
      "The attribute, or the key of a mapper's config, is a credential or key material. It cannot be declared, since files hold no secrets, and its live value is never read further than needed or shown.",
    fix: 'Take it out of the file, and change the secret if it was pushed. Client secrets are written as authentication: { secret: { from: generate } }. What stands in the config of a mapper stays there by a rule under ignore.',
  },
  'reserved-attribute': {
    title: 'an attribute belongs to the server or to keyplan',
    meaning:
      'Attributes that begin with keyplan. hold the ownership mark, and some others are written by the server itself, such as realm_client and client.secret.creation.time.',
    fix: 'Leave it out.',
  },
  'too-long': {
    title: 'a value is longer than the server can store',
    meaning:
      'Names and most texts may have 255 characters; a client id with a service account 239, because the name of its user begins with "service-account-". The server answers longer ones with an error that does not say why.',
    fix: 'Shorten it.',
  },
  'control-character': {
    title: 'a control character is in a name or a value',
    meaning:
      'A tab, a line break or another invisible character. The server would store it, and nobody could see or type the name.',
    fix: 'Remove it; it often comes with copied text.',
  },
  'outer-blanks': {
    title: 'a value begins or ends with a blank',
    meaning: 'The server does not trim: "agent " and "agent" are two clients.',
    fix: 'Remove the blank.',
  },
  'rename-refused': {
    title: 'a client cannot be renamed',
    meaning:
      'An entry says renamedFrom, and both clients are live and the old one is ours, or another entry wants the old id too. Nobody could say which client is meant. A warning where the old one is not ours: it is left alone.',
    example: lines(
      'clients:',
      '  SmartEM_User: { renamedFrom: SmartEM }',
      '  SmartEM: {}                            # wrong: who of the two is it?',
    ),
    fix: 'Remove renamedFrom once the rename is done. Swaps and chains take one apply for each step, over a name that nobody has.',
  },
  'removal-refused': {
    title: 'what is to be removed is not ours',
    meaning:
      'An entry under "removed" names an object without our mark, or with the mark of another owner. Only what keyplan created or adopted for this owner is deleted, disabled or forgotten.',
    example: lines('removed:', '  clients: { grafana: { then: delete } }   # nobody manages grafana'),
    fix: 'Remove the entry. What nobody manages can be adopted first, by declaring it, and removed afterwards.',
  },
  'server-too-old': {
    title: 'the server does not know what is written',
    meaning:
      'Keycloak up to 26.2 has no description of groups, and refuses a group that comes with one. It is told before anything is written where the server says that it is that old.',
    fix: 'Remove the key, or update the server.',
  },
  'empty-name': {
    title: 'a name is empty',
    meaning: 'The server would accept an empty name, and then nothing could address the object.',
    fix: 'Give it a name.',
  },
  'group-name-slash': {
    title: 'a group path cannot be told apart',
    meaning:
      'Group paths are names joined by slashes. A name that holds a slash itself, or an empty one, makes a path that means two groups at once.',
    example: lines(
      'groups: { /agents/eu: {} }      # the group eu below /agents',
      'groups: { "/agents//eu": {} }   # wrong',
    ),
    fix: 'Write a path such as /agents/eu, and name groups without slashes.',
  },
  'ids-differ-by-case': {
    title: 'two client ids differ only in upper and lower case',
    meaning:
      'Both have a service account, and the server names its user after the client id in lower case. Both clients would want the same user.',
    fix: 'Give one of them another id.',
  },
  'built-in': {
    title: "an entry concerns something of Keycloak's own",
    meaning:
      'Built-in clients, their roles and default-roles-<realm> come with the server. They are never changed, marked or deleted by keyplan.',
    fix: 'Remove the entry. To grant a built-in role, name it where it is granted, such as serviceAccount: { clientRoles: { realm-management: [view-clients] } }.',
  },
  'own-client': {
    title: 'an entry concerns the client that keyplan signs in as',
    meaning:
      'keyplan does not change its own clients and its own grants, so that no change can give it more rights or lock it out.',
    fix: 'Remove the entry, and manage that client by hand or with another identity.',
  },
  'role-scope-required': {
    title: 'a service client with a user flow needs a roleScope',
    meaning:
      'As soon as people log in with a client, or it exchanges tokens, its tokens could hold every role of the person. fullScopeAllowed is then false, and you say which roles may come in.',
    example: lines(
      'agent:',
      '  type: service',
      '  standardFlowEnabled: true',
      '  roleScope: { realmRoles: [], clientRoles: { gateway: [submit] } }',
    ),
    fix: 'Write roleScope; { realmRoles: [], clientRoles: {} } lets no role in.',
  },
  'redirects-required': {
    title: 'a login client needs its redirect URIs and web origins',
    meaning:
      'Types web and browser send people back to an address after the login. Which ones are allowed has no safe default.',
    example: lines('app:', '  type: web', '  redirectUris: [https://app.acme.example/callback]', '  webOrigins: []'),
    fix: 'Write redirectUris and webOrigins; [] means none.',
  },
  'authorization-needs-service-account': {
    title: 'authorization services need a service account',
    meaning:
      'authorizationServicesEnabled works only on a client with a service account. The server would switch one of them silently.',
    fix: 'Write serviceAccountsEnabled: true or type: service, or leave authorizationServicesEnabled out.',
  },
  'duplicate-federated-subject': {
    title: 'two clients have one federated issuer and subject',
    meaning:
      'A token of that issuer and subject would sign in as either of them, and which one the server does not say.',
    fix: 'Give each client its own subject.',
  },
  'wildcard-redirect': {
    title: 'a redirect URI or web origin has a wildcard',
    meaning:
      'With a wildcard, codes and tokens can be sent to every address that it matches. It is live already, so this is a warning; a new or wider one is the hazard widen-redirect.',
    fix: 'List the addresses themselves.',
  },
  'role-not-in-token': {
    title: 'a granted role comes into no token',
    meaning:
      'The service account is granted a role, but fullScopeAllowed is false and neither the roleScope of the client nor one of its scopes lets it in. The grant has no effect on tokens.',
    fix: 'Add the role to roleScope, or take the grant away.',
  },
  'attachment-not-listed': {
    title: 'a scope is attached to a client whose list does not name it',
    meaning:
      'A client with a written scope list gets exactly that list. attachTo of a scope would add to it, and the two would undo each other.',
    fix: "Add the scope to the client's defaultClientScopes or optionalClientScopes, or take the client out of attachTo.",
  },
  'attachment-refused': {
    title: 'a scope is attached to a client that cannot have it',
    meaning:
      'attachTo names a built-in client, or one that carries the mark of another owner; or scope and client are of different protocols, which the server would not attach without saying so.',
    fix: 'Take it out of attachTo, or out of the list of the client; another owner can list the scope in an entry of theirs.',
  },
  'unknown-reference': {
    title: 'a name refers to nothing',
    meaning:
      'A role, group, client scope, client or flow is named that neither a file declares nor the realm has. The server would drop some of these names silently.',
    fix: 'Correct the name as the hint says, or declare the object in a file.',
  },
  'unknown-mapper-type': {
    title: 'a type of mapper is not known to the server',
    meaning: 'The server stores a mapper of an unknown type without a word, and its tokens then lack the claim.',
    example: lines(
      'protocolMapper: oidc-audience-maper     # wrong',
      'protocolMapper: oidc-audience-mapper    # right',
    ),
    fix: 'Correct the type, or install the extension that brings it.',
  },
  'unknown-authenticator': {
    title: 'a way to authenticate is not known to the server',
    meaning:
      'clientAuthenticatorType names nothing that the server has. It would be stored, and the client could never sign in.',
    example: lines('clientAuthenticatorType: client-secret'),
    fix: 'Correct it, or leave it out and write "authentication".',
  },
  'near-miss-audience': {
    title: 'an audience nearly names a client',
    meaning:
      'An audience may be any text, and this one is almost the id of a client. A token for a misspelled audience is refused by everybody.',
    example: lines(
      'aud: { audience: aip-gatway }                  # a warning',
      'aud: { audience: { client: aip-gateway } }     # must exist',
    ),
    fix: 'Correct the text, or write { client: … } so that it must exist.',
  },
} satisfies Readonly<Record<string, PageText>>;
