/* oxlint-disable max-lines */
// Generated from schemas/keyplan.schema.json by "npm run fresh"; edits are overwritten.

/**
 * How to sign in to the server.
 */
export type SignIn =
  | {
      /**
       * The realm of the identity; the target's own when left out.
       */
      realm?: string;
      /**
       * The client id of the identity, such as keyplan-plan.
       */
      clientId: string;
      clientSecret: Credential;
    }
  | {
      /**
       * The realm of the identity; the target's own when left out.
       */
      realm?: string;
      /**
       * The client id of the identity, such as keyplan-plan.
       */
      clientId: string;
      /**
       * The user name.
       */
      username: string;
      password: Credential;
    }
  | {
      /**
       * The realm of the identity; the target's own when left out.
       */
      realm?: string;
      /**
       * The client id of the identity, such as keyplan-plan.
       */
      clientId: string;
      /**
       * A key that signs an assertion for each sign-in.
       */
      privateKeyJwt: {
        key: Credential;
        /**
         * How it signs. When left out, as the JWK says, else RS256 for an RSA key and ES256 for a key on P-256.
         */
        algorithm?: 'RS256' | 'PS256' | 'ES256';
        /**
         * The name of the key in the client's key set; that of the JWK when left out.
         */
        kid?: string;
      };
    }
  | {
      /**
       * The realm of the identity; the target's own when left out.
       */
      realm?: string;
      /**
       * The client id of the identity, such as keyplan-plan.
       */
      clientId: string;
      /**
       * The runner's id token; the job needs permissions: { id-token: write }.
       */
      githubOidc: {};
    }
  | {
      /**
       * The realm of the identity; the target's own when left out.
       */
      realm?: string;
      /**
       * The client id of the identity, such as keyplan-plan.
       */
      clientId: string;
      /**
       * A file that somebody else keeps fresh: a projected token of Kubernetes, or a JWT-SVID. It is read for each sign-in.
       */
      tokenFile: {
        /**
         * Its path.
         */
        path: string;
        /**
         * jwt-bearer for a token of an issuer, which is what counts when left out; jwt-spiffe for a JWT-SVID.
         */
        assertionType?: 'jwt-bearer' | 'jwt-spiffe';
      };
    }
  | {
      /**
       * The realm of the identity; the target's own when left out.
       */
      realm?: string;
      /**
       * The client id of the identity, such as keyplan-plan.
       */
      clientId: string;
      /**
       * The SPIFFE Workload API.
       */
      spiffe: {
        /**
         * Its socket, such as unix:///run/spire/agent.sock; SPIFFE_ENDPOINT_SOCKET when left out.
         */
        socket?: string;
        /**
         * Which identity, for a workload that has several; the first one when left out.
         */
        spiffeId?: string;
      };
    }
  | {
      /**
       * The realm of the identity; the target's own when left out.
       */
      realm?: string;
      /**
       * The client id of the identity, such as keyplan-plan.
       */
      clientId: string;
      /**
       * A program that prints an assertion; it runs once for each sign-in, without a shell.
       */
      exec: {
        /**
         * The program and its arguments, each as an item.
         *
         * @minItems 1
         */
        command: [string, ...string[]];
        /**
         * jwt-bearer for a token of an issuer, which is what counts when left out; jwt-spiffe for a JWT-SVID.
         */
        assertionType?: 'jwt-bearer' | 'jwt-spiffe';
      };
    }
  | {
      /**
       * The realm of the identity; the target's own when left out.
       */
      realm?: string;
      /**
       * The client id of the identity, such as keyplan-plan.
       */
      clientId: string;
      clientCertificate: ClientCertificate;
    };
/**
 * Where the credential is, never the credential itself: { env: KEYPLAN_PLAN_SECRET } or { file: /run/secrets/keyplan }.
 */
export type Credential =
  | {
      /**
       * Its name, such as KEYPLAN_PLAN_SECRET.
       */
      env: string;
    }
  | {
      /**
       * Its path, such as /run/secrets/keyplan.
       */
      file: string;
    };
/**
 * Something that you agree to for the whole target, such as { hazard: full-scope, address: client/reporting, reason: legacy, until: 2027-03-31 }.
 */
