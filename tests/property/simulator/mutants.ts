// Owns the rules that are taken out on purpose, one at a time, and the invariant that each breaks: a simulator that misses any proves nothing.
export const MUTANTS = {
  // The office looks at neither id nor number: what is sent twice counts twice.
  'no de-duplication': 'I1',
  // A late word on an archived job is taken for one on a job that nobody knows, and is filed once more.
  'archive not searched': 'I1',
  'blind PUT': 'I2',
  // The archiver takes jobs out of the book, and writes them nowhere.
  'removed before archived': 'I2',
  'outbox lost on crash': 'I2',
  'dropped on 401': 'I2',
  'dropped on 403': 'I2',
  // A phone counts from 1 again when it opens, and the office takes a number for the change itself.
  'seq reset': 'I2',
  'outcome taken for applied': 'I3',
  'notice put away unread': 'I3',
  'whoever comes last wins': 'I4',
  // The newest goes first, and the office takes any number.
  'sequence not checked': 'I5',
  'cursor without its jobs': 'I6',
  'snapshot laid over what is held': 'I6',
  'pending not shown': 'I6',
  'result not stored': 'I7',
  'older answer accepted': 'I8',
  'photo confirmed unseen': 'I9',
  'photo dropped after its upload': 'I9',
  'author not checked': 'I10',
  'one key for all companies': 'I10',
  'entry without its effect': 'I11',
} as const;
export type Mutant = keyof typeof MUTANTS;
