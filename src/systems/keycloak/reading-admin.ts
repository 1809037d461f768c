import type AdminClient from '@keycloak/keycloak-admin-client';

/** The calls of the admin client that only look. Asking for a service account is left out, because it makes one. */
export interface ReadingAdmin {
  readonly realms: Pick<AdminClient['realms'], 'findOne'>;
  readonly clients: Pick<
    AdminClient['clients'],
    'find' | 'findOne' | 'listRoles' | 'findRole' | 'findUsersWithRole' | 'listScopeMappings'
  >;
  readonly clientScopes: Pick<
    AdminClient['clientScopes'],
    'find' | 'findOne' | 'listDefaultClientScopes' | 'listDefaultOptionalClientScopes' | 'listScopeMappings'
  >;
  readonly roles: Pick<
    AdminClient['roles'],
    'find' | 'findOneById' | 'findOneByName' | 'findUsersWithRole' | 'getCompositeRoles'
  >;
  readonly users: Pick<AdminClient['users'], 'find' | 'findOne' | 'listRoleMappings' | 'listGroups'>;
  readonly groups: Pick<
    AdminClient['groups'],
    'find' | 'findOne' | 'listSubGroups' | 'listMembers' | 'listRoleMappings'
  >;
  readonly authenticationManagement: Pick<AdminClient['authenticationManagement'], 'getFlows'>;
  readonly serverInfo: Pick<AdminClient['serverInfo'], 'find'>;
}
