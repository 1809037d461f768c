/* oxlint-disable max-lines */
// Generated from schemas/realm-file.schema.json by "npm run fresh"; edits are overwritten.

/**
 * Protocol mappers by name, such as { audience-aip-gateway: { audience: aip-gateway } }. Exact when written: a mapper that is not listed is removed.
 */
export type ProtocolMappers = {
  [k: string]: ProtocolMapper;
} | null;
/**
 * A protocol mapper, in a short form such as { audience: aip-gateway, in: [access] } or as Keycloak has it: { protocolMapper, config }. null un-writes one of an earlier layer or a template.
 */
export type ProtocolMapper =
  | {
      /**
       * Who the token is for: any text, or { client: aip-gateway } for a client that must exist. It is added to the claim aud.
       */
      audience:
        | string
        | {
            /**
             * Its client id, such as aip-gateway.
             */
            client: string;
          };
      /**
       * The tokens and answers that carry the claim, such as [access]. Leave it out for the usual ones.
       *
       * @minItems 1
       */
      in?: ['access' | 'id' | 'userinfo' | 'introspection', ...('access' | 'id' | 'userinfo' | 'introspection')[]];
    }
  | {
      /**
       * A claim with a fixed value, such as { name: tenant, value: acme }.
       */
      hardcodedClaim: {
        /**
         * The name of the claim, such as tenant. Dots nest it; write "\." for a dot in the name.
         */
        name: string;
        /**
         * The value.
         */
        value: string | number | boolean;
        /**
         * The JSON type of the claim; String when left out.
         */
        type?: 'String' | 'long' | 'int' | 'boolean' | 'JSON';
      };
      /**
       * The tokens and answers that carry the claim, such as [access]. Leave it out for the usual ones.
       *
       * @minItems 1
       */
      in?: ['access' | 'id' | 'userinfo' | 'introspection', ...('access' | 'id' | 'userinfo' | 'introspection')[]];
    }
  | {
      /**
       * The groups of the user or service account, such as { claim: groups, fullPath: false }.
       */
      groups: {
        /**
         * The name of the claim, such as groups. Dots nest it; write "\." for a dot in the name.
         */
        claim: string;
        /**
         * Whether paths (/agents) or bare names (agents) are listed; paths when left out.
         */
        fullPath?: boolean;
      };
      /**
       * The tokens and answers that carry the claim, such as [access]. Leave it out for the usual ones.
       *
       * @minItems 1
       */
      in?: ['access' | 'id' | 'userinfo' | 'introspection', ...('access' | 'id' | 'userinfo' | 'introspection')[]];
    }
  | {
      /**
       * The realm roles, as a list, such as { claim: roles }.
       */
      realmRoles: {
        /**
         * The name of the claim, such as roles. Dots nest it; write "\." for a dot in the name.
         */
        claim: string;
      };
      /**
       * The tokens and answers that carry the claim, such as [access]. Leave it out for the usual ones.
       *
       * @minItems 1
       */
      in?: ['access' | 'id' | 'userinfo' | 'introspection', ...('access' | 'id' | 'userinfo' | 'introspection')[]];
    }
  | {
      /**
       * The roles of one client, as a list, such as { client: aip-gateway, claim: roles }.
       */
      clientRoles: {
        /**
         * The client id whose roles are listed; those of all clients when left out.
         */
        client?: string;
        /**
         * The name of the claim, such as roles. Dots nest it; write "\." for a dot in the name.
         */
        claim: string;
      };
      /**
       * The tokens and answers that carry the claim, such as [access]. Leave it out for the usual ones.
       *
       * @minItems 1
       */
      in?: ['access' | 'id' | 'userinfo' | 'introspection', ...('access' | 'id' | 'userinfo' | 'introspection')[]];
    }
  | {
      /**
       * An attribute of the user or service account, such as { attribute: team, claim: team }.
       */
      userAttribute: {
        /**
         * The attribute, such as team.
         */
        attribute: string;
        /**
         * The name of the claim, such as team. Dots nest it; write "\." for a dot in the name.
         */
        claim: string;
        /**
         * Whether all its values are listed, or the first one only; the first when left out.
         */
        multivalued?: boolean;
      };
      /**
       * The tokens and answers that carry the claim, such as [access]. Leave it out for the usual ones.
       *
       * @minItems 1
       */
      in?: ['access' | 'id' | 'userinfo' | 'introspection', ...('access' | 'id' | 'userinfo' | 'introspection')[]];
    }
  | {
      /**
       * The user's full name as the claim name: {}.
       */
      fullName: {};
      /**
       * The tokens and answers that carry the claim, such as [access]. Leave it out for the usual ones.
       *
       * @minItems 1
       */
      in?: ['access' | 'id' | 'userinfo' | 'introspection', ...('access' | 'id' | 'userinfo' | 'introspection')[]];
    }
  | {
      /**
       * The protocol, openid-connect when left out.
       */
      protocol?: string;
      /**
       * The type of the mapper, such as oidc-usermodel-attribute-mapper.
       */
      protocolMapper: string;
      /**
       * An old setting that Keycloak still stores.
       */
      consentRequired?: boolean;
      /**
       * Its settings; exact but for blank keys and the defaults of its type.
       */
      config: {
        [k: string]: string | number | boolean | null;
      };
    }
  | null;
