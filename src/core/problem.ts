// Owns the closed union of problem codes: what an HTTP refusal is called, its status and its title (RFC 9457).

/** Each code with its HTTP status and a title for people. Codes drive behaviour; titles never do. */
export const PROBLEMS = {
  'not-json': { status: 422, title: 'The request is not JSON' },
  'invalid-fields': { status: 422, title: 'Some fields are not right' },
  'idempotency-key-missing': { status: 422, title: 'An Idempotency-Key header is needed' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key was used for something else' },
  'since-with-filters': { status: 422, title: 'since cannot be combined with filters' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'account-disabled': { status: 401, title: 'This account is disabled' },
  'wrong-credentials': { status: 401, title: 'Company, name or password is wrong' },
  'not-allowed': { status: 403, title: 'You may not do this' },
  'cross-site': { status: 403, title: 'This request came from another site' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This method is not offered here' },
  'sequence-gap': { status: 409, title: 'A mutation is missing before these' },
  'sequence-reused': { status: 409, title: 'This sequence number was used for another mutation' },
  'author-mismatch': { status: 409, title: 'These changes belong to somebody else' },
  'schema-unsupported': { status: 409, title: 'This app is too old or too new for the server' },
  'protocol-unsupported': { status: 409, title: 'This app speaks another protocol' },
  'window-full': { status: 409, title: 'This arrival window is full' },
  'window-past': { status: 409, title: 'This arrival window is over' },
  'window-closed': { status: 409, title: 'The company does not work at this time' },
  'window-too-soon': { status: 409, title: 'This arrival window begins too soon' },
  'change-too-late': { status: 409, title: 'This pickup cannot be changed here any more' },
  'rating-closed': { status: 409, title: 'This visit cannot be rated now' },
  'booked-already': { status: 409, title: 'This address is booked for this day already' },
  'company-changed': { status: 409, title: 'Somebody has changed the settings meanwhile' },
  'photo-limit': { status: 409, title: 'This job takes no more photos from its customer' },
  'photo-differs': { status: 409, title: 'This photo was announced differently' },
  'member-changed': { status: 409, title: 'Somebody changed this member meanwhile' },
  'member-disabled': { status: 409, title: 'This member is disabled' },
  'own-access': { status: 409, title: 'Nobody takes away their own access' },
  'login-taken': { status: 409, title: 'Somebody already signs in with this name' },
  'export-newer': { status: 422, title: 'This export was made by a newer release' },
  'export-broken': { status: 422, title: 'This export is not as it was made' },
  'export-foreign': { status: 409, title: 'This export is of another company' },
  'export-outdated': { status: 409, title: 'This export cannot go on' },
  'import-gap': { status: 409, title: 'A page is missing before this one' },
  'company-not-empty': { status: 409, title: 'This company has jobs already' },
  'too-large': { status: 413, title: 'The request is too large' },
  'too-fast': { status: 429, title: 'Sent faster than a person types' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  bug: { status: 500, title: 'Something broke on our side' },
  'store-busy': { status: 503, title: 'Cannot save: others are saving at the same time' },
  'store-unreachable': { status: 503, title: 'Cannot reach the store' },
  'store-broken': { status: 503, title: 'Cannot read the stored jobs' },
  'store-full': { status: 503, title: 'This company has reached its limit of stored jobs' },
  'store-rolled-back': { status: 503, title: 'The stored jobs are older than what this device has seen' },
  'company-broken': { status: 503, title: 'Cannot read the settings of this company' },
  'roster-broken': { status: 503, title: 'Cannot read the roster' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** A refusal on its way to the client. `extra` holds the members that a code documents, e.g. `expectedSeq`. */
export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  readonly extra?: Readonly<Record<string, unknown>>;
}

export const problem = (code: ProblemCode, detail: string, more: Omit<Problem, 'code' | 'detail'> = {}): Problem => ({
  code,
  detail,
  ...more,
});
