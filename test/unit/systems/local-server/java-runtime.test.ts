import { describe, expect, it } from 'vitest';
import { javaFolders, javaNeed, parseJavaMajor } from '../../../../src/systems/local-server/java-runtime.js';

describe('the Java of a server', () => {
  it.each([
    ['openjdk version "25.0.1" 2025-10-21 LTS', 25],
    ['openjdk version "21" 2023-09-19', 21],
    ['java version "1.8.0_392"', 8],
    ['openjdk version "26-ea" 2026-03-17', 26],
    ['command not found', undefined],
  ])('%s is major version %s', (output, major) => {
    expect(parseJavaMajor(output)).toBe(major);
  });

  it('is an older one for old servers', () => {
    expect(javaNeed({ major: 24, minor: 0 })).toMatchObject({ majorMin: 17, majorMax: 21 });
    expect(javaNeed({ major: 26, minor: 0 })).toMatchObject({ majorMin: 21 });
    expect(javaNeed({ major: 26, minor: 7 })).not.toHaveProperty('majorMax');
  });

  it("is looked for in the person's own folders only where there is a home", () => {
    expect(javaFolders({ HOME: '/h' })).toContain('/h/.sdkman/candidates/java');
    expect(javaFolders({})).not.toContain('.sdkman/candidates/java');
    expect(javaFolders({})).toContain('/usr/lib/jvm');
  });
});
