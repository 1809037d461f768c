import { inject, type TestContext } from 'vitest';
import { leaveOut } from '../leave-out.js';
import { certificatesIn, type RigCertificates } from './certificates.js';
import { findRig, type RigName } from './rig-parts.js';

declare module 'vitest' {
  interface ProvidedContext {
    certificates: { folder: string } | { reason: string };
  }
}

/** What a test of a rig works with. */
export interface Rig {
  /** The built programs. */
  readonly folder: string;
  /** For servers on loopback that the run's Keycloak is to trust. */
  readonly certificates: RigCertificates;
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