/**
 * Dangers of this object that you agree to, such as [{ hazard: admin-role, reason: runs the backups, until: 2027-03-31 }].
 */
export type Allow =
  | {
      /**
       * The hazard as the plan names it; "keyplan explain HAZARD" tells more.
       */
      hazard:
        | 'admin-role'
        | 'full-scope'
        | 'widen-redirect'
        | 'forge-claim'
        | 'public-client'
        | 'change-authentication'
        | 'widen-audience'
        | 'adopt'
        | 'take-over'
        | 'lose-service-account'
        | 'rotate-secret'
        | 'delete'
        | 'disable';
      /**
       * Why it is wanted.
       */
      reason?: string;
      /**
       * The last day on which it counts, in UTC, such as 2027-03-31. Plans warn 14 days ahead and are refused afterwards.
       */
      until?: string;
    }[]
  | null;
/**
 * The removal of a client.
 */
export type ClientRemoval = {
  /**
   * delete: it goes, with its service account and its roles. disable: it is switched off and keeps all it has. forget: only the mark goes, and it is nobody's.
   */
  then: 'delete' | 'disable' | 'forget';
  /**
   * Why, for who reads the plan, such as replaced by aip-agent-2.
   */
  reason?: string;
} | null;
/**
 * The removal of an object.
 */
export type Removal = {
  /**
   * delete: it goes. forget: only the mark goes, and it is nobody's.
   */
  then: 'delete' | 'forget';
  /**
   * Why, for who reads the plan, such as replaced by aip-agent-2.
   */
  reason?: string;
} | null;

/**
 * What a realm should hold, for keyplan. Top-level keys are the kinds; under them stand objects by name.
 */
