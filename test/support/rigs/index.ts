import { inject, type TestContext } from 'vitest';
import { leaveOut } from '../leave-out.js';
import { STAND_IN } from '../summary-reporter.js';
import { certificatesIn, type RigCertificates } from './certificates.js';
import { findRig, type RigName } from './rig-parts.js';

declare module 'vitest' {
  interface ProvidedContext {
    certificates: { folder: string } | { reason: string };
    tls: { url: string } | { reason: string };
  }
}

/** What a test of a rig works with. */
export interface Rig {
  /** The built programs. */
  readonly folder: string;
  /** For servers on loopback that the run's Keycloak is to trust. */
  readonly certificates: RigCertificates;
}

/** Gives the rig; undefined where a stand-in must do, which the end of the run names with the reason. */
export async function rigOrStandIn(context: TestContext, name: RigName): Promise<Rig | undefined> {
  const rig = findRig(name);
  const made = inject('certificates');
  const reason = 'reason' in rig ? rig.reason : 'reason' in made ? made.reason : undefined;
  if (reason !== undefined) await context.annotate(reason, STAND_IN);
  if ('reason' in rig || 'reason' in made) return undefined;
  return { folder: rig.folder, certificates: certificatesIn(made.folder) };
}

/** Gives the rig, or leaves the test out and says why, as the end of the run does again. */
export function requireRig(context: TestContext, name: RigName): Rig {
  const rig = findRig(name);
  if ('reason' in rig) return leaveOut(context, rig.reason);
  const made = inject('certificates');
  return 'reason' in made
    ? leaveOut(context, made.reason)
    : { folder: rig.folder, certificates: certificatesIn(made.folder) };
}

/** The run's Keycloak by TLS. */
export interface TlsServer {
  readonly url: string;
  /** Its own certificate with its authority, and one of a client that it knows. */
  readonly certificates: RigCertificates;
}

/** Gives the address of TLS of the run's Keycloak, or leaves the test out where there is none. */
export function requireTls(context: TestContext): TlsServer {
  const [tls, made] = [inject('tls'), inject('certificates')];
  if ('reason' in tls) return leaveOut(context, tls.reason);
  if ('reason' in made) return leaveOut(context, made.reason);
  return { url: tls.url, certificates: certificatesIn(made.folder) };
}