export type Allowance =
  | {
      /**
       * The hazard as the plan names it.
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
       * Only on this object, such as client/reporting.
       */
      address?: string;
      /**
       * Why it is wanted.
       */
      reason?: string;
      /**
       * The last day on which it counts, in UTC, such as 2027-03-31. Plans warn 14 days ahead and are refused afterwards.
       */
      until?: string;
    }
  | {
      /**
       * The guard as the plan names it.
       */
      guard: 'mass-delete' | 'mass-change' | 'empty-desired';
      /**
       * Why it is wanted.
       */
      reason?: string;
      /**
       * The last day on which it counts, in UTC, such as 2027-03-31. Plans warn 14 days ahead and are refused afterwards.
       */
      until?: string;
    };

/**
 * Settings of keyplan: which realms, with which files, and by which rules.
 */
export interface KeyplanSettings {
  /**
   * Where the schema of this file is, for editors.
   */
  $schema?: string;
  /**
   * Version of this format, today 1.
   */
  version: 1;
  /**
   * Written on what is managed, so that two owners never fight over one client, such as github.com/acme/identities.
   */
  owner?: string;
  /**
   * Realms by a name of your choice, such as dev and prod.
   */
  targets: {
    [k: string]: Target;
  };
  policy?: Policy;
}
/**
 * One realm on one server.
 */
export interface Target {
  /**
   * Base URL of the server, such as https://sso.acme.example.
   */
  server: string;
  /**
   * The realm, such as agents.
   */
  realm: string;
  /**
   * What the realm calls itself in its tokens, where that is not server/realms/realm, such as https://sso.acme.example/realms/agents.
   */
  issuer?: string;
  /**
   * Written on what is managed, so that two owners never fight over one client, such as github.com/acme/identities.
   */
  owner?: string;
  /**
   * Patterns of realm files, relative to this file; each is a layer, and later layers win, such as [realms/agents/** /*.yaml, overlays/dev/** /*.yaml].
   *
   * @minItems 1
   */
  files: [
    (
      | string
      | {
          /**
           * The pattern, such as overlays/dev/** /*.yaml.
           */
          pattern: string;
          /**
           * Whether it may match no file.
           */
          optional?: boolean;
        }
    ),
    ...(
      | string
      | {
          /**
           * The pattern, such as overlays/dev/** /*.yaml.
           */
          pattern: string;
          /**
           * Whether it may match no file.
           */
          optional?: boolean;
        }
    )[],
  ];
  /**
   * Variables for the realm files, which use them as {{ vars.domain }}.
   */
  vars?: {
    [k: string]: string | number | boolean;
  };
  /**
   * How to sign in: one identity for both, or { plan: …, apply: … } so that plans need no right to write.
   */
  auth:
    | {
        plan: SignIn;
        apply: SignIn;
      }
    | {
        /**
         * The realm of the identity; the target's own when left out.
         */
        realm?: string;
        /**
         * The client id of the identity, such as keyplan-plan.
         */
        clientId: string;
        clientSecret: Credential;
      }
    | {
        /**
         * The realm of the identity; the target's own when left out.
         */
        realm?: string;
        /**
         * The client id of the identity, such as keyplan-plan.
         */
        clientId: string;
        /**
         * The user name.
         */
        username: string;
        password: Credential;
      }
    | {
        /**
         * The realm of the identity; the target's own when left out.
         */
        realm?: string;
        /**
         * The client id of the identity, such as keyplan-plan.
         */
        clientId: string;
        /**
         * A key that signs an assertion for each sign-in.
         */
        privateKeyJwt: {
          key: Credential;
          /**
           * How it signs. When left out, as the JWK says, else RS256 for an RSA key and ES256 for a key on P-256.
           */
          algorithm?: 'RS256' | 'PS256' | 'ES256';
          /**
           * The name of the key in the client's key set; that of the JWK when left out.
           */
          kid?: string;
        };
      }
    | {
        /**
         * The realm of the identity; the target's own when left out.
         */
        realm?: string;
        /**
         * The client id of the identity, such as keyplan-plan.
         */
        clientId: string;
        /**
         * The runner's id token; the job needs permissions: { id-token: write }.
         */
        githubOidc: {};
      }
    | {
        /**
         * The realm of the identity; the target's own when left out.
         */
        realm?: string;
        /**
         * The client id of the identity, such as keyplan-plan.
         */
        clientId: string;
        /**
         * A file that somebody else keeps fresh: a projected token of Kubernetes, or a JWT-SVID. It is read for each sign-in.
         */
        tokenFile: {
          /**
           * Its path.
           */
          path: string;
          /**
           * jwt-bearer for a token of an issuer, which is what counts when left out; jwt-spiffe for a JWT-SVID.
           */
          assertionType?: 'jwt-bearer' | 'jwt-spiffe';
        };
      }
    | {
        /**
         * The realm of the identity; the target's own when left out.
         */
        realm?: string;
        /**
         * The client id of the identity, such as keyplan-plan.
         */
        clientId: string;
        /**
         * The SPIFFE Workload API.
         */
        spiffe: {
          /**
           * Its socket, such as unix:///run/spire/agent.sock; SPIFFE_ENDPOINT_SOCKET when left out.
           */
          socket?: string;
          /**
           * Which identity, for a workload that has several; the first one when left out.
           */
          spiffeId?: string;
        };
      }
    | {
        /**
         * The realm of the identity; the target's own when left out.
         */
        realm?: string;
        /**
         * The client id of the identity, such as keyplan-plan.
         */
        clientId: string;
        /**
         * A program that prints an assertion; it runs once for each sign-in, without a shell.
         */
        exec: {
          /**
           * The program and its arguments, each as an item.
           *
           * @minItems 1
           */
          command: [string, ...string[]];
          /**
           * jwt-bearer for a token of an issuer, which is what counts when left out; jwt-spiffe for a JWT-SVID.
           */
          assertionType?: 'jwt-bearer' | 'jwt-spiffe';
        };
      }
    | {
        /**
         * The realm of the identity; the target's own when left out.
         */
        realm?: string;
        /**
         * The client id of the identity, such as keyplan-plan.
         */
        clientId: string;
        clientCertificate: ClientCertificate;
      };
  /**
   * How the connections to the server are made. Proxies are taken from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.
   */
  connection?: {
    /**
     * A file of certificates in PEM of authorities that are trusted besides the usual ones, such as /etc/ssl/acme-ca.pem.
     */
    caFile?: string;
    clientCertificate?: ClientCertificate;
    /**
     * Headers for every request, such as { X-Forwarded-Proto: https } inside a mesh. Nothing secret.
     */
    headers?: {
      [k: string]: string;
    };
    /**
     * How long one request may take, with the whole of its answer, such as 30s; 2 minutes when left out.
     */
    timeout?: string;
    /**
     * How many connections at the same time; 16 when left out.
     */
    maxConnections?: number;
    /**
     * Whether the certificate of the server is not looked at, so that anybody in between can read and change everything. Write caFile instead.
     */
    insecureSkipTlsVerify?: boolean;
  };
}
/**
 * What is shown to the server when the connection is made (mutual TLS).
 */
