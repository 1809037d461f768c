import type { GuardName, HazardName } from '../policy.js';
import { lines, type PageText } from './page.js';

const AGREE = 'If it is wanted, agree to it in the entry';

/** Pages about the dangers that a step may carry. */
export const HAZARD_PAGES: Readonly<Record<HazardName, PageText>> = {
  'admin-role': {
    title: 'somebody gains rights over the realm',
    meaning:
      'A service account, group or composite role gains a role of realm-management, or of a <realm>-realm client in master; also indirectly, through a group or a composite. Whoever holds the credential can then change the realm. A role scope that gains one lets it into the tokens of every administrator who uses the client.',
    example: lines('allow: [{ hazard: admin-role, reason: runs the backups, until: 2027-03-31 }]'),
    fix: `Grant a narrower role. ${AGREE}, or with --allow admin-role:<address>.`,
  },
  'full-scope': {
    title: 'tokens may hold every role of a person',
    meaning:
      'fullScopeAllowed is on together with a flow in which people log in, or with token exchange. A token for this client then carries every role of whoever uses it.',
    fix: `Write fullScopeAllowed: false and a roleScope. ${AGREE}: allow: [{ hazard: full-scope, reason: … }].`,
  },
  'widen-redirect': {
    title: 'a redirect URI or web origin gets wider',
    meaning:
      'A wildcard is new, or matches more than before. Codes and tokens can be sent to every address that it matches.',
    fix: `List the addresses themselves. ${AGREE}: allow: [{ hazard: widen-redirect, reason: … }].`,
  },
  'forge-claim': {
    title: 'a mapper writes a claim that others trust',
    meaning:
      'A mapper with a fixed value writes a claim such as sub, azp, iss, groups, roles, realm_access or email. Whoever reads the token takes it for a fact about the user or the client.',
    fix: `Use another claim, or the mapper that Keycloak has for it. ${AGREE}: allow: [{ hazard: forge-claim, reason: … }].`,
  },
  'public-client': {
    title: 'a live client becomes public',
    meaning: 'The client would need no credential any more: everybody who knows its id could use it.',
    fix: `Keep publicClient: false. ${AGREE}: allow: [{ hazard: public-client, reason: … }].`,
  },
  'change-authentication': {
    title: 'a live client authenticates in another way',
    meaning: 'Whatever runs with the old credential stops working with the apply.',
    fix: `Prepare the program that uses the client. ${AGREE}: allow: [{ hazard: change-authentication, reason: … }].`,
  },
  'widen-audience': {
    title: 'tokens of a live client are good for more receivers',
    meaning:
      'An audience is added to the tokens of a client that exists. A token that leaks, or that one receiver passes on, is then accepted in more places.',
    fix: `Check that the client should reach that receiver. ${AGREE}: allow: [{ hazard: widen-audience, reason: … }].`,
  },
  adopt: {
    title: 'something that nobody marked is changed',
    meaning:
      'The object exists, carries no mark, and differs from the files. Adopting it changes what somebody made by hand or with another tool. Without a difference only the mark is written, which is no danger.',
    fix: 'Write the fields as they are live first, so that the adoption changes nothing, and change them afterwards. Or agree: allow: [{ hazard: adopt, reason: … }].',
  },
  'take-over': {
    title: 'the object belongs to another owner',
    meaning:
      'The object carries the mark of another owner, most probably another repository. Two owners would undo each other for ever.',
    fix: 'Take the entry out of one of the two repositories. To move it here for good, agree: allow: [{ hazard: take-over, reason: … }].',
  },
  'lose-service-account': {
    title: 'a client loses its service account',
    meaning:
      'The server deletes the user behind the client with all that it was granted. Switching it on again gives a new user without grants.',
    fix: `Keep serviceAccountsEnabled: true. ${AGREE}: allow: [{ hazard: lose-service-account, reason: … }].`,
  },
  'rotate-secret': {
    title: 'a live client gets a new secret',
    meaning: 'Whatever still has the old secret stops working when its overlap ends.',
    fix: `Check that everybody who uses the client gets the new one. ${AGREE}: allow: [{ hazard: rotate-secret, reason: … }].`,
  },
  delete: {
    title: 'something live is deleted',
    meaning:
      'A deleted client is gone with its id, its secret and the grants of its service account; a new one of the same name has none of them.',
    fix: 'What deletes it, "removed" or "orphans: delete", is itself the word that is wanted, so there is nothing to allow besides. Disable a client first and delete it later: { then: disable, deleteAfter: P30D }.',
  },
  disable: {
    title: 'something live is disabled',
    meaning:
      'The client gets no tokens any more from the moment of the apply, or its service account does; with a later notBefore none that were issued before are taken.',
    fix: `Check that nobody uses it. Where "removed" or "orphans: disable" disables it, that is the word. Otherwise, if it is wanted, agree to it in the entry: allow: [{ hazard: disable, reason: … }].`,
  },
};

/** Pages about the limits on a whole plan, and about allowances that are over. */
export const GUARD_PAGES: Readonly<Record<GuardName | 'expired', PageText>> = {
  'mass-delete': {
    title: 'too many deletions at once',
    meaning:
      'The plan deletes or disables more objects than policy.guards.mass-delete allows: both the count and the percentage of what we own are exceeded. A wrong pattern or a wrong branch looks like this.',
    fix: 'If the plan is right, say --allow mass-delete for this run. The limits are set under policy.guards in keyplan.yaml.',
  },
  'mass-change': {
    title: 'too many changes at once',
    meaning:
      'The plan changes more live objects than policy.guards.mass-change allows: both the count and the percentage of what we own are exceeded. Creates and marks do not count.',
    fix: 'If the plan is right, say --allow mass-change for this run, or split the change.',
  },
  'empty-desired': {
    title: 'the files declare nothing',
    meaning:
      'The files declare none of the live objects that are ours, and the policy disables or deletes what they leave. Most often the files were not found or not checked out. Under "orphans: report" nothing happens to those objects, and the plan names them instead.',
    fix: 'Check "files" of the target. If really nothing should be left, say --allow empty-desired.',
  },
  expired: {
    title: 'an allowance is over',
    meaning:
      'An allowance counts up to and including its day "until", in UTC. Afterwards the plan of the target is refused, even where the danger is live already, so that nobody forgets it.',
    fix: 'Remove the allowance if it is no longer needed, or agree anew with a later day.',
  },
};
