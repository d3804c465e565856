// Owns the numbers that clients may count on and that keep one company's object in bounds.
export const LIMITS = {
  /** characters of a note */
  textChars: 4_000,
  /** characters of a customer's word on a visit */
  ratingChars: 1_000,
  /** characters of a text that the office writes: about four messages on the air */
  messageChars: 600,
  /** bytes of one mutation as JSON */
  mutationBytes: 16 * 1024,
  /** mutations of one exchange */
  exchangeMutations: 200,
  /** bytes of one exchange as JSON */
  exchangeBytes: 200 * 1024,
  /** bytes of any request body */
  bodyBytes: 256 * 1024,
  /** jobs of one answer */
  answerJobs: 2_000,
  /** history entries of a job in a list */
  answerHistory: 5,
  /** days that tombstones are kept; older cursors get a snapshot */
  tombstoneDays: 30,
  /** days after which a finished job leaves the book for the archive */
  finishedDays: 3,
  /** days that a finished job waits in the book for the bytes of its photos */
  awaitedPhotoDays: 30,
  /** bytes of jobs.json, uncompressed: the owner is told */
  storeWarnBytes: 8 * 1024 * 1024,
  /** bytes of jobs.json, uncompressed: new bookings and imports are refused */
  storeFullBytes: 16 * 1024 * 1024,
  /** days that one question about who is free may span */
  crewRangeDays: 92,
  /** milliseconds in which an author may undo their own move, by the two tap times */
  undoMs: 15_000,
} as const;

/** Versions of the mutation schema that this code reads. */
export const SCHEMA = { min: 1, max: 1 } as const;
export const PROTOCOL = 1;
