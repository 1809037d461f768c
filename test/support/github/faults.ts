/** What the tests' GitHub does wrong, for requests that match. */
export interface GithubFault {
  readonly method?: string;
  readonly path?: RegExp;
  /** Undefined closes the connection without an answer. */
  readonly status: number | undefined;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** GitHub does what it was asked, and then fails. */
  readonly isDone?: boolean;
  /** How often; always where absent. */
  times?: number;
}

/** The first that is for this request, counted. */
export function faultFor(faults: readonly GithubFault[], method: string, path: string): GithubFault | undefined {
  const fault = faults.find(
    (known) =>
      (known.times ?? 1) > 0 &&
      (known.method === undefined || known.method === method) &&
      (known.path === undefined || known.path.test(path)),
  );
  if (fault?.times !== undefined) fault.times -= 1;
  return fault;
}

/** Asked too fast; GitHub says for how long to wait. */
export function secondaryLimit(seconds: number, rest: Partial<GithubFault> = {}): GithubFault {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return { status: 403, message, headers: { 'retry-after': String(seconds) }, times: 1, ...rest };
}