export interface ClientCertificate {
  certificate: Credential;
  key: Credential;
}
/**
 * Rules for all targets.
 */
export interface Policy {
  /**
   * What happens to an object of ours that left the files. report: it is named in every plan. disable: clients are switched off, everything else is named. delete: it goes. { then: disable, deleteAfter: P30D }: a client that was switched off falls due to be deleted. report when left out.
   */
  orphans?:
    | ('report' | 'disable' | 'delete')
    | {
        /**
         * What happens first.
         */
        then: 'report' | 'disable' | 'delete';
        /**
         * How many whole days after a client was disabled it falls due to be deleted, such as P30D or 30d; only with then: disable. It is done by a run with --due.
         */
        deleteAfter?: string;
      };
  /**
   * Limits on one plan; both the count and the percentage must be exceeded.
   */
  guards?: {
    /**
     * How many deletions are too many; { count: 5, percent: 20 } when left out.
     */
    'mass-delete'?: {
      /**
       * How many objects at least.
       */
      count: number;
      /**
       * How many percent of the objects we own at least.
       */
      percent: number;
    };
    /**
     * How many updates are too many; { count: 20, percent: 50 } when left out.
     */
    'mass-change'?: {
      /**
       * How many objects at least.
       */
      count: number;
      /**
       * How many percent of the objects we own at least.
       */
      percent: number;
    };
  };
  /**
   * What you agree to for whole targets.
   */
  allow?: Allowance[];
}
