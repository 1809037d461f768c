import {
  address,
  addressParts,
  canonicalJson,
  fieldParts,
  fieldPath,
  nearest,
  type Address,
  type Diagnostic,
  type Place,
} from '../model/index.js';
import { factOf, type Draft } from './draft.js';
import { didYouMean, problem, warning } from './problem.js';
import { quoted } from './shape/wording.js';

/** All objects of a target by address, while they are being resolved. */
export type Drafts = ReadonlyMap<Address, Draft>;

/** What is wrong with clients only when they are seen together. */
export function checkClients(drafts: Drafts): readonly Diagnostic[] {
  const clients = [...drafts.values()].filter(({ kind }) => kind === 'client');
  return [
    ...idsThatDifferByCase(clients),
    ...sharedSubjects(clients),
    ...nearMissAudiences(drafts, clients.map(nameOf)),
  ];
}

/** The plain name of a client, role or scope. */
export function nameOf({ address: of }: Draft): string {
  return addressParts(of).names.at(-1) ?? '';
}

/** The user of a service account has the client id in lower case, so that the second of two clients gets a 409 that names neither. */
function idsThatDifferByCase(clients: readonly Draft[]): readonly Diagnostic[] {
  const withAccount = clients.filter((client) => factOf(client, 'serviceAccountsEnabled') === true);
  return pairs(withAccount, (client) => nameOf(client).toLowerCase()).map(([first, second]) => {
    const message = `the ids "${nameOf(first)}" and "${nameOf(second)}" differ only in case, and both clients have a service account`;
    const both = problem(
      'ids-differ-by-case',
      second.place,
      message,
      'Rename one of them; their accounts would have one name',
    );
    return { ...both, related: [{ place: first.place, message: `"${nameOf(first)}"` }] };
  });
}

const ISSUER = fieldPath('attributes', 'jwt.credential.issuer');
const SUBJECT = fieldPath('attributes', 'jwt.credential.sub');

/** The server takes two clients with one federated subject, and gives tokens to one of them in silence (26.7.4). */
function sharedSubjects(clients: readonly Draft[]): readonly Diagnostic[] {
  const federated = clients.filter(({ facts }) => facts.has(ISSUER) && facts.has(SUBJECT));
  const subjectOf = ({ facts }: Draft): string => canonicalJson([facts.get(ISSUER), facts.get(SUBJECT)]);
  return pairs(federated, subjectOf).map(([first, second]) => {
    const message = `the clients "${nameOf(first)}" and "${nameOf(second)}" have the same federated issuer and subject`;
    const place = second.places.get(SUBJECT) ?? second.place;
    const both = problem('duplicate-federated-subject', place, message, 'Give each client a subject of its own');
    return { ...both, related: [{ place: first.places.get(SUBJECT) ?? first.place, message: `"${nameOf(first)}"` }] };
  });
}

/** Each object after the first of its key, with that first one. */
function pairs(drafts: readonly Draft[], keyOf: (draft: Draft) => string): readonly (readonly [Draft, Draft])[] {
  const firsts = new Map<string, Draft>();
  return drafts.flatMap((draft): readonly (readonly [Draft, Draft])[] => {
    const key = keyOf(draft);
    const first = firsts.get(key);
    if (first !== undefined) return [[first, draft]];
    firsts.set(key, draft);
    return [];
  });
}

interface Audience {
  readonly text: string;
  readonly place: Place;
}

/** Shorter audiences are near to anything. */
const NEAR_LENGTH_MIN = 4;
/** How many different audiences are compared with every client: a hint must not cost more than all the rest. */
const NEAR_AUDIENCES_MAX = 100;

/** An audience is any text; one that is almost a client of the files is probably that client. */
function nearMissAudiences(drafts: Drafts, clientIds: readonly string[]): readonly Diagnostic[] {
  const known = new Set(clientIds);
  const suggestions = new Map<string, readonly string[]>();
  return [...drafts.values()].flatMap(audiencesOf).flatMap(({ text, place }) => {
    if (known.has(text) || text.length < NEAR_LENGTH_MIN) return [];
    let near = suggestions.get(text);
    if (near === undefined && suggestions.size < NEAR_AUDIENCES_MAX) {
      near = nearest(text, clientIds);
      suggestions.set(text, near);
    }
    if (near === undefined || near.length === 0) return [];
    const hint = `${didYouMean(near)}Write audience: { client: … } for a client, which must then exist`;
    return [
      warning('near-miss-audience', place, `the audience ${quoted(text)} is nearly a client of these files`, hint),
    ];
  });
}

function audiencesOf({ facts, places, place }: Draft): readonly Audience[] {
  const audiences: Audience[] = [];
  facts.forEach((text, path) => {
    if (!path.endsWith('/config/included.custom.audience') || fieldParts(path)[0] !== 'protocolMappers') return;
    if (typeof text === 'string') audiences.push({ text, place: places.get(path) ?? place });
  });
  return audiences;
}

/** The client's draft, for ids that the files declare. */
export function clientOf(drafts: Drafts, clientId: string): Draft | undefined {
  return drafts.get(address('client', clientId));
}