export interface KeyplanRealmFile {
  /**
   * Where the schema of this file is, for editors.
   */
  $schema?: string;
  /**
   * Parts that clients share, by name, such as { agent: { type: service } }.
   */
  templates?: {
    [k: string]: Template;
  };
  /**
   * Realm roles, by name, such as { agent-reader: { description: reads agent requests } }.
   */
  roles?: {
    [k: string]: Role;
  };
  /**
   * Groups, by path, such as { /agents: { realmRoles: [agent-reader] } }.
   */
  groups?: {
    [k: string]: Group;
  };
  /**
   * Client scopes, by name, such as { aip-aud: { protocolMappers: { aip: { audience: aip-gateway } } } }.
   */
  clientScopes?: {
    [k: string]: ClientScope;
  };
  /**
   * Clients, by client id, such as { aip-agent-2: { type: service } }.
   */
  clients?: {
    [k: string]: Client;
  };
  /**
   * Objects of ours that go, by kind, such as { clients: { aip-agent-0: { then: delete, reason: replaced by aip-agent-2 } } }. Each is inert once there is no such object. What carries no mark, or another owner's, is refused.
   */
  removed?: {
    /**
     * By client id, such as { aip-agent-0: { then: delete, reason: replaced by aip-agent-2 } }.
     */
    clients?: {
      [k: string]: ClientRemoval;
    };
    /**
     * By name, such as { old-audience: { then: delete } }.
     */
    clientScopes?: {
      [k: string]: Removal;
    };
    /**
     * By name, such as { agent-writer: { then: delete } }.
     */
    roles?: {
      [k: string]: Removal;
    };
    /**
     * By path, such as { /agents/old: { then: delete } }.
     */
    groups?: {
      [k: string]: Removal;
    };
    /**
     * By client id and name, such as { aip-gateway: { submit: { then: delete } } }.
     */
    clientRoles?: {
      /**
       * By name, such as { submit: { then: delete } }.
       */
      [k: string]: {
        [k: string]: Removal;
      };
    };
  };
  /**
   * Fields of declared objects that somebody else manages, such as [{ client: grafana, field: protocolMappers/legacy-*, reason: vendor upgrade, until: 2027-03-31 }]. They are neither compared nor changed.
   */
  ignore?: (
    | {
        /**
         * The client id, such as grafana; * stands for any text.
         */
        client: string;
        /**
         * The field in Keycloak's words, parts joined by /, such as attributes/some.key, protocolMappers/legacy-* or serviceAccount/clientRoles/realm-management. It means what lies below it, too; * stands for any text within one part, ** at the end for everything below.
         */
        field: string;
        /**
         * Who manages it, and why.
         */
        reason?: string;
        /**
         * The last day on which it counts, in UTC, such as 2027-03-31. Plans warn 14 days ahead and are refused afterwards.
         */
        until?: string;
      }
    | {
        /**
         * The name of the client scope, such as profile; * stands for any text.
         */
        clientScope: string;
        /**
         * The field in Keycloak's words, parts joined by /, such as attributes/some.key, protocolMappers/legacy-* or serviceAccount/clientRoles/realm-management. It means what lies below it, too; * stands for any text within one part, ** at the end for everything below.
         */
        field: string;
        /**
         * Who manages it, and why.
         */
        reason?: string;
        /**
         * The last day on which it counts, in UTC, such as 2027-03-31. Plans warn 14 days ahead and are refused afterwards.
         */
        until?: string;
      }
    | {
        /**
         * The name of the realm role, such as offline-*; * stands for any text.
         */
        role: string;
        /**
         * The field in Keycloak's words, parts joined by /, such as attributes/some.key, protocolMappers/legacy-* or serviceAccount/clientRoles/realm-management. It means what lies below it, too; * stands for any text within one part, ** at the end for everything below.
         */
        field: string;
        /**
         * Who manages it, and why.
         */
        reason?: string;
        /**
         * The last day on which it counts, in UTC, such as 2027-03-31. Plans warn 14 days ahead and are refused afterwards.
         */
        until?: string;
      }
    | {
        /**
         * The path of the group, such as /agents; * stands for any text within one name.
         */
        group: string;
        /**
         * The field in Keycloak's words, parts joined by /, such as attributes/some.key, protocolMappers/legacy-* or serviceAccount/clientRoles/realm-management. It means what lies below it, too; * stands for any text within one part, ** at the end for everything below.
         */
        field: string;
        /**
         * Who manages it, and why.
         */
        reason?: string;
        /**
         * The last day on which it counts, in UTC, such as 2027-03-31. Plans warn 14 days ahead and are refused afterwards.
         */
        until?: string;
      }
    | {
        /**
         * Client id and role, such as grafana/admin or grafana/*; %2F stands for a slash within one of them.
         */
        clientRole: string;
        /**
         * The field in Keycloak's words, parts joined by /, such as attributes/some.key, protocolMappers/legacy-* or serviceAccount/clientRoles/realm-management. It means what lies below it, too; * stands for any text within one part, ** at the end for everything below.
         */
        field: string;
        /**
         * Who manages it, and why.
         */
        reason?: string;
        /**
         * The last day on which it counts, in UTC, such as 2027-03-31. Plans warn 14 days ahead and are refused afterwards.
         */
        until?: string;
      }
  )[];
}
/**
 * Parts that clients share: whoever extends it gets them, and may overwrite each.
 */
