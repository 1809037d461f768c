import type { ReadNeeds } from '../model/index.js';
import type { RealmReader } from '../systems/keycloak/index.js';
import { readLive } from './read-live.js';

/**
 * Reads the realm for needs that are only foreseen, so that the answers are there when it is read for the real ones. What
 * comes out is thrown away, and so is a failure: whoever reads for real meets it again. Foreseen wrongly, it costs requests
 * that nobody needed, and nothing else.
 */
export function rehearse(reader: RealmReader, foreseen: ReadNeeds): void {
  const nobody = { owner: '', onProgress: () => undefined };
  readLive(reader.rehearsal(), foreseen, nobody).catch(() => undefined);
}
