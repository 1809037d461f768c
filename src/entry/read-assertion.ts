import { isAbsolute, join } from 'node:path';
import { Failure, Secret, type AssertionSource } from '../model/index.js';
import { JSON_WEB_TOKEN, readPrintedAssertion } from '../systems/exec/printed-assertion.js';
import { readGithubIdToken } from '../systems/github/id-token.js';
import type { AssertionReader, CredentialReader } from '../systems/keycloak/index.js';

export interface AssertionWorld {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder of the settings, which relative paths start at and programs run in. */
  readonly folder: string;
  readonly readCredential: CredentialReader;
}

/** Reads assertions from wherever they come from. What only some of them need is loaded with the first of these. */
export function createAssertionReader({ environment, folder, readCredential }: AssertionWorld): AssertionReader {
  return async (source: AssertionSource, audience: string): Promise<Secret> => {
    switch (source.type) {
      case 'github-oidc':
        return readGithubIdToken(environment, audience);
      case 'token-file':
        return readTokenFile(source.path, readCredential);
      case 'exec': {
        const [program = '', ...args] = source.command;
        // A path of the settings' folder; a bare name is looked for on PATH.
        const isPath = program.includes('/') && !isAbsolute(program);
        return readPrintedAssertion(
          { command: [isPath ? join(folder, program) : program, ...args], folder, environment },
          audience,
        );
      }
      case 'spiffe': {
        const { readJwtSvid } = await import('../systems/spiffe/workload-api.js');
        const { socket, spiffeId } = source;
        const named = { ...(socket === undefined ? {} : { socket }), ...(spiffeId === undefined ? {} : { spiffeId }) };
        return readJwtSvid({ ...named, environment }, audience);
      }
    }
  };
}

/** What is no token is told at once, and never sent. */
async function readTokenFile(path: string, readCredential: CredentialReader): Promise<Secret> {
  const token = (await readCredential({ file: path })).reveal().trim();
  if (JSON_WEB_TOKEN.test(token)) return new Secret(token);
  throw new Failure('credential-missing', `the file ${path} holds something else than one JSON Web Token`, {
    hint: 'Check the path under auth in keyplan.yaml, and that whoever writes the file writes the token alone.',
  });
}
