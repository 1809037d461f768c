import { expect, it } from 'vitest';
import {
  AnswerError,
  DISCOVERY_ASKED,
  requestFailure,
  troubled,
} from '../../../../../src/systems/keycloak/session/errors.js';

const ON = { server: 'https://sso.example', realm: 'agents', readAs: 'planner' };

it.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'caFile'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'caFile'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'other names'],
  ['CERT_HAS_EXPIRED', 'not valid at the time of this machine'],
  ['CERT_NOT_YET_VALID', 'not valid at the time of this machine'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'clientCertificate'],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'clientCertificate'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'clientCertificate'],
])('a certificate that does not fit by %s comes with the hint that helps', (code, hint) => {
  const failure = requestFailure('GET /clients', ON, troubled(code));
  expect(failure).toMatchObject({ code: 'unreachable', hint: expect.stringContaining(hint) });
  expect(failure.hint.includes('caFile')).toBe(hint === 'caFile');
});

it.each([
  ['GET /identity-provider/instances', 'realm-management/view-identity-providers'],
  ['POST /identity-provider/instances', 'realm-management/manage-identity-providers'],
  ['PUT /identity-provider/instances/{alias}', 'realm-management/manage-identity-providers'],
  ['POST /groups', 'realm-management/manage-users'],
  ['PUT /clients/{id}', 'realm-management/manage-clients'],
] as const)('%s that is refused names %s', (asked, right) => {
  const failure = requestFailure(asked, ON, new AnswerError(403, {}, { error: 'HTTP 403 Forbidden' }));
  expect(failure).toMatchObject({ code: 'missing-right', message: expect.stringContaining(right) });
});

it('a token that is new and not accepted may lack the scope that newer servers ask for', () => {
  const failure = requestFailure('GET /clients', ON, new AnswerError(401, {}, { error: 'HTTP 401 Unauthorized' }));
  expect(failure).toMatchObject({ code: 'sign-in-refused', hint: expect.stringContaining('kc-admin-api') });
});

it.each([401, 403, 404])(
  'a discovery that is answered with %s says nothing of an identity: none was shown',
  (status) => {
    const failure = requestFailure(DISCOVERY_ASKED, ON, new AnswerError(status, {}, { error: 'no' }));
    expect(failure).toMatchObject({ code: 'realm-not-found', hint: expect.stringContaining('"server"') });
    expect(`${failure.message} ${failure.hint}`).not.toMatch(/planner|token|role/);
  },
);
