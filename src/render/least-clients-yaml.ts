import { scalarText } from '../kinds/index.js';
import { escapeVariables, type LeastAuthentication, type LeastClient } from '../model/index.js';

/** How many characters of a reason stand behind a role. */
const REASON_LENGTH_MAX = 90;

/**
 * Clients of keyplan's own as a realm file. It belongs to files that somebody else applies: no files may declare the
 * clients that keyplan signs in with for them. `adminClient` is the client whose roles are the rights.
 */
export function leastClientsYaml(clients: readonly LeastClient[], adminClient: string): string {
  return ['clients:', ...clients.flatMap((client) => clientLines(client, adminClient))].join('\n');
}

function clientLines(client: LeastClient, adminClient: string): readonly string[] {
  const { clientId, description, rights, authentication } = client;
  return [
    `  ${scalar(clientId)}:`,
    '    type: service',
    `    description: ${scalar(description)}`,
    ...authenticationLines(authentication),
    '    serviceAccount:',
    '      realmRoles: []',
    '      groups: []',
    '      clientRoles:',
    `        ${scalar(adminClient)}:`,
    ...rights.map(({ role, reasons: [first, ...more] }) => {
      const text = `${first?.text ?? ''}${more.length > 0 ? `, and ${more.length} more` : ''}`;
      return `          - ${scalar(role)} # ${shortened(text)}`;
    }),
    '    allow:',
    '      - hazard: admin-role',
    '        reason: keyplan needs these roles, and no others',
  ];
}

function authenticationLines(authentication: LeastAuthentication | undefined): readonly string[] {
  switch (authentication?.method) {
    case undefined:
      return [];
    case 'secret':
      return ['    authentication:', '      secret:', '        from: generate'];
    case 'federated':
      return [
        '    clientAuthenticatorType: federated-jwt',
        '    attributes:',
        `      jwt.credential.issuer: ${scalar(authentication.alias)}`,
        `      jwt.credential.sub: ${scalar(authentication.subject)}`,
      ];
  }
}

function scalar(text: string): string {
  return scalarText(escapeVariables(text));
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > REASON_LENGTH_MAX ? `${line.slice(0, REASON_LENGTH_MAX - 1)}…` : line;
}
