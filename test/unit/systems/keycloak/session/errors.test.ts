import { expect, it } from 'vitest';
import { requestFailure, troubled } from '../../../../../src/systems/keycloak/session/errors.js';

it.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'caFile'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'caFile'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'other names'],
  ['CERT_HAS_EXPIRED', 'not valid at the time of this machine'],
  ['CERT_NOT_YET_VALID', 'not valid at the time of this machine'],
])('a certificate that does not fit by %s comes with the hint that helps', (code, hint) => {
  const on = { server: 'https://sso.example', realm: 'agents', readAs: 'planner' };
  const failure = requestFailure('GET /clients', on, troubled(code));
  expect(failure).toMatchObject({ code: 'unreachable', hint: expect.stringContaining(hint) });
  if (hint !== 'caFile') expect(failure.hint).not.toContain('caFile');
});