export interface Template {
  /**
   * What the client is; writes the security-relevant fields for you. service: gets tokens in its own name. web: people log in, with a server behind it. browser: people log in, without one. resource: owns roles and an audience, never logs in.
   */
  type?: 'service' | 'web' | 'browser' | 'resource' | null;
  /**
   * One or several templates that this entry goes over, such as agent or [agent, short-lived]; later ones win.
   */
  extends?: string | string[] | null;
  /**
   * The name that people read, such as "AIP agent 2".
   */
  name?: string | null;
  /**
   * What the client is for.
   */
  description?: string | null;
  /**
   * Whether it can get tokens at all. Every type writes true.
   */
  enabled?: boolean | null;
  /**
   * openid-connect or saml; openid-connect when left out.
   */
  protocol?: string | null;
  /**
   * Put in front of relative URLs, such as https://app.acme.example.
   */
  rootUrl?: string | null;
  /**
   * Where the admin console and the account page link to, such as https://app.acme.example/home.
   */
  baseUrl?: string | null;
  /**
   * Where the server sends backchannel requests, such as https://app.acme.example/admin.
   */
  adminUrl?: string | null;
  /**
   * Whether the account page lists it even for people without a session in it.
   */
  alwaysDisplayInConsole?: boolean | null;
  /**
   * How it authenticates, such as client-secret. "authentication" writes it for you.
   */
  clientAuthenticatorType?: string | null;
  /**
   * Whether it has no credentials, as browser apps. A type writes it for you.
   */
  publicClient?: boolean | null;
  /**
   * An old setting for services that never log in. Types write false.
   */
  bearerOnly?: boolean | null;
  /**
   * Whether people are asked before it gets a token in their name.
   */
  consentRequired?: boolean | null;
  /**
   * Whether people log in with it by redirect (authorization code). A type writes it for you.
   */
  standardFlowEnabled?: boolean | null;
  /**
   * The outdated implicit flow. Types write false.
   */
  implicitFlowEnabled?: boolean | null;
  /**
   * Whether it may send user names and passwords. Types write false.
   */
  directAccessGrantsEnabled?: boolean | null;
  /**
   * Whether it gets tokens in its own name (client credentials). Type service writes true.
   */
  serviceAccountsEnabled?: boolean | null;
  /**
   * Whether Keycloak's own authorization services are on. They need a service account.
   */
  authorizationServicesEnabled?: boolean | null;
  /**
   * Whether logout goes through the browser.
   */
  frontchannelLogout?: boolean | null;
  /**
   * Whether its tokens may hold every role. Types write it; see also roleScope.
   */
  fullScopeAllowed?: boolean | null;
  /**
   * An old setting that Keycloak still stores.
   */
  surrogateAuthRequired?: boolean | null;
  /**
   * Tokens issued before this second since 1970 are refused; 0 refuses none.
   */
  notBefore?: number | null;
  /**
   * An old setting for clustered adapters, in seconds.
   */
  nodeReRegistrationTimeout?: number | null;
  /**
   * Where people may be sent back to, such as [https://app.acme.example/callback]. Exact when written; [] means none.
   */
  redirectUris?: string[] | null;
  /**
   * Origins whose scripts may call the server, such as [https://app.acme.example]; "+" means those of the redirect URIs. Exact when written.
   */
  webOrigins?: string[] | null;
  /**
   * Scopes that every token of this client gets, such as [profile, roles]. Exact when written; unmanaged when not.
   */
  defaultClientScopes?: string[] | null;
  /**
   * Scopes that a request must ask for, such as [address]. Exact when written; unmanaged when not.
   */
  optionalClientScopes?: string[] | null;
  /**
   * How long access tokens live, such as 5m. Writes the attribute access.token.lifespan.
   */
  accessTokenLifespan?: string | null;
  /**
   * Where people may be sent after logout, such as [https://app.acme.example]; "+" means the redirect URIs. Writes the attribute post.logout.redirect.uris.
   */
  postLogoutRedirectUris?: string[] | null;
  /**
   * The PKCE method that logins must use. Types web and browser write S256.
   */
  pkce?: 'S256' | 'plain' | 'none' | null;
  /**
   * Whether it may exchange tokens (standard token exchange). Writes the attribute standard.token.exchange.enabled.
   */
  tokenExchange?: boolean | null;
  /**
   * Attributes, each with one value, such as { some.vendor.flag: true }. Only the keys written here are managed; "" says that one must be absent.
   */
  attributes?: {
    [k: string]: string | number | boolean | null;
  } | null;
  protocolMappers?: ProtocolMappers;
  /**
   * Authentication flows that this client uses instead of the realm's, by alias, such as { browser: browser-with-otp }.
   */
  authenticationFlowBindingOverrides?: {
    /**
     * The alias of the flow for logins.
     */
    browser?: string | null;
    /**
     * The alias of the flow for user names and passwords.
     */
    direct_grant?: string | null;
  } | null;
  /**
   * The roles that may come into a token when fullScopeAllowed is false (scope mappings in the admin console). Exact when written: { realmRoles: [], clientRoles: {} } lets none in.
   */
  roleScope?: {
    /**
     * Realm roles, such as [agent-reader].
     */
    realmRoles?: string[] | null;
    /**
     * Client roles, such as { aip-gateway: [submit] }.
     */
    clientRoles?: {
      /**
       * Names of roles of that client, such as [submit].
       */
      [k: string]: string[] | null;
    } | null;
  } | null;
  /**
   * Roles that this client owns, by name, such as { submit: {} }. Roles that are not listed and not ours stay.
   */
  roles?: {
    [k: string]: ClientRole;
  } | null;
  /**
   * The user behind a client that gets tokens in its own name, and what it is granted. Grants that are written are exact, over all clients, built-in ones included.
   */
  serviceAccount?: {
    /**
     * Whether that user is enabled.
     */
    enabled?: boolean | null;
    /**
     * Realm roles, such as [agent-reader].
     */
    realmRoles?: string[] | null;
    /**
     * Client roles, such as { aip-gateway: [submit] }.
     */
    clientRoles?: {
      /**
       * Names of roles of that client, such as [submit].
       */
      [k: string]: string[] | null;
    } | null;
    /**
     * Groups by path, such as [/agents].
     */
    groups?: string[] | null;
    /**
     * Attributes, each with a list of values, such as { team: [payments] }. Only the keys written here are managed; [] says that one must be absent.
     */
    attributes?: {
      [k: string]: string[] | null;
    } | null;
  } | null;
  /**
   * How the client authenticates: { secret: { from: generate } }, or none for a public client.
   */
  authentication?:
    | 'none'
    | {
        /**
         * Authentication by a client secret.
         */
        secret: {
          /**
           * Where the secret comes from. generate: the server makes one when the client is created.
           */
          from: 'generate';
        };
      }
    | {
        /**
         * No authentication.
         */
        none: {};
      }
    | null;
  /**
   * Whether the live object is kept from being deleted and disabled, even when its entry is gone. protect: false, applied first, ends that.
   */
  protect?: boolean | null;
  allow?: Allow;
}
/**
 * A role of this client. {} is a role without further fields.
 */
