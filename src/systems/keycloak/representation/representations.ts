// What the server sends and takes, as the admin client types it. Types only: naming one loads nothing.
export type { default as AuthenticationFlowRepresentation } from '@keycloak/keycloak-admin-client/lib/defs/authenticationFlowRepresentation.js';
export type { default as ClientRepresentation } from '@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js';
export type { default as ClientScopeRepresentation } from '@keycloak/keycloak-admin-client/lib/defs/clientScopeRepresentation.js';
export type { default as GroupRepresentation } from '@keycloak/keycloak-admin-client/lib/defs/groupRepresentation.js';
export type { default as MappingsRepresentation } from '@keycloak/keycloak-admin-client/lib/defs/mappingsRepresentation.js';
export type { default as ProtocolMapperRepresentation } from '@keycloak/keycloak-admin-client/lib/defs/protocolMapperRepresentation.js';
export type { default as RealmRepresentation } from '@keycloak/keycloak-admin-client/lib/defs/realmRepresentation.js';
export type { default as RoleRepresentation } from '@keycloak/keycloak-admin-client/lib/defs/roleRepresentation.js';
export type { ServerInfoRepresentation } from '@keycloak/keycloak-admin-client/lib/defs/serverInfoRepesentation.js';
export type { default as UserRepresentation } from '@keycloak/keycloak-admin-client/lib/defs/userRepresentation.js';
