import type { Diagnostic, Place } from '../model/index.js';
import { problem } from './problem.js';

/** A URL in the one spelling in which servers and issuers are compared: host in lower case, no usual port, no slash at the end. */
export function normaliseUrl(text: string, place: Place, found: Diagnostic[]): string | undefined {
  const url = URL.parse(text.trim());
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    found.push(
      problem('invalid-value', place, 'this is no URL of a server', 'Write a URL such as https://sso.acme.example'),
    );
    return undefined;
  }
  if (url.username !== '' || url.password !== '') {
    const hint = 'Take it out of the file and of its history, and change the secret; "auth" says how to sign in';
    found.push(problem('literal-secret', place, 'the URL holds a user name or a password', hint));
    return undefined;
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