export interface ClientRole {
  /**
   * What the role is for, such as "reads agent requests".
   */
  description?: string | null;
  /**
   * Attributes, each with a list of values, such as { team: [payments] }. Only the keys written here are managed; [] says that one must be absent.
   */
  attributes?: {
    [k: string]: string[] | null;
  } | null;
  /**
   * The roles that this role brings along, such as { realm: [agent-reader], client: { aip-gateway: [submit] } }. What is written is exact.
   */
  composites?: {
    /**
     * Realm roles, such as [agent-reader].
     */
    realm?: string[] | null;
    /**
     * Client roles, such as { aip-gateway: [submit] }.
     */
    client?: {
      /**
       * Names of roles of that client, such as [submit].
       */
      [k: string]: string[] | null;
    } | null;
  } | null;
  /**
   * Whether the live object is kept from being deleted and disabled, even when its entry is gone. protect: false, applied first, ends that.
   */
  protect?: boolean | null;
  allow?: Allow;
}
/**
 * A realm role. {} is a role without further fields.
 */
export interface Role {
  /**
   * What the role is for, such as "reads agent requests".
   */
  description?: string | null;
  /**
   * Attributes, each with a list of values, such as { team: [payments] }. Only the keys written here are managed; [] says that one must be absent.
   */
  attributes?: {
    [k: string]: string[] | null;
  } | null;
  /**
   * The roles that this role brings along, such as { realm: [agent-reader], client: { aip-gateway: [submit] } }. What is written is exact.
   */
  composites?: {
    /**
     * Realm roles, such as [agent-reader].
     */
    realm?: string[] | null;
    /**
     * Client roles, such as { aip-gateway: [submit] }.
     */
    client?: {
      /**
       * Names of roles of that client, such as [submit].
       */
      [k: string]: string[] | null;
    } | null;
  } | null;
  /**
   * Whether the live object is kept from being deleted and disabled, even when its entry is gone. protect: false, applied first, ends that.
   */
  protect?: boolean | null;
  allow?: Allow;
}
/**
 * A group. Its members get its roles. {} is a group without further fields.
 */
