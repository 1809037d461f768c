/** The client whose roles are the rights over a realm. */
export function adminClient(realm: string): string {
  return realm === 'master' ? 'master-realm' : 'realm-management';
}
