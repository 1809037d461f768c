import { describe, expect, it } from 'vitest';
import {
  LocalServerError,
  orderServerWays,
  renderUnavailable,
} from '../../../../src/systems/local-server/server-ways.js';

const typesOf = (environment: Record<string, string>): string[] => orderServerWays(environment).map((way) => way.type);

describe('the ways to a server', () => {
  it('are the cache, Docker and Maven where the environment names none', () => {
    expect(typesOf({})).toEqual(['cache', 'docker', 'maven']);
    expect(typesOf({ KEYPLAN_KEYCLOAK_URL: '', KEYPLAN_KEYCLOAK_HOME: '' })).toEqual(['cache', 'docker', 'maven']);
  });

  it('are only the server that the environment names', () => {
    const environment = {
      KEYPLAN_KEYCLOAK_URL: 'http://127.0.0.1:8080/',
      KEYPLAN_KEYCLOAK_ADMIN: 'root',
      KEYPLAN_KEYCLOAK_ADMIN_PASSWORD: 'word',
      KEYPLAN_KEYCLOAK_HOME: '/srv/keycloak',
    };
    expect(orderServerWays(environment)).toEqual([
      { type: 'given', url: 'http://127.0.0.1:8080', username: 'root', password: 'word' },
    ]);
    expect(typesOf({ KEYPLAN_KEYCLOAK_HOME: '/srv/keycloak' })).toEqual(['home']);
  });

  it('need an administrator with a named server', () => {
    const environment = { KEYPLAN_KEYCLOAK_URL: 'http://127.0.0.1:8080', KEYPLAN_KEYCLOAK_ADMIN: 'root' };
    expect(() => orderServerWays(environment)).toThrow(LocalServerError);
    expect(() => orderServerWays(environment)).toThrow(
      expect.objectContaining({ code: 'usage', hint: expect.stringContaining('KEYPLAN_KEYCLOAK_ADMIN_PASSWORD') }),
    );
  });

  it('that all failed are listed in the order they were tried', () => {
    const text = renderUnavailable('26.7.4', ['Docker: no daemon', 'Maven: no mvn']);
    expect(text.split('\n')).toEqual([
      'No Keycloak 26.7.4 can be had on this machine:',
      '  - Docker: no daemon',
      '  - Maven: no mvn',
    ]);
  });
});