export interface Group {
  /**
   * What the group is for.
   */
  description?: string | null;
  /**
   * Attributes, each with a list of values, such as { team: [payments] }. Only the keys written here are managed; [] says that one must be absent.
   */
  attributes?: {
    [k: string]: string[] | null;
  } | null;
  /**
   * Realm roles of the members, such as [agent-reader]. Exact when written.
   */
  realmRoles?: string[] | null;
  /**
   * Client roles of the members, such as { aip-gateway: [submit] }. Exact when written.
   */
  clientRoles?: {
    /**
     * Names of roles of that client, such as [submit].
     */
    [k: string]: string[] | null;
  } | null;
  /**
   * Whether the live object is kept from being deleted and disabled, even when its entry is gone. protect: false, applied first, ends that.
   */
  protect?: boolean | null;
  allow?: Allow;
}
/**
 * A client scope: mappers and roles that clients share.
 */
export interface ClientScope {
  /**
   * What the scope is for.
   */
  description?: string | null;
  /**
   * The protocol, openid-connect when left out.
   */
  protocol?: string | null;
  /**
   * Attributes, each with one value, such as { some.vendor.flag: true }. Only the keys written here are managed; "" says that one must be absent.
   */
  attributes?: {
    [k: string]: string | number | boolean | null;
  } | null;
  protocolMappers?: ProtocolMappers;
  /**
   * The roles that may come into a token when fullScopeAllowed is false (scope mappings in the admin console). Exact when written: { realmRoles: [], clientRoles: {} } lets none in.
   */
  roleScope?: {
    /**
     * Realm roles, such as [agent-reader].
     */
    realmRoles?: string[] | null;
    /**
     * Client roles, such as { aip-gateway: [submit] }.
     */
    clientRoles?: {
      /**
       * Names of roles of that client, such as [submit].
       */
      [k: string]: string[] | null;
    } | null;
  } | null;
  /**
   * Links that are added and kept, also on clients that nobody marks, such as { default: [rossoctl], realmDefault: true }. What is not listed stays as it is.
   */
  attachTo?: {
    /**
     * Client ids that get this scope as a default scope.
     */
    default?: string[] | null;
    /**
     * Client ids that get this scope as an optional scope.
     */
    optional?: string[] | null;
    /**
     * Whether clients that are created later get it as a default scope.
     */
    realmDefault?: boolean | null;
    /**
     * Whether clients that are created later get it as an optional scope.
     */
    realmOptional?: boolean | null;
  } | null;
  /**
   * Whether the live object is kept from being deleted and disabled, even when its entry is gone. protect: false, applied first, ends that.
   */
  protect?: boolean | null;
  allow?: Allow;
}
/**
 * A client. Only what is written is managed.
 */
