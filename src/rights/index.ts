export { leastRoles } from './covered-rights.js';
export * from './examine-identity.js';
export * from './examine-realm.js';
export type { FederatedClient, TrustedIssuer } from './federated-clients.js';
export { joinRights } from './gathered-rights.js';
export * from './judge-rights.js';
export * from './least-client.js';
export * from './rights-of-files.js';
export * from './rights-of-steps.js';
