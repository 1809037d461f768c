import { describe, expect, it } from 'vitest';
import { distributionFolder } from '../../../../src/systems/local-server/distribution.js';
import { dockerCommand } from '../../../../src/systems/local-server/docker-server.js';
import {
  adminVariables,
  buildArguments,
  serverEnvironment,
  serverFeatures,
  startArguments,
  startTlsArguments,
} from '../../../../src/systems/local-server/server-options.js';
import { parseServerVersion, type ServerVersion } from '../../../../src/systems/local-server/server-version.js';

const admin = { username: 'admin', password: 'canary-7f3a' };

function version(text: string): ServerVersion {
  const parsed = parseServerVersion(text);
  if (!parsed) throw new Error(`no version: ${text}`);
  return parsed;
}

describe('a server version', () => {
  it('has three numbers and may go on', () => {
    expect(parseServerVersion(' 26.7.4\n')).toEqual({ major: 26, minor: 7 });
    expect(parseServerVersion('24.0.5.Final')).toEqual({ major: 24, minor: 0 });
    expect(parseServerVersion('nightly')).toBeUndefined();
    expect(parseServerVersion('26.7')).toBeUndefined();
  });
});

describe('the options of a server', () => {
  it('ask only for features that its version has', () => {
    expect(serverFeatures(version('24.0.5'))).toEqual(['client-secret-rotation']);
    expect(serverFeatures(version('26.3.9'))).toEqual(['client-secret-rotation']);
    expect(serverFeatures(version('26.4.0'))).toEqual(['client-secret-rotation', 'spiffe']);
    expect(serverFeatures(version('27.0.0'))).toEqual(['client-secret-rotation', 'spiffe']);
  });

  it('set the cache at build time up to 25 and at start time from 26 on', () => {
    expect(buildArguments(version('24.0.5'))).toContain('--cache=local');
    expect(startArguments(version('24.0.5'), 1)).not.toContain('--cache=local');
    expect(buildArguments(version('26.0.8'))).not.toContain('--cache=local');
    expect(startArguments(version('26.0.8'), 1)).toContain('--cache=local');
  });

  it('hash passwords cheaply where the version knows how to be told', () => {
    const hashing = (of: string) => startArguments(version(of), 1).filter((argument) => argument.includes('argon2'));
    expect(hashing('26.0.8')).toEqual([]);
    expect(hashing('26.7.4')).toEqual([
      '--spi-password-hashing--argon2--iterations=1',
      '--spi-password-hashing--argon2--memory=64',
    ]);
  });

  it('bind it to loopback', () => {
    expect(startArguments(version('26.7.4'), 4711)).toEqual(
      expect.arrayContaining(['start', '--optimized', '--http-host=127.0.0.1', '--http-port=4711']),
    );
    expect(dockerCommand('26.7.4', version('26.7.4'), admin, 4711).args).toContain('127.0.0.1:4711:8080');
  });

  it('ask who connects by TLS for a certificate, where it listens for TLS', () => {
    expect(buildArguments(version('26.7.4'))).toContain('--https-client-auth=request');
    expect(startArguments(version('26.7.4'), 1).join(' ')).not.toContain('https');
    expect(startTlsArguments({ certificate: 'c.pem', key: 'c.key' }, 4712)).toEqual([
      '--https-port=4712',
      '--https-certificate-file=c.pem',
      '--https-certificate-key-file=c.key',
    ]);
  });

  it('name the administrator as the version wants it', () => {
    expect(Object.keys(adminVariables(version('24.0.5'), admin))).toEqual([
      'KEYCLOAK_ADMIN',
      'KEYCLOAK_ADMIN_PASSWORD',
    ]);
    expect(Object.keys(adminVariables(version('26.0.8'), admin))).toEqual([
      'KC_BOOTSTRAP_ADMIN_USERNAME',
      'KC_BOOTSTRAP_ADMIN_PASSWORD',
    ]);
  });

  it('never put the password among the arguments', () => {
    const { args, variables } = dockerCommand('26.7.4', version('26.7.4'), admin, 1);
    expect(args.join(' ')).not.toContain(admin.password);
    expect(Object.values(variables)).toContain(admin.password);
  });

  it('let no variable of ours configure it', () => {
    const kept = serverEnvironment({
      PATH: '/bin',
      HOME: '/h',
      KC_DB: 'postgres',
      DEBUG: '*',
      JAVA_OPTS: '-x',
      KEYPLAN_X: '1',
    });
    expect(kept).toEqual({ PATH: '/bin', HOME: '/h' });
  });
});

describe('the folder of a built server', () => {
  it('differs by version and features and has no sign that a path cannot have', () => {
    expect(distributionFolder('c', '24.0.5')).toBe('c/keycloak-24.0.5-client-secret-rotation-certificates');
    expect(distributionFolder('c', '26.7.4')).toBe('c/keycloak-26.7.4-client-secret-rotation-spiffe-certificates');
  });
});