export interface Client {
  /**
   * What the client is; writes the security-relevant fields for you. service: gets tokens in its own name. web: people log in, with a server behind it. browser: people log in, without one. resource: owns roles and an audience, never logs in.
   */
  type?: 'service' | 'web' | 'browser' | 'resource' | null;
  /**
   * One or several templates that this entry goes over, such as agent or [agent, short-lived]; later ones win.
   */
  extends?: string | string[] | null;
  /**
   * The name that people read, such as "AIP agent 2".
   */
  name?: string | null;
  /**
   * What the client is for.
   */
  description?: string | null;
  /**
   * Whether it can get tokens at all. Every type writes true.
   */
  enabled?: boolean | null;
  /**
   * openid-connect or saml; openid-connect when left out.
   */
  protocol?: string | null;
  /**
   * Put in front of relative URLs, such as https://app.acme.example.
   */
  rootUrl?: string | null;
  /**
   * Where the admin console and the account page link to, such as https://app.acme.example/home.
   */
  baseUrl?: string | null;
  /**
   * Where the server sends backchannel requests, such as https://app.acme.example/admin.
   */
  adminUrl?: string | null;
  /**
   * Whether the account page lists it even for people without a session in it.
   */
  alwaysDisplayInConsole?: boolean | null;
  /**
   * How it authenticates, such as client-secret. "authentication" writes it for you.
   */
  clientAuthenticatorType?: string | null;
  /**
   * Whether it has no credentials, as browser apps. A type writes it for you.
   */
  publicClient?: boolean | null;
  /**
   * An old setting for services that never log in. Types write false.
   */
  bearerOnly?: boolean | null;
  /**
   * Whether people are asked before it gets a token in their name.
   */
  consentRequired?: boolean | null;
  /**
   * Whether people log in with it by redirect (authorization code). A type writes it for you.
   */
  standardFlowEnabled?: boolean | null;
  /**
   * The outdated implicit flow. Types write false.
   */
  implicitFlowEnabled?: boolean | null;
  /**
   * Whether it may send user names and passwords. Types write false.
   */
  directAccessGrantsEnabled?: boolean | null;
  /**
   * Whether it gets tokens in its own name (client credentials). Type service writes true.
   */
  serviceAccountsEnabled?: boolean | null;
  /**
   * Whether Keycloak's own authorization services are on. They need a service account.
   */
  authorizationServicesEnabled?: boolean | null;
  /**
   * Whether logout goes through the browser.
   */
  frontchannelLogout?: boolean | null;
  /**
   * Whether its tokens may hold every role. Types write it; see also roleScope.
   */
  fullScopeAllowed?: boolean | null;
  /**
   * An old setting that Keycloak still stores.
   */
  surrogateAuthRequired?: boolean | null;
  /**
   * Tokens issued before this second since 1970 are refused; 0 refuses none.
   */
  notBefore?: number | null;
  /**
   * An old setting for clustered adapters, in seconds.
   */
  nodeReRegistrationTimeout?: number | null;
  /**
   * Where people may be sent back to, such as [https://app.acme.example/callback]. Exact when written; [] means none.
   */
  redirectUris?: string[] | null;
  /**
   * Origins whose scripts may call the server, such as [https://app.acme.example]; "+" means those of the redirect URIs. Exact when written.
   */
  webOrigins?: string[] | null;
  /**
   * Scopes that every token of this client gets, such as [profile, roles]. Exact when written; unmanaged when not.
   */
  defaultClientScopes?: string[] | null;
  /**
   * Scopes that a request must ask for, such as [address]. Exact when written; unmanaged when not.
   */
  optionalClientScopes?: string[] | null;
  /**
   * How long access tokens live, such as 5m. Writes the attribute access.token.lifespan.
   */
  accessTokenLifespan?: string | null;
  /**
   * Where people may be sent after logout, such as [https://app.acme.example]; "+" means the redirect URIs. Writes the attribute post.logout.redirect.uris.
   */
  postLogoutRedirectUris?: string[] | null;
  /**
   * The PKCE method that logins must use. Types web and browser write S256.
   */
  pkce?: 'S256' | 'plain' | 'none' | null;
  /**
   * Whether it may exchange tokens (standard token exchange). Writes the attribute standard.token.exchange.enabled.
   */
  tokenExchange?: boolean | null;
  /**
   * Attributes, each with one value, such as { some.vendor.flag: true }. Only the keys written here are managed; "" says that one must be absent.
   */
  attributes?: {
    [k: string]: string | number | boolean | null;
  } | null;
  protocolMappers?: ProtocolMappers;
  /**
   * Authentication flows that this client uses instead of the realm's, by alias, such as { browser: browser-with-otp }.
   */
  authenticationFlowBindingOverrides?: {
    /**
     * The alias of the flow for logins.
     */
    browser?: string | null;
    /**
     * The alias of the flow for user names and passwords.
     */
    direct_grant?: string | null;
  } | null;
  /**
   * The roles that may come into a token when fullScopeAllowed is false (scope mappings in the admin console). Exact when written: { realmRoles: [], clientRoles: {} } lets none in.
   */
  roleScope?: {
    /**
     * Realm roles, such as [agent-reader].
     */
    realmRoles?: string[] | null;
    /**
     * Client roles, such as { aip-gateway: [submit] }.
     */
    clientRoles?: {
      /**
       * Names of roles of that client, such as [submit].
       */
      [k: string]: string[] | null;
    } | null;
  } | null;
  /**
   * Roles that this client owns, by name, such as { submit: {} }. Roles that are not listed and not ours stay.
   */
  roles?: {
    [k: string]: ClientRole;
  } | null;
  /**
   * The user behind a client that gets tokens in its own name, and what it is granted. Grants that are written are exact, over all clients, built-in ones included.
   */
  serviceAccount?: {
    /**
     * Whether that user is enabled.
     */
    enabled?: boolean | null;
    /**
     * Realm roles, such as [agent-reader].
     */
    realmRoles?: string[] | null;
    /**
     * Client roles, such as { aip-gateway: [submit] }.
     */
    clientRoles?: {
      /**
       * Names of roles of that client, such as [submit].
       */
      [k: string]: string[] | null;
    } | null;
    /**
     * Groups by path, such as [/agents].
     */
    groups?: string[] | null;
    /**
     * Attributes, each with a list of values, such as { team: [payments] }. Only the keys written here are managed; [] says that one must be absent.
     */
    attributes?: {
      [k: string]: string[] | null;
    } | null;
  } | null;
  /**
   * How the client authenticates: { secret: { from: generate } }, or none for a public client.
   */
  authentication?:
    | 'none'
    | {
        /**
         * Authentication by a client secret.
         */
        secret: {
          /**
           * Where the secret comes from. generate: the server makes one when the client is created.
           */
          from: 'generate';
        };
      }
    | {
        /**
         * No authentication.
         */
        none: {};
      }
    | null;
  /**
   * Whether the live object is kept from being deleted and disabled, even when its entry is gone. protect: false, applied first, ends that.
   */
  protect?: boolean | null;
  allow?: Allow;
  /**
   * The client id that this client has until it is renamed, such as SmartEM. It keeps its identifier, secret, roles and grants. Inert once done; remove it then.
   */
  renamedFrom?: string | null;
}
