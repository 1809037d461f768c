import { CST } from 'yaml';

/** A bracket or a quote of the text. */
export interface Enclosure {
  /** The offset of the bracket or quote that opens it. */
  readonly start: number;
  /** The offset behind its last token. */
  readonly end: number;
  readonly opens: string;
  readonly closes: string;
  /** What ends it: its closing bracket or quote, another bracket, or nothing. */
  readonly closedBy: string;
}

/** What lies between brackets, and texts in quotes that are not closed or go over several lines, in the order of their starts. */
export function enclosuresOf(tokens: readonly CST.Token[]): readonly Enclosure[] {
  const enclosures: Enclosure[] = [];
  for (const document of tokens) {
    if (document.type !== 'document') continue;
    CST.visit(document, ({ key, value }) => {
      for (const token of [key, value]) enclosures.push(...enclosureOf(token));
    });
  }
  return enclosures.sort((a, b) => a.start - b.start);
}

/** The innermost of the enclosures that an offset lies in. One that is not closed also holds its own end. */
export function enclosureAt(enclosures: readonly Enclosure[], offset: number): Enclosure | undefined {
  return enclosures.findLast((one) => one.start < offset && (isOpen(one) ? offset <= one.end : offset < one.end));
}

/** Whether its own bracket or quote is missing at its end. */
export function isOpen({ closes, closedBy }: Enclosure): boolean {
  return closedBy !== closes;
}

function enclosureOf(token: CST.Token | null | undefined): readonly Enclosure[] {
  if (token?.type === 'flow-collection') {
    const opens = token.start.source;
    const closes = opens === '{' ? '}' : ']';
    const [last] = token.end;
    const closedBy = last?.source ?? '';
    const end = last?.source === closes ? last.offset + 1 : token.offset + CST.stringify(token).length;
    return [{ start: token.offset, end, opens, closes, closedBy }];
  }
  if (token?.type !== 'double-quoted-scalar' && token?.type !== 'single-quoted-scalar') return [];
  const { offset: start, source } = token;
  const quote = source.slice(0, 1);
  const isClosed = source.length > 1 && source.endsWith(quote);
  if (isClosed && !source.includes('\n')) return [];
  return [{ start, end: start + source.length, opens: quote, closes: quote, closedBy: isClosed ? quote : '' }];
}
